// `record`, `replay` and `run` with a command behind `--`.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';
import { work } from './sample-session.ts';

const client = join(import.meta.dirname, 'support', 'one-statement.js');
const node = process.execPath;

test('records a command and replays it, over the socket and by a URL', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'x.db');
  const recorded = await runMock(['record', '-o', file, '--', node, client, 'SELECT VERSION()']);
  expect(recorded).toMatchObject({ exitCode: 0, stdout: 'record 8.4.0-mock-sample\n' });
  expect(recorded.stderr).toMatch(/^mock: recorded 1 session, \d+ exchanges/);
  for (const how of ['socket', 'url', 'named']) {
    const env = {
      HOW: how,
      DATABASE_URL: 'mysql://demo:x@nowhere.invalid:1/shop',
      NAMED: 'mysql://demo:x@nowhere.invalid/shop',
    };
    const replayed = await runMock(
      ['replay', file, '--strict', '--url-env', 'NAMED', '--', node, client, 'SELECT VERSION()'],
      env,
    );
    expect(replayed, how).toMatchObject({ exitCode: 0, stdout: 'replay 8.4.0-mock-sample\n' });
    expect(replayed.stderr).toMatch(/^mock: replayed 1 connection, .* 0 misses, .*\nmock: saved .*\n$/);
  }
});

test('shows the misses as differences, with the exit code of the command or its own', async () => {
  const file = join(temporaryFolder(), 'x.db');
  await runMock(['record', '-o', file, '--', node, client, 'SELECT VERSION()']);
  const strict = await runMock(['replay', file, '--', node, client, 'SELECT VERSIO()']);
  expect(strict.exitCode).toBe(5);
  expect(strict.stderr).toContain('SELECT [-VERSION-]{+VERSIO+}()');
  for (const mode of ['replay', 'run']) {
    const words = ['--', node, client, 'SELECT VERSIO()', 'tolerant'];
    const missed = await runMock([mode, file, ...words]);
    const tolerant = await runMock([mode, file, '--no-strict', ...words]);
    expect([mode, missed.exitCode, tolerant.exitCode]).toEqual([mode, 3, 0]);
  }
});

test('says that a command never came, died, could not be found, or stands without --', async () => {
  const file = join(temporaryFolder(), 'x.db');
  const nothing = await runMock(['record', '-o', file, '--', 'true']);
  expect(nothing.exitCode).toBe(1);
  expect(nothing.stderr).toMatch(/the command never connected to 127\.0\.0\.1:\d+.*past mock/);
  const died = await runMock(['record', '-o', file, '--', 'sh', '-c', 'kill -KILL $$']);
  expect(died.exitCode).toBe(137);
  expect(died.stderr).toMatch(/died by SIGKILL/);
  const missing = await runMock(['record', '-o', file, '--', 'no-such-program']);
  expect(missing).toMatchObject({ exitCode: 127, stdout: '' });
  expect(missing.stderr).toMatch(/^mock: cannot run no-such-program: there is no such command; [^\n]+\n$/);
  const bare = await runMock(['record', '-o', file, 'npm', 'test']);
  expect(bare.exitCode).toBe(2);
  expect(bare.stderr).toBe('mock: put -- before the command to run: -- npm test\n');
  expect(existsSync(file)).toBe(false);
});

test('says that a command went to the real server past mock', async () => {
  const folder = temporaryFolder();
  const real = await startMock(['record', '--port', '0', '-o', join(folder, 'real.db')]);
  const file = join(folder, 'x.db');
  await runMock(['record', '-o', file, '--', node, client, 'SELECT VERSION()']);
  const env = { HOW: 'named', NAMED: `mysql://demo:x@127.0.0.1:${real.port}/shop` };
  const past = await runMock(['replay', file, '--', node, client, 'SELECT VERSION()'], env);
  expect(past).toMatchObject({ exitCode: 1, stdout: 'replay 8.4.0-mock-sample\n' });
  expect(past.stderr).toMatch(
    /never connected to .*: if it worked all the same, it went to a server past mock; .*--url-env/,
  );
});

