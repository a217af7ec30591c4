// `mock replay --rules`: what a user types.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, temporaryFolder } from './mock-process.ts';

const client = join(import.meta.dirname, 'support', 'one-statement.js');
const node = process.execPath;

test('rules that stand in the configuration file hold, and are told with their lines', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'x.db');
  const config = join(folder, 'mock.config.json');
  const own = '"identity": [{ "name": "names", "find": "VERSION", "replace": "V" }],\n';
  writeFileSync(config, `{\n${own}"volatile": [\n{ "name": "clock", "kind": "timestamp" }] }`);
  const asked = ['--config', config, '--', node, client, 'SELECT VERSION()'];
  expect((await runMock(['record', '-o', file, ...asked])).exitCode).toBe(0);
  const fine = await runMock(['replay', file, '--strict', ...asked]);
  expect(fine, fine.stderr).toMatchObject({ exitCode: 0, stdout: 'replay 8.4.0-mock-sample\n' });
  expect(fine.stderr).toContain(`${config}:4: clock matched no value`);
  writeFileSync(config, `{\n${own}"volatile": [\n{ "name": "clock", "kind": "time" }] }`);
  const wrong = await runMock(['replay', file, ...asked]);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain(`${config}:4: clock: kind must be equal to one of`);
  writeFileSync(config, '{\n"identity": [{ "name": "x", "ignore": "weather" }] }');
  const unknown = await runMock(['record', '-o', join(folder, 'y.db'), ...asked]);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain(
    `${config}:2: x: ignore must be equal to one of the allowed values: comments, in-lists`,
  );
});

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
    `mock: ${rules}:3: clock: kind must be equal to one of the allowed values: uuid, timestamp, clock, token, any\n`,
  );
});
