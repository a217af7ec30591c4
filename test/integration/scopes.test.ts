// One recording holds several tests, each in a scope of its own.
import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.root;
  const connect = (place: Place, database: string, changes: object = {}) =>
    createConnection({ host: '127.0.0.1', port: place.port, user, password, database, ...changes });
  const upstream = `${server.host}:${server.port}`;

  /** Counts, inserts and counts again; returns both counts. */
  async function work(place: Place, database: string, scope: string | null, changes: object = {}): Promise<number[]> {
    const connection = await connect(place, database, changes);
    try {
      if (scope !== null) await connection.query(`SET @mock_scope = '${scope}'`);
      const count = async () => {
        const [rows] = await connection.query('SELECT COUNT(*) AS n FROM t');
        return (rows as { n: number }[])[0]?.n ?? -1;
      };
      const before = await count();
      await connection.query('INSERT INTO t VALUES (1)');
      return [before, await count()];
    } finally {
      await connection.end();
    }
  }

  test('each replays from its own beginning, in any order and in parallel', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const { name } = schema;
    const recorder = await startRecord(folder, { upstream });
    const setup = await connect(recorder, name);
    await setup.query('CREATE TABLE t (n INT)');
    await setup.end();
    expect(await work(recorder, name, 'first')).toEqual([0, 1]);
    expect(await work(recorder, name, null, { user: `${user}+second test` })).toEqual([1, 2]);
    expect(await work(recorder, name, null, { connectAttributes: { mock_scope: 'third' } })).toEqual([2, 3]);
    await recorder.close();

    await using player = await startReplay(folder, recorder.file);
    const asked = await Promise.all([
      work(player, name, 'third'),
      work(player, name, 'second test'),
      work(player, name, null, { user: `${user}+first` }),
    ]);
    expect(asked).toEqual([
      [2, 3],
      [1, 2],
      [0, 1],
    ]);
    expect(player.counts().misses).toBe(0);
    const db = new Database(recorder.file, { readonly: true });
    expect(db.prepare("SELECT count(*) FROM exchange WHERE sql LIKE '%mock_scope%'").pluck().get()).toBe(0);
    expect(db.prepare("SELECT count(*) FROM session WHERE user <> 'root'").pluck().get()).toBe(0);
    db.close();
  });

  test('one that is not in the recording is a miss that names those which are', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const recorder = await startRecord(folder, { upstream, scope: 'checkout' });
    const recorded = await connect(recorder, schema.name);
    await recorded.query('SELECT 1');
    await recorded.end();
    await recorder.close();

    await using player = await startReplay(folder, recorder.file);
    const connection = await connect(player, schema.name);
    const told = /the recording has no scope 'chekout'; nearest: 'checkout'/;
    await expect(connection.query("SET @mock_scope = 'chekout'")).rejects.toThrow(told);
    await expect(connection.query("SET @mock_scope = 'checkout', autocommit = 1")).rejects.toThrow(/stands alone/);
    await connection.query("SET @mock_scope = 'checkout'");
    expect((await connection.query('SELECT 1'))[0]).toEqual([{ 1: 1 }]);
    await connection.end();
    await expect(connect(player, schema.name, { user: `${user}+chekout` })).rejects.toThrow(told);
    expect(player.counts().misses).toBe(2);
  });

  test('one is recorded again and all others stay as they are', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const { name } = schema;
    const setup = await connect(server, name);
    await setup.query('CREATE TABLE t (n INT)');
    const recorder = await startRecord(folder, { upstream });
    for (const scope of ['a', 'b', 'c']) await work(recorder, name, null, { user: `${user}+${scope}` });
    await recorder.close();
    const before = rowsOf(recorder.file, ['a', 'c']);

    await setup.query('TRUNCATE t');
    await setup.end();
    const again = await startRecord(folder, { upstream, output: recorder.file, mode: 'append', scope: 'b' });
    expect(await work(again, name, null)).toEqual([0, 1]);
    await again.close();
    expect(rowsOf(recorder.file, ['a', 'c'])).toEqual(before);

    await using player = await startReplay(folder, recorder.file);
    expect(await work(player, name, 'b')).toEqual([0, 1]);
    expect(await work(player, name, 'a')).toEqual([0, 1]);
    expect(await work(player, name, 'c')).toEqual([2, 3]);
  });

  function rowsOf(file: string, scopes: readonly string[]): unknown {
    const db = new Database(file, { readonly: true });
    const named = scopes.map((scope) => `'${scope}'`).join(', ');
    const own = `scope_id IN (SELECT id FROM scope WHERE name IN (${named}))`;
    const rows = [
      db.prepare(`SELECT * FROM session WHERE ${own} ORDER BY id`).all(),
      db.prepare(`SELECT * FROM exchange WHERE ${own} ORDER BY id`).all(),
      db
        .prepare(`SELECT * FROM response WHERE id IN (SELECT response_id FROM exchange WHERE ${own}) ORDER BY id`)
        .all(),
    ];
    db.close();
    return rows;
  }
});
