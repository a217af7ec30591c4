// MariaDB's own regression tests, as Debian ships them, run by their own client: what each prints through `record` and
// from `replay` is what it prints against the server. Left to those that need one plain connection, no clock and no files.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql2 from 'mysql2/promise';
import { expect, test } from 'vitest';
import {
  accounts,
  CannotInstallError,
  clientPrograms,
  installRegressionTests,
  startMariadb,
} from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 300_000;
const DATABASE = 'test';
/** By statements of text as well where there is time: `npm run test:others`. */
const FORMS: readonly (readonly [readonly string[]])[] = process.env.MOCK_OTHERS
  ? [[['--ps-protocol']], [[]]]
  : [[['--ps-protocol']]];
const NAMES = ['cast', 'dyncol', 'errors', 'func_math', 'sp-cursor', 'sp-dynamic', 'type_varchar', 'user_var'];

async function install() {
  if (clientPrograms('mariadb') === null) return new CannotInstallError('there is no MariaDB');
  return await installRegressionTests().catch((error: unknown) => {
    if (error instanceof CannotInstallError && process.env.MOCK_REQUIRE_SERVERS !== '1') return error;
    throw error;
  });
}

const installed = await install();

if (installed instanceof CannotInstallError) {
  test.skip(`MariaDB's regression tests: ${installed.message}`, () => undefined);
} else {
  test.each(FORMS)('print the same, with %j', { timeout: TIMEOUT_MS }, async (mode) => {
    const { program, tests } = installed;
    await using folder = await temporaryFolder();
    // as MariaDB's own test runner starts it
    const args = [
      '--character-set-server=latin1',
      '--collation-server=latin1_swedish_ci',
      '--sql-mode=STRICT_TRANS_TABLES',
    ];
    await using server = await startMariadb({ args: [...args, '--log-bin-trust-function-creators=1'] });
    const { user, password } = accounts.mariadb.root;
    await using client = await mysql2.createConnection({ host: server.host, port: server.port, user, password });
    const ask = async (name: string, port: number) => {
      const to = ['--host=127.0.0.1', `--port=${port}`, `--user=${user}`, `--password=${password}`];
      const options = ['--silent', `--database=${DATABASE}`, `--test-file=${join(tests, 'main', `${name}.test`)}`];
      const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', MYSQL_TEST_DIR: tests, MYSQLTEST_VARDIR: folder.path };
      const logs = [`--logdir=${folder.path}`, `--tmpdir=${folder.path}`];
      const settings = { cwd: tests, env, maxBuffer: 64 * 1024 * 1024, encoding: 'latin1' } as const;
      // where a test fails, it must fail alike
      const said = await run(program, [...to, ...options, ...logs, ...mode], settings).catch((error) => error);
      return `${said.stdout}${said.stderr}`.replaceAll(new RegExp(`(?<!\\d)${port}(?!\\d)`, 'g'), 'PORT');
    };
    const askAll = async (port: number, isLive: boolean) => {
      const said = new Map<string, string>();
      for (const name of NAMES) {
        if (isLive) await client.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
        if (isLive) await client.query(`CREATE DATABASE ${DATABASE}`);
        said.set(name, await ask(name, port));
      }
      return said;
    };

    const direct = await askAll(server.port, true);
    expect(direct.get('cast')?.length).toBeGreaterThan(10_000);
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    expect(await askAll(recorder.port, true).finally(() => recorder.close())).toEqual(direct);
    await using player = await startReplay(folder, recorder.file);
    expect(await askAll(player.port, false)).toEqual(direct);
    expect(player.counts().misses).toBe(0);
  });
}
