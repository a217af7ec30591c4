// The main suite of MariaDB's regression tests, as far as it needs one server and no files of it: what each prints through
// `record` and from `replay` is what it prints directly. Long (`npm run test:others`); MOCK_OTHERS_TESTS says how many,
// MOCK_OTHERS_NAMES which (`cast,errors`).

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql2 from 'mysql2/promise';
import { expect, test } from 'vitest';
import type { Miss } from '../../src/index.ts';
import { accounts, installRegressionTests, startMariadb } from '../servers/index.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const run = promisify(execFile);
const DATABASE = 'test';
/** On a busy machine one waits for a minute; a test that waits for ever has ended directly before. */
const EACH_MS = 180_000;
const COUNT = Number(process.env.MOCK_OTHERS_TESTS ?? 120);
const MODES: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  prepared: ['--ps-protocol'],
  compressed: ['--compress'],
  'over TLS': ['--ssl'],
};
/** Other servers, the clock, files and processes of the server, several connections: not what one session says. */
const LEFT_OUT =
  /have_|restart|shutdown|kill|sleep|replication|master|slave|binlog|--exec|\bconnect\s*\(|wait_|DEBUG|debug|big_test|now\(\)|uuid|rand\(|MYSQLD_DATADIR|MYSQL_TMP_DIR|VARDIR|not_embedded|information_schema|performance_schema|status|--echo\s+\$|analyze|explain|processlist|set global/i;

async function chosen(tests: string): Promise<string[]> {
  const files = await readdir(join(tests, 'main'));
  if (process.env.MOCK_OTHERS_NAMES !== undefined) return process.env.MOCK_OTHERS_NAMES.split(',');
  const has = new Set(files);
  const names: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.test')).sort()) {
    const name = file.slice(0, -'.test'.length);
    if (['.opt', '-master.opt', '.cnf', '.combinations'].some((end) => has.has(`${name}${end}`))) continue;
    if (!LEFT_OUT.test(await readFile(join(tests, 'main', file), 'latin1'))) names.push(name);
  }
  // evenly out of all
  const step = Math.max(1, names.length / COUNT);
  return Array.from({ length: Math.min(COUNT, names.length) }, (_, at) => names[Math.floor(at * step)] ?? '');
}

const isAsked = process.env.MOCK_OTHERS !== undefined;

test.runIf(isAsked)('the suite prints the same', { timeout: 3_600_000 }, async () => {
  const { program, tests } = await installRegressionTests();
  await using folder = await temporaryFolder();
  const charset = ['--character-set-server=latin1', '--collation-server=latin1_swedish_ci'];
  await using server = await startMariadb({
    args: [...charset, '--sql-mode=STRICT_TRANS_TABLES', '--log-bin-trust-function-creators=1'],
  });
  const { user, password } = accounts.mariadb.root;
  await using client = await mysql2.createConnection({ host: server.host, port: server.port, user, password });
  const ask = async (name: string, port: number, mode: readonly string[]) => {
    const to = ['--host=127.0.0.1', `--port=${port}`, `--user=${user}`, `--password=${password}`];
    const options = ['--silent', `--database=${DATABASE}`, `--test-file=${join(tests, 'main', `${name}.test`)}`];
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', MYSQL_TEST_DIR: tests, MYSQLTEST_VARDIR: folder.path };
    const logs = [`--logdir=${folder.path}`, `--tmpdir=${folder.path}`];
    const settings = { cwd: tests, env, maxBuffer: 64 << 20, encoding: 'latin1', timeout: EACH_MS } as const;
    const said = await run(program, [...to, ...options, ...logs, ...mode], settings).catch((error) => error);
    return {
      passed: said.code === undefined,
      text: `${said.stdout}${said.stderr}`.replaceAll(new RegExp(`(?<!\\d)${port}(?!\\d)`, 'g'), 'PORT'),
    };
  };
  const fresh = async () => {
    await client.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
    await client.query(`CREATE DATABASE ${DATABASE}`);
  };
  const names = await chosen(tests);
  console.log('mysqltest: direct, record, replay');
  for (const [mode, args] of Object.entries(MODES)) {
    const count = { asked: 0, record: 0, replay: 0 };
    const differing: string[] = [];
    for (const name of names) {
      await fresh();
      const direct = await ask(name, server.port, args);
      // where it fails directly it stops in the middle
      if (!direct.passed) continue;
      count.asked++;
      await fresh();
      const { recorded, replayed, misses } = await throughBoth(folder, server.port, (port) => ask(name, port, args));
      if (recorded.text === direct.text) count.record++;
      else differing.push(`${name} (record)`);
      if (replayed.text === direct.text) count.replay++;
      else differing.push(`${name} (replay: ${misses[0]?.reason} ${misses[0]?.sql?.slice(0, 80)})`);
    }
    const rows = differing.map((one) => `  ${one}`);
    console.log([`${mode.padEnd(12)} ${count.asked} ${count.record} ${count.replay}`, ...rows].join('\n'));
  }
  expect(names.length).toBeGreaterThan(0);
});

async function throughBoth<Said>(folder: Folder, upstream: number, ask: (port: number) => Promise<Said>) {
  const recorder = await startRecord(folder, { upstream: `127.0.0.1:${upstream}` });
  const recorded = await ask(recorder.port);
  await recorder.close();
  const misses: Miss[] = [];
  await using player = await startReplay(folder, recorder.file, { onMiss: (miss) => misses.push(miss) });
  return { recorded, replayed: await ask(player.port), misses };
}
