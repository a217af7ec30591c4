// The Go driver's own tests, as Debian ships them: through `record` the same ones pass as against the server itself, and
// on replay all of those that ask no clock.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql2 from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record, replay } from '../../src/index.ts';
import { describeWithLanguage } from '../languages/installed.ts';
import { accounts, startMysql, type TestServer } from '../servers/index.ts';
import { keysFolder } from '../support/serving.ts';

const run = promisify(execFile);
const SOURCES = '/usr/share/gocode/src/github.com/go-sql-driver/mysql';
const ACCOUNT = { user: 'gotest', password: 'pw-gotest-61c0d9e2' };
const TIMEOUT_MS = 300_000;

/** Half of the suite's time, for sizes that the transcripts have too: asked by `npm run test:others`. */
const LONG = process.env.MOCK_OTHERS ? [] : ['TestLongData', 'TestPreparedManyCols'];

/** Not to be had from a recording: what is cancelled after a time, and what waits for one. */
const BOUND_TO_TIME = [/^TestConnectorReturnsTimeout$/];

/** Compiled once per driver and compiler; the folder is the one that servers are unpacked into. */
async function compile(): Promise<string> {
  const { stdout } = await run('/usr/bin/dpkg-query', ['-W', 'golang-go', 'golang-github-go-sql-driver-mysql-dev']);
  const key = createHash('sha256').update(stdout).digest('hex').slice(0, 16);
  const cache = join(process.env.MOCK_TEST_CACHE ?? join(import.meta.dirname, '..', 'servers', '.cache'), 'go');
  const program = join(cache, `driver-suite-${key}`);
  const isThere = await readFile(program).catch(() => null);
  if (isThere !== null) return program;
  await mkdir(cache, { recursive: true });
  const env = { PATH: '/usr/bin:/bin', GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(cache, 'build') };
  const part = `${program}.${process.pid}`;
  await run('/usr/bin/go', ['test', '-c', '-o', part, '.'], { cwd: SOURCES, env });
  await rename(part, program);
  return program;
}

interface Results {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly output: string;
}

/** The names of its tests, without the long ones. */
async function listTests(program: string): Promise<readonly string[]> {
  const { stdout } = await run(program, ['-test.list', '.*'], { env: { PATH: '/usr/bin:/bin' } });
  return stdout.split('\n').filter((line) => line.startsWith('Test') && !LONG.includes(line));
}

/** @param only the tests to run */
async function runSuite(program: string, port: number, database: string, only: readonly string[]): Promise<Results> {
  const folder = await mkdtemp(join(tmpdir(), 'mock-go-'));
  const env = {
    PATH: '/usr/bin:/bin',
    TMPDIR: folder,
    MYSQL_TEST_USER: ACCOUNT.user,
    MYSQL_TEST_PASS: ACCOUNT.password,
    MYSQL_TEST_PROT: 'tcp',
    MYSQL_TEST_ADDR: `127.0.0.1:${port}`,
    MYSQL_TEST_DBNAME: database,
    MYSQL_TEST_CONCURRENT: '1',
  };
  const filter = ['-test.run', `^(${only.join('|')})$`];
  const options = { env, cwd: folder, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
  // It ends with 1 where a test failed, and some fail against this server whoever asks.
  const { stdout } = await run(program, ['-test.v', ...filter], options).catch((error: { stdout: string }) => error);
  await rm(folder, { recursive: true, force: true });
  const named = (verdict: string) =>
    [...stdout.matchAll(new RegExp(`^--- ${verdict}: (\\w+) `, 'gm'))].map((match) => match[1] as string).sort();
  return { passed: named('PASS'), failed: named('FAIL'), output: stdout };
}

await describeWithLanguage('go', () => {
  describe('the Go driver’s own tests', () => {
    let server: TestServer;
    let program = '';
    let folder = '';

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'mock-go-suite-'));
      // One of its tests takes every connection that the server has, so it has a server to itself.
      [server, program] = await Promise.all([startMysql({ args: ['--max-connections=60'] }), compile()]);
      const { user, password } = accounts.mysql.root;
      await using client = await mysql2.createConnection({ host: server.host, port: server.port, user, password });
      await client.query(`CREATE USER '${ACCOUNT.user}' IDENTIFIED BY '${ACCOUNT.password}'`);
      await client.query(`GRANT ALL ON *.* TO '${ACCOUNT.user}'`);
      for (const database of ['direct', 'recorded']) await client.query(`CREATE DATABASE ${database}`);
    }, 120_000);

    afterAll(async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });

    test('pass through record as they pass directly, and on replay', { timeout: 3 * TIMEOUT_MS }, async () => {
      const file = join(folder, 'suite.db');
      const all = await listTests(program);
      const direct = await runSuite(program, server.port, 'direct', all);
      expect(direct.passed.length).toBeGreaterThan(130);
      {
        await using recorder = await record({
          upstream: `127.0.0.1:${server.port}`,
          output: file,
          dataDir: await keysFolder(),
        });
        const recorded = await runSuite(program, recorder.port, 'recorded', all);
        expect(recorded.passed, recorded.output).toEqual(direct.passed);
      }
      await using player = await replay(file, { dataDir: await keysFolder(), users: [ACCOUNT] });
      const timeless = direct.passed.filter((name) => !BOUND_TO_TIME.some((pattern) => pattern.test(name)));
      const replayed = await runSuite(program, player.port, 'recorded', timeless);
      expect(replayed.failed, replayed.output).toEqual([]);
      expect(replayed.passed).toEqual(timeless);
      expect(player.counts().misses).toBe(0);
    });
  });
});
