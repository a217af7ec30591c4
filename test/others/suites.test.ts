// Others' suites, as Debian and npm carry them: what passes against the server passes through `record`, and again from `replay` with no
// option, in order and in reverse. Prints a table; only a difference through record fails, since what replay owes is a share.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import mysql2 from 'mysql2/promise';
import { afterAll, describe, expect, test } from 'vitest';
import { install } from '../languages/installed.ts';
import { accounts, type TestServer } from '../servers/index.ts';
import { start } from '../servers/start.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { npmSuites } from './npm.ts';
import { perlSuites } from './perl.ts';
import { phpSuites } from './php.ts';
import { pythonSuites } from './python.ts';
import { rubySuites } from './ruby.ts';
import { sourceOf } from './sources.ts';
import { ACCOUNT, type Order, type Suite, type Verdicts } from './suite.ts';

const SUITES = [...pythonSuites, ...phpSuites, ...rubySuites, ...perlSuites, ...npmSuites];
const TIMEOUT_MS = 6 * 1_500_000;
/** Of those that pass directly, through record; behind a race of its own a suite may lose a test by chance. */
const THROUGH_RECORD = 0.99;
/** Where logs, recordings and what each test came to are kept, to look into. */
const KEPT = process.env['MOCK_OTHERS_KEEP'];

interface Way {
  readonly name: string;
  readonly order: Order;
  readonly poolSize?: number;
  isFor(suite: Suite): boolean;
}

const IN_ORDER: Way = { name: 'replay', order: 'as written', isFor: () => true };
/** How a recording that was made in order is replayed. */
const WAYS: readonly Way[] = [
  IN_ORDER,
  { name: 'reversed', order: 'reversed', isFor: ({ reverses }) => reverses },
  { name: 'shuffled', order: 'shuffled', isFor: ({ shuffles }) => shuffles === true },
  { name: 'pool of 2', order: 'as written', poolSize: 2, isFor: ({ pools }) => pools === true },
  { name: 'pool of 10', order: 'as written', poolSize: 10, isFor: ({ pools }) => pools === true },
];

const table = new Table({
  head: ['suite', 'directly', 'record', ...WAYS.map(({ name }) => `${name} (misses)`)],
  style: { head: [] },
});

describe.sequential('others’ suites', () => {
  afterAll(() => {
    console.log(table.toString());
  });
  test.each(SUITES)('$name', { timeout: TIMEOUT_MS }, async (suite) => {
    const sources = await needed(suite);
    if (sources instanceof Error) {
      table.push([suite.name, { colSpan: 7, content: `skipped: ${sources.message}` }]);
      if (process.env['MOCK_REQUIRE_SERVERS'] === '1') throw sources;
      return;
    }
    await using folder = await temporaryFolder();
    await using server = await start(suite.server);
    await withoutPassword(server);
    // the same folder for each run: suites put paths into statements
    const run = async (name: string, port: number, { order, poolSize }: Way = IN_ORDER) => {
      const own = folder.file('run');
      await rm(own, { recursive: true, force: true });
      await mkdir(own);
      const isReversed = order === 'reversed';
      const verdicts = await suite.run({ port, sources, folder: own, isReversed, order, poolSize });
      await keep(suite, folder, name, verdicts);
      return verdicts;
    };
    const directly = async (way: Way) => {
      await makeDatabases(server, suite);
      return await run(`direct-${way.name}`, server.port, way);
    };
    // a suite's own tests may depend on their order
    const ways = WAYS.filter((way) => way.isFor(suite));
    const direct = await directly(IN_ORDER);
    await makeDatabases(server, suite);
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    const recorded = await run('record', recorder.port).finally(() => recorder.close());
    const replays = new Map<string, string>();
    for (const way of ways) {
      const expected = way === IN_ORDER ? direct : await directly(way);
      await using player = await startReplay(folder, recorder.file);
      const share = shareOf(expected, await run(way.name, player.port, way));
      replays.set(way.name, `${share} (${player.counts().misses})`);
      if (KEPT !== undefined) await writeFile(join(KEPT, suite.name, `${way.name}.log`), player.log.text);
    }
    const passed = [...direct.values()].filter(Boolean).length;
    table.push([
      suite.name,
      `${passed} of ${direct.size}`,
      shareOf(direct, recorded),
      ...WAYS.map(({ name }) => replays.get(name) ?? '-'),
    ]);
    expect(passed).toBeGreaterThan(0);
    expect(sameOf(direct, recorded) / passed, 'through record').toBeGreaterThan(THROUGH_RECORD);
  });
});

/** What it needs of this machine: its sources; or why that is not to be had. */
async function needed({ source, language }: Suite): Promise<string | Error> {
  const reason = (await install('suites')) ?? (language === undefined ? undefined : await install(language));
  if (reason !== undefined) return new Error(reason);
  return source === undefined ? '' : await sourceOf(source);
}

/** Suites take it for granted that there is none. */
async function withoutPassword(server: TestServer): Promise<void> {
  const { user, password } = accounts[server.kind].root;
  await using client = await mysql2.createConnection({ host: server.host, port: server.port, user, password });
  const [hosts] = await client.query<mysql2.RowDataPacket[]>('SELECT host FROM mysql.user WHERE user = ?', [user]);
  for (const { host, Host = host } of hosts) await client.query("ALTER USER ?@? IDENTIFIED BY ''", [user, Host]);
}

async function makeDatabases(server: TestServer, { databases }: Suite): Promise<void> {
  await using client = await mysql2.createConnection({ host: server.host, port: server.port, user: ACCOUNT.user });
  const [known] = await client.query<mysql2.RowDataPacket[]>('SHOW DATABASES');
  for (const name of known.map(({ Database }) => String(Database))) {
    const isOfServer = /^(?:mysql|sys|information_schema|performance_schema)$/i.test(name);
    if (!isOfServer) await client.query(`DROP DATABASE \`${name}\``);
  }
  for (const name of databases) await client.query(`CREATE DATABASE \`${name}\``);
}

async function keep(suite: Suite, folder: Folder, name: string, verdicts: Verdicts): Promise<void> {
  if (KEPT === undefined) return;
  const to = join(KEPT, suite.name);
  await mkdir(to, { recursive: true });
  const lines = [...verdicts].map(([test, isPassed]) => `${isPassed ? 'passed' : 'failed'} ${test}\n`);
  await writeFile(join(to, `${name}.txt`), lines.join(''));
  await cp(folder.path, to, { recursive: true, filter: (path) => path === folder.path || path.endsWith('.db') });
}

/** How many of those that pass directly pass. */
function sameOf(direct: Verdicts, verdicts: Verdicts): number {
  return [...direct].filter(([test, isPassed]) => isPassed && verdicts.get(test) === true).length;
}

function shareOf(direct: Verdicts, verdicts: Verdicts): string {
  const passed = [...direct.values()].filter(Boolean).length;
  return `${((100 * sameOf(direct, verdicts)) / passed).toFixed(1)} %`;
}
