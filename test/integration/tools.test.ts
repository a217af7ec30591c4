// The servers' own tools and sysbench: what they ask is recorded once and replayed without a miss; a dump is the same,
// byte for byte.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql2 from 'mysql2/promise';
import { expect, test } from 'vitest';
import { record, replay } from '../../src/index.ts';
import {
  clientPrograms,
  createSchema,
  describeWithServer,
  installSysbench,
  runClient,
  type ServerAddress,
  serverKinds,
} from '../servers/index.ts';
import { createTable, insertRows, typeTables } from '../transcripts/sql/column-types.ts';

const run = promisify(execFile);

interface Place {
  readonly host: string;
  readonly port: number;
}

/** A tool's output directly, through `record` and from `replay`. */
async function threeTimes(server: ServerAddress, tool: (place: Place) => Promise<string>): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mock-tools-'));
  try {
    const output = join(folder, 'tool.db');
    const direct = await tool(server);
    const recorder = await record({ upstream: `${server.host}:${server.port}`, output, dataDir: folder });
    const recorded = await tool(recorder).finally(() => recorder.close());
    await using player = await replay(output, { dataDir: folder });
    const replayed = await tool(player);
    expect(player.counts().misses).toBe(0);
    return [direct, recorded, replayed];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = server;
    const runTool = async (program: string | undefined, { host, port }: Place, args: readonly string[]) => {
      const client = await runClient(program ?? '', { user, password, to: { host, port }, args, timeoutMs: 60_000 });
      expect(client.exitCode, client.stderr).toBe(0);
      return client.stdout;
    };

    test('a dump of every type, with routines, triggers and views, is the same', async () => {
      await using schema = await createSchema(server, 'tools_dump');
      await using client = await mysql2.createConnection({ ...addressOf(server), database: schema.name });
      await client.query("SET sql_mode = ''"); // dates of zeros among them
      for (const table of typeTables(kind)) {
        await client.query(createTable(table));
        await client.query(insertRows(table));
      }
      await client.query('CREATE VIEW seen AS SELECT id FROM integers');
      await client.query('CREATE TRIGGER set_small BEFORE INSERT ON integers FOR EACH ROW SET NEW.small = 1');
      await client.query('CREATE PROCEDURE doubled(IN n INT, OUT twice INT) SET twice = n * 2');
      const options = ['--routines', '--triggers', '--events', '--hex-blob', '--skip-dump-date', schema.name];
      const dump = (place: Place) => runTool(clientPrograms(kind)?.dump, place, options);
      const [direct, recorded, replayed] = await threeTimes(server, dump);
      expect(direct).toContain('CREATE TABLE `integers`');
      expect(recorded).toBe(direct);
      expect(replayed).toBe(direct);
    });

    test('a load of the servers’ own kind is replayed without a miss', async () => {
      await using schema = await createSchema(server, 'tools_slap');
      const options = [`--create-schema=${schema.name}`, '--auto-generate-sql', '--number-of-queries=100'];
      const load = (place: Place) =>
        runTool(clientPrograms(kind)?.slap, place, [
          ...options,
          '--auto-generate-sql-load-type=mixed',
          '--concurrency=1',
        ]);
      for (const output of await threeTimes(server, load))
        expect(output).toMatch(/Number of clients running queries: 1/);
    });

    test('sysbench oltp_read_write with one seed is replayed without a miss', async () => {
      await using schema = await createSchema(server, 'tools_sysbench');
      const { program, env } = await installSysbench();
      const sysbench = async ({ host, port }: Place, command: string) => {
        const args = ['oltp_read_write', '--mysql-ssl=off', `--mysql-host=${host}`, `--mysql-port=${port}`];
        const login = [`--mysql-user=${EMPTY.user}`, '--mysql-password=', `--mysql-db=${schema.name}`];
        const load = ['--tables=2', '--table-size=100', '--threads=1', '--events=50', '--time=0', '--rand-seed=7'];
        return (await run(program, [...args, ...login, ...load, command], { env, timeout: 60_000 })).stdout;
      };
      const outputs = await threeTimes(server, async (place) => {
        // a replay needs no tables
        const isServer = place.port === server.port;
        if (isServer) await sysbench(server, 'prepare');
        return await sysbench(place, 'run');
      });
      for (const output of outputs) {
        expect(output).toMatch(/transactions: +50 /);
        expect(output).toMatch(/ignored errors: +0 /);
      }
    });
  });
}

const EMPTY = { user: 'empty' };

function addressOf({ host, port, user, password }: ServerAddress) {
  return { host, port, user, password };
}
