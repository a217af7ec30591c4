// Records a program, and asks what is nearly it of a replay and of the real server: each seed is another change.

import { createConnection } from 'mysql2/promise';
import { accounts, createSchema, type ServerAddress, type ServerKind } from '../servers/index.ts';
import { type Form, MISS, type NearPlace, openNearClient } from './near-miss-clients.ts';
import { asksOf, changed, type Program, valuesOf } from './near-misses.ts';
import { startRecord, startReplay, temporaryFolder } from './serving.ts';

export interface NearMissRun {
  readonly answered: number;
  readonly missed: number;
  /** Answers that the server would not have given. */
  readonly wrong: readonly {
    readonly seed: number;
    readonly sql: string;
    readonly got: string;
    readonly expected: string;
  }[];
}

export interface NearMissOptions {
  readonly kind: ServerKind;
  readonly server: ServerAddress;
  readonly program: Program;
  readonly form: Form;
  readonly seeds: readonly number[];
}

export async function runNearMisses({ kind, server, program, form, seeds }: NearMissOptions): Promise<NearMissRun> {
  await using schema = await createSchema(server);
  await using other = await createSchema(server);
  await using folder = await temporaryFolder();
  const { user, password } = accounts[kind].root;
  for (const { name: database } of [schema, other]) {
    const setup = await createConnection({ host: server.host, port: server.port, user, password, database });
    await setup.query(program.table);
    for (const sql of program.kept ?? []) await setup.query(sql);
    await setup.end();
  }
  const place = (port: number, xPort: number, database: string): NearPlace => ({ kind, port, xPort, database });
  const recorded = program.make();
  const upstreamX = server.xPort === undefined ? {} : { upstreamX: `${server.host}:${server.xPort}`, xPort: 0 };
  // who may ask the server what it keeps is told
  const account = program.kept === undefined ? '' : `mysql://${user}:${password}@`;
  const recorder = await startRecord(folder, { upstream: `${account}${server.host}:${server.port}`, ...upstreamX });
  {
    await using client = await openNearClient(form, place(recorder.port, recorder.xPort ?? 0, schema.name));
    for (const ask of asksOf(program, recorded)) await client.ask(ask);
  }
  await recorder.close();
  await using player = await startReplay(folder, recorder.file, server.xPort === undefined ? {} : { xPort: 0 });
  const run = { answered: 0, missed: 0, wrong: [] as NearMissRun['wrong'][number][] };
  for (const seed of seeds) {
    // a server keeps the types of parameters that a statement was executed with before
    await using replay = await openNearClient(form, place(player.port, player.xPort ?? 0, schema.name));
    await using real = await openNearClient(form, place(server.port, server.xPort ?? 0, other.name));
    const live = valuesOf(program, recorded);
    for (const ask of changed(program, seed, live, recorded)) {
      const { sql } = ask;
      const [got, expected] = [await replay.ask(ask), await real.ask(ask)];
      if (got === MISS) {
        run.missed++;
        // behind a write that is missed the two have other data
        if (/^(?:select|call (?!keep))/i.test(sql)) continue;
        break;
      }
      run.answered++;
      const [one, two] = [shown(got, sql), shown(expected, sql).replaceAll(other.name, schema.name)];
      if (one !== two) run.wrong.push({ seed, sql, got: one, expected: two });
    }
  }
  return run;
}

/** Rows without an order are in any. */
function shown(answer: unknown, sql: string): string {
  const isOrdered = /order by/i.test(sql) || !Array.isArray(answer);
  const rows = isOrdered ? answer : answer.map((row) => JSON.stringify(row)).sort();
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}
