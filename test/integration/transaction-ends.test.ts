// COMMIT and ROLLBACK, and a BEGIN within a transaction, whatever the recording has: a pooled connection that met one miss
// in a transaction is as good as new behind it. And cursors whose rows are of another type than their prepare said.

import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { openRecording } from '../../src/store/reading/reader.ts';
import { resultsOf } from '../../src/tools/history/results.ts';
import { scanForSecrets } from '../../src/tools/redact/scan.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

/** What each statement came to: its first value, `ok`, or the beginning of its error. */
async function say(connection: Connection, ...statements: readonly string[]): Promise<unknown[]> {
  const heard: unknown[] = [];
  for (const sql of statements) {
    try {
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      heard.push(Array.isArray(rows) ? Object.values(rows[0] ?? {})[0] : 'ok');
    } catch (error) {
      heard.push(String(error).slice(0, 30));
    }
  }
  return heard;
}

const int4 = (n: number) => Buffer.from(Uint32Array.of(n).buffer);

/** `SELECT ?` with a cursor and a BIGINT; returns the rows' bytes. */
async function fetchBigint(client: BareClient): Promise<string[]> {
  client.sendPacket(0, Buffer.from('\x16SELECT ? AS n'));
  const prepared = (await client.packet()).payload;
  for (let left = 1 + prepared.readUInt16LE(5) + 1 + prepared.readUInt16LE(7); left > 0; left--) await client.packet();
  const id = int4(prepared.readUInt32LE(1));
  const value = Buffer.from('0807060504030201', 'hex');
  // a cursor, one iteration; no NULL, types sent: LONGLONG
  const types = Buffer.from([0, 1, 8, 0]);
  // and a byte more, as old drivers leave it there
  client.sendPacket(0, Buffer.concat([Buffer.of(0x17), id, Buffer.of(1, 1, 0, 0, 0), types, value, Buffer.of(0)]));
  for (let left = 3; left > 0; left--) await client.packet();
  client.sendPacket(0, Buffer.concat([Buffer.of(0x1c), id, int4(5)]));
  const rows = [(await client.packet()).payload.toString('hex')];
  await client.packet();
  return rows;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { root, empty } = accounts[kind];

    test('under autocommit=0 it is no matter which statement begins the transaction', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const connect = ({ host, port }: { host: string; port: number }) =>
        createConnection({ host, port, user: root.user, password: root.password, database: schema.name });
      const ask = async (connection: Connection, sql: string) => {
        const answer = await connection.query(sql).then(([rows]) => JSON.stringify(rows), String);
        return /^Error: mock:/.exec(answer)?.[0] ?? answer;
      };
      // MySQL warns of two engines in one program, at whichever statement comes next
      const made = [
        'a InnoDB',
        'b InnoDB',
        'c InnoDB',
        'd InnoDB',
        ...(kind === 'mariadb' ? ['m MyISAM'] : []),
      ].flatMap((table) => {
        const [name, engine] = table.split(' ');
        const create = `CREATE TABLE ${name} (n INT) ENGINE=${engine}`;
        return [`DROP TABLE IF EXISTS ${name}`, create, `INSERT INTO ${name} VALUES (1), (2)`];
      });
      /** As a test framework empties its tables, in the order of a set. */
      const run = async (port: number, orders: readonly string[]) => {
        const connection = await connect({ host: server.host, port });
        const told: string[] = [];
        for (const sql of made) await ask(connection, sql);
        for (const order of orders) {
          const emptied = [...order].map((name) => (name === 's' ? 'SELECT COUNT(*) FROM a' : `DELETE FROM ${name}`));
          for (const sql of ['SET autocommit = 0', ...emptied, 'COMMIT', 'SET autocommit = 1']) {
            told.push(await ask(connection, sql));
          }
        }
        await connection.end();
        return told;
      };
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      await run(recorder.port, ['bsac', kind === 'mariadb' ? 'dm' : 'd']);
      await recorder.close();
      // what an engine without transactions is told outside of one was not recorded
      const alone = kind === 'mariadb' ? [['m', 1] as const] : [];
      for (const [order, misses] of [['csab', 0] as const, ['sbca', 0] as const, ...alone]) {
        await using replayer = await startReplay(folder, recorder.file);
        const answers = await run(replayer.port, [order]);
        const real = await run(server.port, [order]);
        const isMiss = (at: number) => answers[at] === 'Error: mock:';
        expect(answers, order).toEqual(real.map((one, at) => (isMiss(at) ? answers[at] : one)));
        expect(answers.filter((_, at) => isMiss(at)).length, order).toBe(misses);
      }
    });

    test('one miss within a transaction leaves the connection usable', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const connect = ({ host, port }: { host: string; port: number }) =>
        createConnection({ host, port, user: root.user, password: root.password, database: schema.name });
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const recorded = await connect(recorder);
      await say(recorded, 'CREATE TABLE t (a INT)', 'BEGIN', 'INSERT INTO t VALUES (1)', 'COMMIT');
      await say(recorded, 'SELECT SUM(a) AS s FROM t', 'BEGIN', 'INSERT INTO t VALUES (2)', 'COMMIT');
      await say(recorded, 'SELECT SUM(a) + 0 AS s FROM t');
      await recorded.end();
      await recorder.close();
      for (const end of ['ROLLBACK', 'COMMIT WORK', '/* pool */ rollback']) {
        await using replayer = await startReplay(folder, recorder.file);
        const connection = await connect(replayer);
        const miss = expect.stringContaining('mock:');
        const heard = await say(connection, 'CREATE TABLE t (a INT)', 'BEGIN', 'INSERT INTO t VALUES (7)', end);
        expect(heard).toEqual(['ok', 'ok', miss, 'ok']);
        expect(await say(connection, 'BEGIN', 'INSERT INTO t VALUES (1)', 'COMMIT')).toEqual(['ok', 'ok', 'ok']);
        expect(await say(connection, 'SELECT SUM(a) AS s FROM t')).toEqual(['1']);
        // a BEGIN ends what is open
        expect(await say(connection, 'BEGIN', 'INSERT INTO t VALUES (8)', 'BEGIN')).toEqual(['ok', miss, 'ok']);
        expect(await say(connection, 'INSERT INTO t VALUES (2)', 'COMMIT')).toEqual(['ok', 'ok']);
        expect(await say(connection, 'SELECT SUM(a) + 0 AS s FROM t', end, end)).toEqual(['3', 'ok', 'ok']);
        expect(replayer.counts().misses).toBe(2);
        connection.destroy();
      }
    });

    test('SET autocommit = 1 commits what is open, where the recording has a COMMIT', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const connect = ({ host, port }: { host: string; port: number }) =>
        createConnection({ host, port, user: root.user, password: root.password, database: schema.name });
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const recorded = await connect(recorder);
      await say(recorded, 'CREATE TABLE t (a INT)', 'SET autocommit = 0', 'INSERT INTO t VALUES (1)', 'COMMIT');
      await say(recorded, 'SET autocommit = 1', 'SELECT SUM(a) AS s FROM t');
      await recorded.end();
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      const [one, other] = [await connect(replayer), await connect(replayer)];
      await say(one, 'CREATE TABLE t (a INT)', 'SET autocommit = 0', 'INSERT INTO t VALUES (1)');
      expect(await say(other, 'SELECT SUM(a) AS s FROM t')).toEqual([expect.stringContaining('mock:')]);
      expect(await say(one, 'SET autocommit = 1', 'SELECT SUM(a) AS s FROM t')).toEqual(['ok', '1']);
      expect(await say(other, 'SELECT SUM(a) AS s FROM t')).toEqual(['1']);
      for (const connection of [one, other]) connection.destroy();
    });

    test("a cursor's rows have the execute's columns, for whatever reads the recording", async () => {
      await using folder = await temporaryFolder();
      const { host, port } = server;
      const recorder = await startRecord(folder, { upstream: `${host}:${port}` });
      await using client = await BareClient.connect({ host: recorder.host, port: recorder.port });
      await client.login(empty);
      const rows = await fetchBigint(client);
      expect(rows[0]).toContain('0807060504030201');
      await client[Symbol.asyncDispose]();
      await recorder.close();
      const reader = openRecording(recorder.file);
      const fetch = [...reader.listExchanges({})].find(({ command }) => command === 'COM_STMT_FETCH');
      if (fetch === undefined) throw new Error('nothing was fetched');
      const results = resultsOf(reader, fetch, 10);
      expect(results[0]).toMatchObject({ rows: [[{ kind: 'number', text: '72623859790382856' }]] });
      expect((await scanForSecrets(reader, {})).isWhole).toBe(true);
      const execute = [...reader.listExchanges({})].find(({ command }) => command === 'COM_STMT_EXECUTE');
      expect(execute?.parameters).toContain('72623859790382856');
      reader.close();
      await using replayer = await startReplay(folder, recorder.file);
      await using again = await BareClient.connect({ host: replayer.host, port: replayer.port });
      await again.login(empty);
      expect(await fetchBigint(again)).toEqual(rows);
    });
  });
}
