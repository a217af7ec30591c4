// A program on two connections, recorded from a real server and asked again of a replay in another order.

import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { ReplayRun } from '../../src/index.ts';
import { accounts, createSchema, type ServerAddress, type ServerKind } from '../servers/index.ts';
import { type Started, startRecord, startReplay, temporaryFolder } from './serving.ts';

/** The first column of its rows, or `ok`. */
export type Ask = (sql: string) => Promise<unknown>;
/** Asks on two connections; of the replay where that is what is asked. */
export type Program = (one: Ask, two: Ask, player?: Started<ReplayRun>) => Promise<unknown>;

/** What was told, a miss as `miss`, another error as its message. */
export async function missOf(asked: Promise<unknown>): Promise<unknown> {
  return await asked.then(
    (answer) => ({ answer }),
    ({ message }: Error) => (message.startsWith('mock: ') ? 'miss' : message),
  );
}

/** On the first session in turn; what is told of the last one. */
export const inTurn = (...list: readonly string[]): Program => {
  return async (one) => {
    let told: unknown;
    for (const sql of list) told = await one(sql);
    return told;
  };
};

async function withTwo(login: object, port: number, program: Program, player?: Started<ReplayRun>): Promise<unknown> {
  const pair = [await createConnection({ ...login, port }), await createConnection({ ...login, port })] as const;
  const [one, two] = pair.map((connection) => async (sql: string) => {
    const [rows] = await connection.query(sql);
    return Array.isArray(rows) ? (rows as RowDataPacket[]).map((row) => Object.values(row)[0]) : 'ok';
  });
  try {
    return await program(one as Ask, two as Ask, player);
  } finally {
    for (const connection of pair) await connection.end();
  }
}

export function twoSessions(kind: ServerKind, server: ServerAddress) {
  const { user, password } = accounts[kind].root;

  /** What `asked` is told, where `recorded` was recorded on `t (id, n)` with the rows (1, 10) and (2, 20). */
  async function replayOf(
    recorded: Program,
    asked: Program,
    before: readonly string[] = [],
    copy = (file: string) => file,
  ): Promise<unknown> {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const login = { host: '127.0.0.1', user, password, database: schema.name };
    const setup = await createConnection({ ...login, port: server.port });
    await setup.query('CREATE TABLE t (id INT PRIMARY KEY, n INT)');
    await setup.query('INSERT INTO t VALUES (1, 10), (2, 20)');
    for (const sql of before) await setup.query(sql);
    await setup.end();
    const upstream = `mysql://${user}:${password}@${server.host}:${server.port}`;
    const recorder = await startRecord(folder, { upstream });
    await withTwo(login, recorder.port, recorded);
    await recorder.close();
    await using player = await startReplay(folder, copy(recorder.file));
    return await withTwo(login, player.port, asked, player);
  }

  return { replayOf };
}
