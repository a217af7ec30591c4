// `mock replay --rules`: what a user types.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, temporaryFolder } from './mock-process.ts';

const client = join(import.meta.dirname, 'support', 'one-statement.js');
const node = process.execPath;

test('rules from a file; one that is wrong ends the command with its line', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'x.db');
  const recording = await runMock(['record', '-o', file, '--', node, client, 'SELECT VERSION()']);
  expect(recording.exitCode).toBe(0);
  const rules = join(folder, 'mock.config.yaml');
  writeFileSync(rules, 'volatile:\n  - name: clock\n    kind: timestamp\n');
  const fine = await runMock(['replay', file, '--rules', rules, '--strict', '--', node, client, 'SELECT VERSION()']);
  expect(fine, fine.stderr).toMatchObject({ exitCode: 0, stdout: 'replay 8.4.0-mock-sample\n' });
  expect(fine.stderr).toContain(`${rules}:2: clock matched no value`);
  writeFileSync(rules, 'volatile:\n  - name: clock\n    kind: time\n');
  const wrong = await runMock(['replay', file, '--rules', rules, '--', node, client, 'SELECT VERSION()']);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toBe(
    `mock: ${rules}:3: clock: kind must be equal to one of the allowed values: uuid, timestamp, any\n`,
  );
});
