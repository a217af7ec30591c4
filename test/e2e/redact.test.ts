// `mock redact`, and `mock record --redact`.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, temporaryFolder } from './mock-process.ts';

const client = join(import.meta.dirname, 'support', 'one-statement.js');
const MOCK_REDACT_KEY = 'a key';

function folderWithRules(rules: object[]): { folder: string; file: string; rules: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'rules.json');
  writeFileSync(path, JSON.stringify({ rules }));
  return { folder, file: join(folder, 'shop.db'), rules: path };
}

test('masks while it records: the values are in no file that is left', async () => {
  const { folder, file, rules } = folderWithRules([{ pattern: '8\\.4\\.0-mock', fixed: 'hidden' }]);
  const command = ['--', process.execPath, client, 'SELECT VERSION()'];
  const { exitCode, stderr } = await runMock(['record', '-o', file, '--redact', rules, ...command]);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toMatch(/masked pattern 8\\\.4\\\.0-mock: 1 cell/);
  expect(readdirSync(folder).sort()).toEqual(['rules.json', 'shop.db']);
  const { stdout } = await runMock(['replay', file, ...command]);
  expect(stdout).toBe('replay hidden-sample\n');
});

test('checks rules and key before anything is recorded', async () => {
  const { file, rules } = folderWithRules([{ column: 'shop.users.email' }]);
  const command = ['--', process.execPath, client, 'SELECT VERSION()'];
  const keyless = await runMock(['record', '-o', file, '--redact', rules, ...command]);
  expect(keyless.exitCode).toBe(2);
  expect(keyless.stderr).toMatch(/^mock: the rule "column shop\.users\.email" makes pseudonyms: set MOCK_REDACT_KEY/);
  writeFileSync(rules, '{"rules": [{"column": "email"}]}');
  const wrong = await runMock(['record', '-o', file, '--redact', rules, ...command], { MOCK_REDACT_KEY });
  expect(wrong.stderr).toMatch(/rules\.json:1:23: expected schema\.table\.column/);
  expect(existsSync(file)).toBe(false);
});

test('warns of what seems to be a secret, and a scan fails for it', async () => {
  const { folder, file, rules } = folderWithRules([{ pattern: 'AKIA\\w+' }]);
  const command = ['--', process.execPath, client, "SELECT 'AKIAABCDEFGHIJKLMNOP'", 'tolerant'];
  const { stderr } = await runMock(['record', '-o', file, ...command]);
  expect(stderr).toMatch(/it seems to hold secrets \(access key of AWS in statement/);
  const scan = await runMock(['redact', file, '--scan']);
  expect(scan).toMatchObject({ exitCode: 5 });
  expect(scan.stdout).toMatch(/^access key of AWS in statement: AKI… \(exchange \d+\)/);
  const output = join(folder, 'masked.db');
  const masked = await runMock(['redact', file, '--rules', rules, '-o', output], { MOCK_REDACT_KEY });
  expect(masked.exitCode, masked.stderr).toBe(0);
  expect(readFileSync(output).includes('ABCDEFGHIJKLMNOP')).toBe(false);
});
