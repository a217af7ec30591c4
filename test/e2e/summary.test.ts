// What a run with a command says at its end: what was left, what was saved, and what was over its budget.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';

const sample = join(import.meta.dirname, '..', '..', 'recordings', 'sample-mysql-9.7.db');
const command = ['--', process.execPath, join(import.meta.dirname, 'support', 'one-statement.js')];

test('lists what was left, up to a number, and says what was saved', async () => {
  const { exitCode, stderr } = await runMock(['run', sample, ...command, 'SELECT VERSION() AS version']);
  expect(exitCode, stderr).toBe(0);
  const lines = stderr.trimEnd().split('\n');
  expect(lines[0]).toMatch(
    /^mock: replayed 1 connection.*, 1 exchange played .*, 0 misses, 30 recorded exchanges unused/,
  );
  expect(lines.filter((line) => /^mock: unused: exchange \d+: [A-Za-z]/.test(line))).toHaveLength(10);
  expect(lines.at(-2)).toBe('mock: … and 20 more');
  expect(lines.at(-1)).toMatch(/^mock: saved \d\.\d\d s, which the recorded server took for these answers$/);
});

test('a budget fails the command, and its scope in the reports', async () => {
  const folder = temporaryFolder();
  const [json, xml, markdown] = ['r.json', 'r.xml', 'r.md'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const reports = [json, xml, markdown].flatMap((name) => ['--report', name]);
  const asked = [...command, 'SELECT VERSION() AS version'];
  const within = await runMock(['replay', sample, '--max-queries', '1', ...asked]);
  expect(within.exitCode, within.stderr).toBe(0);
  const over = await runMock(['replay', sample, '--max-queries', '0', ...reports, ...asked]);
  expect(over.exitCode, over.stderr).toBe(5);
  expect(over.stderr).toContain('mock: over budget: 1 statement, and 0 are allowed\n');
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
    overBudget: [{ scope: '', statements: 1, budget: 0 }],
    scopes: [{ name: '', statements: 1 }],
    statistics: [{ queries: 1, statements: [{ text: 'SELECT VERSION() AS version', count: 1 }], findings: [] }],
  });
  expect(readFileSync(xml, 'utf8')).toContain('<failure type="budget" message="1 statement, and 0 are allowed"/>');
  expect(readFileSync(markdown, 'utf8')).toMatch(
    /## Over budget\n\n- 1 statement outside of scopes[\s\S]*\| `SELECT VERSION/,
  );
});

test('a budget counts while recording, too, and the recording stays', async () => {
  const server = await startMock(['record', '--port', '0', '-o', join(temporaryFolder(), 'unused.db')]);
  const file = join(temporaryFolder(), 'x.db');
  const run = [
    'run',
    file,
    '--upstream',
    `127.0.0.1:${server.port}`,
    '--max-queries',
    '0',
    ...command,
    'SELECT VERSION()',
  ];
  const recorded = await runMock(run);
  expect(recorded).toMatchObject({ exitCode: 5, stdout: 'record 8.4.0-mock-sample\n' });
  expect(recorded.stderr).toContain('mock: over budget: 1 statement, and 0 are allowed\n');
  expect(await runMock(run)).toMatchObject({ exitCode: 5, stdout: 'replay 8.4.0-mock-sample\n' });
});
