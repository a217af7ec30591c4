// `mock redact`, and `mock record --redact`.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';

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

for (const kind of serverKinds) {
  describeWithServer(kind, ({ host, port, user, password }) => {
    test('a recorder that was killed leaves no byte of what rules are about, in the recording or its log', async () => {
      const server = { host, port, user, password };
      const live = await createConnection(server);
      const name = `masked_${process.pid}_${kind}`;
      await live.query(`CREATE DATABASE ${name}`);
      onTestFinished(async () => {
        await live.query(`DROP DATABASE ${name}`);
        await live.end();
      });
      await live.query(`CREATE TABLE ${name}.users (id INT PRIMARY KEY, email VARCHAR(40))`);
      await live.query(`INSERT INTO ${name}.users VALUES (1, 'ann.smith@example.org')`);
      const { folder, file, rules } = folderWithRules([{ column: '*.users.email' }]);
      const options = ['--upstream', `${host}:${port}`, '--port', '0', '-o', file, '--redact', rules];
      const recorder = await startMock(['record', ...options], { MOCK_REDACT_KEY });
      const client = await createConnection({ ...server, host: '127.0.0.1', port: recorder.port, database: name });
      client.on('error', () => undefined);
      const [before] = await client.query<RowDataPacket[]>('SELECT * FROM users');
      expect(before).toEqual([{ id: 1, email: 'ann.smith@example.org' }]);
      await client.execute('SELECT id FROM users WHERE email = ?', ['ann.smith@example.org']);
      await client.query("UPDATE users SET email = 'bob.jones@example.org'");
      await client.query("SELECT 'all was asked'");
      const bytes = () =>
        readdirSync(folder)
          .map((each) => readFileSync(join(folder, each)).toString('latin1'))
          .join();
      await expect.poll(bytes).toContain("SELECT 'all was asked'");
      await recorder.stop('SIGKILL');
      client.destroy();
      for (const word of ['ann.smith', 'bob.jones', 'example.org']) expect(bytes()).not.toContain(word);
      const inspected = await runMock(['inspect', file, '--exchanges']);
      expect(inspected.stdout).toMatch(/UPDATE users SET email = '[a-z]{3}\.[a-z]{5}@[a-z]{7}\.[a-z]{3}'/);
      for (const word of ['ann.smith', 'bob.jones', 'example.org']) expect(bytes()).not.toContain(word);
    });
  });
}

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