test('a command that never connects fails a strict run, and only variables that were set are named', async () => {
  const file = join(temporaryFolder(), 'x.db');
  await runMock(['record', '-o', file, '--', node, client, 'SELECT VERSION()']);
  const run = await runMock(['run', file, '--', 'true'], { MY_URL: 'mysql://a@b/c', DATABASE_URL: undefined });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/where MYSQL_HOST, MYSQL_TCP_PORT and MYSQL_UNIX_PORT point: /);
  expect((await runMock(['run', file, '--no-strict', '--', 'true'])).exitCode).toBe(0);
});

test('passes signals on and waits for the command', async () => {
  const folder = temporaryFolder();
  const mark = join(folder, 'mark');
  const script = `process.on('SIGTERM', () => { require('fs').writeFileSync('${mark}', 'x'); process.exit(9); }); console.log('ready'); setInterval(() => 0, 1000)`;
  const mock = await startMock(['record', '-o', join(folder, 'x.db'), '--', node, '-e', script]);
  expect((await mock.stop('SIGTERM')).exitCode).toBe(9);
  expect(readFileSync(mark, 'utf8')).toBe('x');
});

test('run records once, replays from then on, and keeps the old recording where the command fails', async () => {
  const sample = await startMock(['record', '--port', '0', '-o', join(temporaryFolder(), 'unused.db')]);
  await work(sample.port);
  const upstream = ['--upstream', `127.0.0.1:${sample.port}`];
  const file = join(temporaryFolder(), 'x.db');
  const command = ['--', node, client, 'SELECT VERSION()'];
  expect((await runMock(['run', file, ...upstream, '--', node, client, 'NONSENSE'])).exitCode).toBe(5);
  expect(existsSync(file)).toBe(false);
  expect((await runMock(['run', file, ...upstream, ...command])).stdout).toMatch(/^record /);
  expect((await runMock(['run', file, ...upstream, ...command])).stdout).toMatch(/^replay /);
  const before = readFileSync(file);
  const failed = await runMock(['run', file, ...upstream, '-u', '--', node, client, 'NONSENSE']);
  expect(failed.stderr).toMatch(/is as it was, since the command failed/);
  expect(readFileSync(file).equals(before)).toBe(true);
  expect((await runMock(['run', file, ...upstream, '-u', ...command])).stdout).toMatch(/^record /);
  expect((await runMock(['run', file, '-u', ...command])).stderr).toMatch(/cannot be recorded anew without a server/);
});

test('run never records with CI set', async () => {
  const file = join(temporaryFolder(), 'x.db');
  const upstream = ['--upstream', '127.0.0.1:1'];
  const missing = await runMock(['run', file, ...upstream, '--', 'true'], { CI: 'true' });
  expect(missing.exitCode).toBe(1);
  expect(missing.stderr).toMatch(/^mock: there is no recording at .*, and with CI set none is made: [^\n]+\n$/);
  writeFileSync(file, '');
  expect((await runMock(['run', file, '-u', ...upstream, '--', 'true'], { CI: 'true' })).exitCode).toBe(2);
});

test('--twice tells what a second run would miss, and keeps the first recording', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'x.db');
  const twice = await runMock(['record', '--twice', '-o', file, '--', node, client, 'SELECT VERSION()']);
  expect(twice.exitCode, twice.stderr).toBe(0);
  expect(twice.stdout).toMatch(
    /of \d+ commands? of the second run a replay of .*x\.db answers \d+: no rule is needed\n$/,
  );
  expect(existsSync(file)).toBe(true);
  for (const [args, words] of [
    [['--twice', '-o', join(folder, 'y.db')], 'give it behind --'],
    [['--twice', '--', node, client], 'say where with -o FILE'],
  ] as const) {
    expect((await runMock(['record', ...args])).stderr).toContain(words);
  }
});
