// The first command of README, as a stranger runs it.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

test('npm run demo shows the same answers with the server and without', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'demo'], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  expect(stdout).toMatch(/nothing answers on port \d+ any more/);
  expect(stdout).toMatch(/All 8 answers are the same/);
  expect(stdout).toMatch(/│ SELECT \* FROM suppliers +│ error 1146: .*│ error 1146: .*│ yes/);
  for (const line of stdout.split('\n')) expect.soft(line.length, line).toBeLessThanOrEqual(120);
  expect(stdout).toContain('node bin/mock.js replay recordings/demo.db\n');
  const file = join(root, 'recordings', 'demo.db');
  expect(existsSync(file)).toBe(true);
  await rm(file);
});
