// What a server does with fresh values by itself: it refuses them, checks them, tells rows apart by them. Each program is recorded with
// the values of one run, then asked with those of another, of a replay and of the real server: the replay says what the server says, or
// it is a miss, and which of the two is written here.

import { createConnection, type ResultSetHeader } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, type ServerAddress, serverKinds } from '../servers/index.ts';
import { type Ask, drawn, FRESH_CASES, type FreshCase } from '../support/fresh-cases.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    // in turn prepared and as text
    const cases = FRESH_CASES.map((one, at) => ({ ...one, isPrepared: at % 2 === 0 }));
    test.each(cases.filter(({ only }) => only === undefined || only === kind))('$what: $last', async (one) => {
      await compare(server, one, one.isPrepared);
    });
  });

  async function compare(server: ServerAddress, one: FreshCase, isPrepared: boolean): Promise<void> {
    await using schema = await createSchema(server);
    await using other = await createSchema(server);
    await using folder = await temporaryFolder();
    const { user, password } = accounts[kind].root;
    const connect = (port: number, database: string) =>
      createConnection({ host: '127.0.0.1', port, user, password, database, dateStrings: true });
    const ask = async (connection: Awaited<ReturnType<typeof connect>>, [sql, values = []]: Ask) => {
      try {
        const bound = [...values] as string[];
        const [rows] = isPrepared
          ? await connection.execute<ResultSetHeader>(sql, bound)
          : await connection.query<ResultSetHeader>(sql, bound);
        return Array.isArray(rows) ? rows : { affectedRows: rows.affectedRows };
      } catch (error) {
        return (error as Error).message.replaceAll(other.name, schema.name);
      }
    };
    for (const { name } of [schema, other]) {
      const setup = await connect(server.port, name);
      for (const sql of one.setup) await setup.query(sql);
      await setup.end();
    }
    const account = one.hasAccount === false ? '' : `mysql://${user}:${password}@`;
    const recorder = await startRecord(folder, { upstream: `${account}127.0.0.1:${server.port}` });
    const first = await connect(recorder.port, schema.name);
    const { recorded, live } = one.both?.() ?? one;
    for (const each of one.asks({ ...drawn(true), ...recorded })) await ask(first, each);
    await first.end();
    await recorder.close();
    await using player = await startReplay(folder, recorder.file, { volatile: one.volatile ?? [] });
    const [replayed, real] = [await connect(player.port, schema.name), await connect(server.port, other.name)];
    const asks = one.asks({ ...drawn(false), ...live });
    for (const [index, each] of asks.entries()) {
      const [got, expected] = [await ask(replayed, each), await ask(real, each)];
      const isMissed = typeof got === 'string' && got.includes('mock: ');
      if (!isMissed) expect(got, each[0]).toEqual(expected);
      if (index === asks.length - 1) expect(isMissed ? 'missed' : 'answered', JSON.stringify(got)).toBe(one.last);
      else expect(isMissed, JSON.stringify(got)).toBe(false);
    }
    await replayed.end();
    await real.end();
  }
}
