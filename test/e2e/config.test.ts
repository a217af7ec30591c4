// The configuration file, and what wins over it.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';

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
  ['{"stats": {"format": "jsn"}}', /^mock: mock\.config\.json:1:22: format: Expected table, json/],
  ['{"stats": ', /^mock: mock\.config\.json:1:11: no JSON/],
  ['{"stats": {"fail-on-findings": 7}}', /^mock: mock\.config\.json:1:32: stats\.fail-on-findings: must be boolean/],
  ['stats:\n  formt: json\n', /^mock: mock\.config\.yaml:2:10: stats: there is no option "formt"/],
  ['# budgets\nstats:\n  format: jsn\n', /^mock: mock\.config\.yaml:3:11: format: Expected table, json/],
  ['stats: [1,\n', /^mock: mock\.config\.yaml:\d:\d+: no YAML: /],
  ['stats:\n  fail-on-findings: 7\n', /^mock: mock\.config\.yaml:2:21: stats\.fail-on-findings: must be boolean/],
])('refuses %s in one line with its place', async (text, message) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, text.startsWith('{') ? 'mock.config.json' : 'mock.config.yaml'), text);
  const { code, stderr } = await run(folder, 'stats', sample);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('YAML says the same as JSON', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mock.config.yaml'), '# budgets\nstats:\n  format: markdown\n  max-queries: 1\n');
  const configured = await run(folder, 'stats', sample);
  expect(configured).toMatchObject({ code: 5, stdout: expect.stringContaining('## Statements') });
});

test('the command line wins over the environment, that over our file, and that over option files', async () => {
  const folder = temporaryFolder();
  const options = join(folder, 'my.cnf');
  writeFileSync(
    options,
    '[client]\nhost=127.0.0.1\nport=1\nuser=ann\npassword=hidden\nssl-mode=DISABLED\n[mock]\nssl-ca=/of/mock.pem\n',
    { mode: 0o600 },
  );
  const told = async (...args: string[]) => {
    const words = ['verify', sample, '--verbose', '--defaults-file', options, ...args];
    return (await runMock(words, { MOCK_NO_DEFAULTS: undefined }, folder)).stderr;
  };
  const fromFile = await told();
  expect(fromFile).toContain(`mock: --upstream 127.0.0.1:1 (${options}:2)\n`);
  expect(fromFile).toContain(`mock: --server-ssl-mode DISABLED (${options}:6)\n`);
  expect(fromFile).toContain(`mock: --server-ssl-ca /of/mock.pem (${options}:8)\n`);
  expect(fromFile).toContain(`mock: user (${options}:4)\nmock: password (${options}:5)\n`);
  expect(fromFile).not.toContain('hidden');

  writeFileSync(join(folder, 'mock.config.yaml'), 'verify:\n  upstream: 127.0.0.1:2\n');
  expect(await told()).toContain('mock: --upstream 127.0.0.1:2 (mock.config.yaml:2:13)\n');
  const environment = { MOCK_NO_DEFAULTS: undefined, MOCK_UPSTREAM: 'mysql://eve:hidden@127.0.0.1:3' };
  const words = ['verify', sample, '--verbose', '--defaults-file', options];
  const { stderr } = await runMock(words, environment, folder);
  expect(stderr).toContain('mock: --upstream mysql://eve:***@127.0.0.1:3 (MOCK_UPSTREAM)\n');
  expect(await told('--upstream', '127.0.0.1:4')).toContain('mock: --upstream 127.0.0.1:4 (the command line)\n');
});

for (const kind of serverKinds) {
  describeWithServer(kind, ({ host, port, user, password }) => {
    test('a server and account of an option file are recorded and verified', async () => {
      const folder = temporaryFolder();
      const options = join(folder, 'my.cnf');
      const text = `[client]\nhost="${host}"\nport=${port}\nuser=${user}\npassword="${password}"\n`;
      writeFileSync(options, text, { mode: 0o600 });
      const file = join(folder, 'x.db');
      const env = { MOCK_NO_DEFAULTS: undefined };
      const recorder = await startMock(['record', '--defaults-file', options, '--port', '0', '-o', file], env);
      const client = await createConnection({ host: '127.0.0.1', port: recorder.port, user, password });
      await client.query('SELECT 7');
      await client.end();
      await recorder.stop();
      const verified = await runMock(['verify', file, '--defaults-file', options], env);
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
      expect(verified.stdout).toContain('verified 1 of 1 exchange: the server answers as it was recorded');
      const none = await runMock(['verify', file, '--defaults-file', join(folder, 'none')], env);
      expect(none.stderr).toMatch(/^mock: the option file .*none cannot be read/);
    });
  });
}
