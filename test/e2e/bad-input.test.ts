// What bad input gets: one line on stderr that names it, and the exit code that scripts rely on.

import { once } from 'node:events';
import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { runMock, temporaryFolder } from './mock-process.ts';
import { makeRecording } from './sample-session.ts';

async function expectFailure(args: readonly string[], exitCode: number, line: RegExp, env: NodeJS.ProcessEnv = {}) {
  const { stderr, stdout, ...run } = await runMock(args, env);
  expect(stderr).toMatch(line);
  expect(stderr).toMatch(/^mock: [^\n]*\n$/);
  expect({ stdout, exitCode: run.exitCode }).toEqual({ stdout: '', exitCode });
}

describe.each(['replay', 'inspect'])('mock %s', (command) => {
  const args = (file: string) => (command === 'replay' ? [command, file, '--port', '0'] : [command, file]);

  test('a file that does not exist', async () => {
    await expectFailure(args('/nowhere/x.db'), 1, /no recording at \/nowhere\/x\.db/);
  });

  test('a file that is no SQLite file', async () => {
    const file = join(temporaryFolder(), 'x.db');
    writeFileSync(file, 'a text, and no recording at all. '.repeat(100));
    await expectFailure(args(file), 6, /x\.db is not a recording/);
  });

  test('an empty file, a folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.db'), '');
    await expectFailure(args(join(folder, 'x.db')), 6, /x\.db is empty/);
    await expectFailure(args(folder), 6, /is not a file/);
  });

  test('a SQLite database of somebody else', async () => {
    const file = join(temporaryFolder(), 'x.db');
    new Database(file).exec('CREATE TABLE t (a)').close();
    await expectFailure(args(file), 6, /x\.db is a SQLite database but no recording/);
  });

  test('a recording from a newer version', async () => {
    const file = await makeRecording();
    const db = new Database(file);
    db.pragma('user_version = 99');
    db.close();
    await expectFailure(args(file), 6, /made by a newer mock .*update mysql-replay/);
  });

  test('a recording that was cut short', async () => {
    const file = await makeRecording();
    const cut = `${file}-cut.db`;
    copyFileSync(file, cut);
    truncateSync(cut, 20_000);
    await expectFailure(args(cut), 6, /is damaged/);
  });
});

describe('mock record', () => {
  test('an output that exists', async () => {
    const file = await makeRecording();
    await expectFailure(['record', '--port', '0', '-o', file], 1, /shop\.db exists: pass --append or --overwrite/);
  });

  test('an output that cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'x');
    await expectFailure(['record', '--port', '0', '-o', join(file, 'x.db')], 1, /cannot write .*file\/x\.db/);
  });

  test('--append to a file that is no recording', async () => {
    const file = join(temporaryFolder(), 'x.db');
    writeFileSync(file, 'a text');
    await expectFailure(['record', '--port', '0', '-o', file, '--append'], 6, /x\.db is not a recording/);
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = String(address !== null && typeof address === 'object' ? address.port : 0);
    const output = join(temporaryFolder(), 'x.db');
    await expectFailure(['record', '--port', port, '-o', output], 1, new RegExp(`port ${port} .* is in use: .*--port`));
    server.close();
  });

  test('a socket in a folder that does not exist', async () => {
    const output = join(temporaryFolder(), 'x.db');
    const args = ['record', '--port', 'none', '--socket', '/nowhere/m.sock', '-o', output];
    await expectFailure(args, 1, /\/nowhere\/m\.sock cannot be made/);
  });

  test('a certificate that cannot be read', async () => {
    const args = ['record', '--port', '0', '--client-ssl-cert', '/nowhere/c.pem', '--client-ssl-key', '/nowhere/k.pem'];
    await expectFailure(args, 1, /--client-ssl-cert.*\/nowhere\/c\.pem|\/nowhere\/c\.pem.*--client-ssl-cert/);
  });
});

describe('wrong usage', () => {
  test.each([
    [['record', '--prot', '1'], /unknown option '--prot' \(Did you mean --port\?\)/],
    [['repaly'], /unknown command 'repaly' \(Did you mean replay\?\)/],
    [['replay'], /missing required argument 'file'/],
    [['replay', 'x.db', 'y.db'], /put -- before the command to run: -- y.db/],
    [['record', '--port', 'many'], /--port.*'many'.*0 to 65535.*none/],
    [['record', '--client-ssl-mode', 'SOMETIMES'], /--client-ssl-mode.*DISABLED, PREFERRED, REQUIRED, VERIFY_CA/],
    [['record', '--max-connections', '0'], /--max-connections.*1 to 1000000/],
    [['record', '--append', '--overwrite'], /'--append' cannot be used with option '--overwrite'/],
    [['record', '--port', 'none'], /nothing to listen on/],
    [['record', '--upstream', 'a:b:c'], /"a:b:c" is no address/],
    [['record', '--upstream', 'mysql://app:pw-secret@db:99999/x'], /mysql:\/\/app:\*\*\*@db/],
    [['record', '--upstream-env', 'NOT_SET'], /NOT_SET.*not set/],
    [['record', '--client-ssl-cert', 'x.pem'], /--client-ssl-cert and --client-ssl-key belong together/],
    [['replay', 'x.db', '--log-level', 'loud'], /--log-level.*debug, info, warn, error, silent/],
    [['replay', 'x.db', '--on-miss', 'guess'], /--on-miss.*error, close/],
    [['replay', 'x.db', '--max-allowed-packet', '1T'], /--max-allowed-packet.*1K to 1G/],
    [['replay', 'x.db', '--bind', '0.0.0.0'], /0\.0\.0\.0.*--require-auth.*--allow-anyone/],
    [['replay', 'x.db', '--user', 'app'], /--user app has no password.*--password-file.*MYSQL_PWD/],
    [['replay', 'x.db', '--require-auth'], /--require-auth.*--user/],
    [['inspect', 'x.db', '--exchange', 'first'], /--exchange.*number from 1/],
    [['inspect', 'x.db', '--sessions', '--exchanges'], /'--sessions' cannot be used with option '--exchanges'/],
  ])('mock %s', async (args, line) => {
    await expectFailure(args, 2, line);
  });

  test('the upstream may stand in the environment', async () => {
    await expectFailure(['record'], 2, /"no such:thing" is no address/, { MOCK_UPSTREAM: 'no such:thing' });
    await expectFailure(['record', '--upstream-env', 'DB'], 2, /"a b" is no address/, { DB: 'a b' });
  });

  test('debug adds where an error came from', async () => {
    const { stderr } = await runMock(['inspect', '/nowhere/x.db', '--log-level', 'debug']);
    expect(stderr).toMatch(/^mock: there is no recording.*\n[\s\S]*MockError[\s\S]*\n {4}at /);
  });

  test('an error is a JSON line where the log is', async () => {
    const { stderr } = await runMock(['inspect', '/nowhere/x.db', '--log-format', 'json']);
    expect(JSON.parse(stderr)).toMatchObject({ level: 'fatal', code: 'RECORDING_MISSING' });
  });
});

test.each([[['--help']], [['record', '--help']], [['replay', '-h']], [['help', 'inspect']], [['--version']]])(
  'mock %s prints on stdout',
  async (args) => {
    const { exitCode, stdout, stderr } = await runMock(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(args.includes('--version') ? /^\d+\.\d+\.\d+\n$/ : /\nExamples:\n {2}\$ mock /);
  },
);
