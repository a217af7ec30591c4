// The configuration file, and what wins over it.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './mock-process.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'mock.js');
const sample = join(import.meta.dirname, '..', '..', 'recordings', 'sample-mysql-9.7.db');

function run(cwd: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

test('is found upwards, holds for its command, and the command line wins', async () => {
  const folder = temporaryFolder();
  const below = join(folder, 'a', 'b');
  mkdirSync(below, { recursive: true });
  writeFileSync(join(folder, 'mock.config.json'), '{ // budgets\n "stats": {"format": "markdown", "max-queries": 1} }');
  const configured = await run(below, 'stats', sample);
  expect(configured).toMatchObject({ code: 5, stdout: expect.stringContaining('## Statements') });
  const given = await run(below, 'stats', sample, '--format', 'json', '--max-queries', '1000');
  expect(given.code).toBe(0);
  expect(JSON.parse(given.stdout)).toMatchObject({ recording: sample });
});

test('may be a program, and may be named', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'other.mjs'), 'export default { stats: { format: "sarif" } };');
  const { stdout } = await run(folder, 'stats', sample, '--config', 'other.mjs');
  expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0' });
});

test.each([
  ['{"stats": {"formt": "json"}}', /^mock: mock\.config\.json:1:21: stats: there is no option "formt"/],
  ['{"stats": {"format": "jsn"}}', /^mock: mock\.config\.json: format: Expected table, json/],
  ['{"stats": ', /^mock: mock\.config\.json:1:11: no JSON/],
  ['{"stats": {"fail-on-findings": 7}}', /^mock: mock\.config\.json:1:32: stats\.fail-on-findings: must be boolean/],
])('refuses %s in one line with its place', async (text, message) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mock.config.json'), text);
  const { code, stderr } = await run(folder, 'stats', sample);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
