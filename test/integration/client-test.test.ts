// MariaDB's own test of its client library: what passes against the server passes through `record` and from `replay`. It
// asks for what drivers never do: statements in every state, cursors side by side, packets cut short by reconnects.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { accounts, CannotInstallError, clientPrograms, installClientTest, startMariadb } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 600_000;

/** Not asked: what no client library and no proxy is about, and what only waits. */
const LEFT_OUT = new Set([
  // looks into the server's own files, or at its clock
  'test_frm_bug',
  'test_bug17667',
  'test_fetch_nobuffs',
  'test_logs;',
  // two threads, either of which may come first
  'test_bug17512527',
  // PROXY protocol, which a server must be told to trust
  'test_proxy_header',
  // reads `mysql.user`: no recording keeps what accounts are known by
  'test_mdev4326',
  // a second for each refusal: change-user.test.ts
  'test_change_user',
  'test_bug31669',
]);

/** Every so many of its tests, one process each, are asked by `npm test`; all by `npm run test:others`. */
const STEP = process.env.MOCK_OTHERS ? 1 : 4;

type Results = ReadonlyMap<string, boolean>;

/** The program, or why there is none. */
async function program(): Promise<string | CannotInstallError> {
  if (clientPrograms('mariadb') === null) return new CannotInstallError('there is no MariaDB');
  return await installClientTest().catch((error: unknown) => {
    if (error instanceof CannotInstallError && process.env.MOCK_REQUIRE_SERVERS !== '1') return error;
    throw error;
  });
}

const clientTest = await program();
const isThere = typeof clientTest === 'string';

test.runIf(isThere)('what passes directly passes through record and on replay', { timeout: TIMEOUT_MS }, async () => {
  await using folder = await temporaryFolder();
  for (const name of ['log', 'tmp']) await mkdir(folder.file(name));
  // as MariaDB's own test runner starts it
  const args = ['--sql-mode=', '--performance-schema=ON', '--max-allowed-packet=32000000', '--log-output=FILE,TABLE'];
  await using server = await startMariadb({ args });
  const { user, password } = accounts.mariadb.root;
  const env = { PATH: '/usr/bin:/bin', MYSQL_TMP_DIR: folder.file('tmp'), MYSQLTEST_VARDIR: folder.path };
  const ask = (options: readonly string[]) => run(String(clientTest), options, { env, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await ask(['--show-tests']);
  const all = stdout.split('\n').filter((line) => /^(test|client)_/.test(line) && !LEFT_OUT.has(line));
  expect(all.length).toBeGreaterThan(280);
  const names = all.filter((_, at) => at % STEP === 0);

  /** Each by itself, so that one which fails fails alone. */
  const results = async (port: number, asked: readonly string[]): Promise<Results> => {
    const passed = new Map<string, boolean>();
    for (const name of asked) {
      const options = ['--host=127.0.0.1', `--port=${port}`, `--user=${user}`, `--password=${password}`];
      const outcome = ask([...options, `--vardir=${folder.path}`, name]);
      passed.set(
        name,
        await outcome.then(
          () => true,
          () => false,
        ),
      );
    }
    return passed;
  };
  const passing = (all: Results) => [...all].filter(([, isPassed]) => isPassed).map(([name]) => name);

  const direct = passing(await results(server.port, names));
  expect(direct.length).toBeGreaterThan(270 / STEP);
  const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
  const recorded = passing(await results(recorder.port, direct).finally(() => recorder.close()));
  expect(recorded).toEqual(direct);
  await using replayer = await startReplay(folder, recorder.file);
  const replayed = passing(await results(replayer.port, direct));
  expect(replayed).toEqual(direct);
});

test.skipIf(isThere)(
  `MariaDB's client test: ${clientTest instanceof Error ? clientTest.message : ''}`,
  () => undefined,
);
