// Start, signals and streams of the commands that serve.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BareClient } from '../support/bare-client.ts';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';
import { connectTo, makeRecording, STATEMENT, work } from './sample-session.ts';

describe('mock record', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends well on %s, with a summary and one whole file',
    async (signal) => {
      const folder = temporaryFolder();
      const file = join(folder, 'new', 'shop.db');
      const recorder = await startMock(['record', '--port', '0', '-o', file, '--log-format', 'pretty']);
      expect(recorder.output().stdout).toMatch(/^listening mysql:\/\/127\.0\.0\.1:\d+\nready\n$/);
      await work(recorder.port, 3);
      const { exitCode, stderr } = await recorder.stop(signal);
      expect(exitCode).toBe(0);
      expect(stderr).toMatch(
        /^recorded 1 session, \d+ exchanges, .* to .*shop\.db\nnext: mock replay .*shop\.db\nchecked \d+ exchanges: every answer comes out as it was recorded\n$/,
      );
      expect(readdirSync(join(folder, 'new'))).toEqual(['shop.db']);
      expect(() => process.kill(recorder.pid, 0)).toThrow('ESRCH');
    },
  );

  test('ends the sessions that are open', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    const recorder = await startMock(['record', '--port', '0', '-o', file]);
    const connection = await connectTo(recorder.port);
    connection.on('error', () => undefined);
    await connection.query(STATEMENT);
    expect((await recorder.stop()).exitCode).toBe(0);
    const { stdout } = await runMock(['inspect', file, '--sessions', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ session: 1, user: 'demo', ending: 'shutdown' });
  });

  test('SIGTERM once more ends it at once and leaves a valid recording', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    const recorder = await startMock(['record', '--port', '0', '-o', file]);
    await work(recorder.port, 2);
    // a client that hears the end and stays holds it up for a moment
    await using stays = await BareClient.connect({ host: '127.0.0.1', port: recorder.port });
    await stays.login({ user: 'demo', password: '', plugin: 'caching_sha2_password' });
    process.kill(recorder.pid, 'SIGTERM');
    expect(await stays.line()).toContain('ERR 1053');
    process.kill(recorder.pid, 'SIGTERM');
    expect(await recorder.finished).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
    expect((await runMock(['inspect', file])).exitCode).toBe(0);
  });

  test('says that nothing was recorded, and leaves nothing', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    const recorder = await startMock(['record', '--port', '0', '-o', file, '--log-format', 'pretty']);
    const { exitCode, stderr } = await recorder.stop();
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^recorded nothing in .*\n$/);
    expect(existsSync(file)).toBe(false);
  });

  test('what a killed recorder wrote is replayed', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    const recorder = await startMock(['record', '--port', '0', '-o', file]);
    const connection = await connectTo(recorder.port);
    connection.on('error', () => undefined);
    for (let n = 0; n < 50; n++) await connection.query(STATEMENT);
    // a commit every 10 ms is what is promised
    await new Promise((resolve) => setTimeout(resolve, 200));
    const busy = connection.query(STATEMENT).catch(() => undefined);
    await recorder.stop('SIGKILL');
    await busy;
    const player = await startMock(['replay', file, '--port', '0', '--strict']);
    await work(player.port, 50);
    expect((await player.stop()).exitCode).toBe(0);
  });

  test('speaks JSON on stdout and stderr where it is asked to', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    const recorder = await startMock(['record', '--port', '0', '-o', file, '--json']);
    await work(recorder.port);
    const { stdout, stderr } = await recorder.stop();
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toMatchObject([
      { event: 'listening', url: expect.stringMatching(/^mysql:/) },
      { event: 'ready', recording: file },
      { event: 'summary', recording: file, sessions: 1 },
    ]);
    const log = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(log.at(-1)).toMatchObject({ level: 'info', msg: expect.stringMatching(/^recorded 1 session/) });
  });

  test('tells a client that the server cannot be reached, and goes on', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    const recorder = await startMock(['record', '--port', '0', '-o', file, '--upstream', '127.0.0.1:1']);
    for (let n = 0; n < 2; n++) await expect(connectTo(recorder.port)).rejects.toThrow(/2003.*127\.0\.0\.1:1/);
    expect((await recorder.stop()).exitCode).toBe(0);
  });

  test('listens on a Unix socket instead of a port', async () => {
    const folder = temporaryFolder();
    const socket = join(folder, 'm.sock');
    const recorder = await startMock(['record', '--port', 'none', '--socket', socket, '-o', join(folder, 'x.db')]);
    expect(recorder.output().stdout).toBe(`listening mysql+unix://${socket}\nready\n`);
    await recorder.stop();
    expect(existsSync(socket)).toBe(false);
  });
});

describe('mock replay', () => {
  test('answers, counts and says so', async () => {
    const player = await startMock(['replay', await makeRecording(2), '--port', '0', '--log-format', 'pretty']);
    await work(player.port, 2);
    const { exitCode, stderr } = await player.stop('SIGINT');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^replayed 1 connection, \d+ exchanges played \(.*\), 0 misses, 0 recorded exchanges unused in .*\n$/,
    );
  });

  test('misses are errors, are logged, and with --strict give exit code 3', async () => {
    const player = await startMock(['replay', await makeRecording(), '--port', '0', '--strict']);
    const connection = await connectTo(player.port);
    await expect(connection.query('SELECT 42')).rejects.toMatchObject({ errno: 1105, sqlState: 'HY000' });
    await connection.query(STATEMENT);
    await connection.end();
    const { exitCode, stderr } = await player.stop();
    expect(exitCode).toBe(3);
    const [first = '', second = ''] = stderr.split('\n');
    expect(JSON.parse(first)).toMatchObject({ level: 'info', digest: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(JSON.parse(second)).toMatchObject({ level: 'warn', miss: { sql: 'SELECT 42' } });
  });

  test('--on-miss close ends the connection without an answer', async () => {
    const player = await startMock(['replay', await makeRecording(), '--port', '0', '--on-miss', 'close']);
    const connection = await connectTo(player.port);
    connection.on('error', () => undefined);
    await expect(connection.query('SELECT 42')).rejects.toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' });
    expect((await player.stop()).exitCode).toBe(0);
  });

  test('--fail-on-unused gives exit code 4 where something was never asked for', async () => {
    const file = await makeRecording(2);
    const all = await startMock(['replay', file, '--port', '0', '--fail-on-unused']);
    await work(all.port, 2);
    expect((await all.stop()).exitCode).toBe(0);
    const some = await startMock(['replay', file, '--port', '0', '--fail-on-unused']);
    await work(some.port, 1);
    expect((await some.stop()).exitCode).toBe(4);
  });

  test('verifies the passwords of the users that are given', async () => {
    const file = await makeRecording();
    const passwordFile = join(temporaryFolder(), 'password');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(passwordFile, 'pw-e2e-2f6b\n');
    const users = ['--user', 'demo', '--password-file', passwordFile, '--require-auth'];
    const player = await startMock(['replay', file, '--port', '0', '--log-level', 'debug', ...users]);
    await expect(connectTo(player.port, 'demo', 'wrong')).rejects.toMatchObject({ errno: 1045 });
    const connection = await connectTo(player.port, 'demo', 'pw-e2e-2f6b');
    await connection.query(STATEMENT);
    await connection.end();
    const { stdout, stderr } = await player.stop();
    expect(stdout + stderr).not.toContain('pw-e2e-2f6b');
  });
});
