// Programs whose tests make their tables anew and ask alike, over a pool that gives each statement another connection: recorded in one
// order, asked in another one, of a replay and of the real server.

import { randomUUID } from 'node:crypto';
import { createConnection, type ResultSetHeader } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

type Ask = (sql: string, values?: readonly unknown[]) => Promise<unknown>;
/** A test: what it was told, less ids that are its own. */
type Alike = (ask: Ask) => Promise<unknown>;

/** Each statement on the next of so many connections; errors by their numbers. */
async function inPool<T>(port: number, login: object, size: number, run: (ask: Ask) => Promise<T>): Promise<T> {
  const open = () => createConnection({ host: '127.0.0.1', port, ...login, dateStrings: true });
  const all = await Promise.all(Array.from({ length: size }, open));
  let turn = 0;
  const ask: Ask = async (sql, values = []) => {
    const connection = all[turn++ % size];
    try {
      return (await connection?.query(sql, [...values]))?.[0];
    } catch (error) {
      const { errno, message } = error as { errno: number; message: string };
      if (message.startsWith('mock:')) throw error;
      return errno;
    }
  };
  try {
    return await run(ask);
  } finally {
    await Promise.all(all.map((one) => one.end()));
  }
}

const WORKERS = [
  'DROP TABLE IF EXISTS tasks, workers',
  'CREATE TABLE workers (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40), code CHAR(36))',
  'CREATE TABLE tasks (id INT AUTO_INCREMENT PRIMARY KEY, title VARCHAR(40), code CHAR(36), worker_id INT)',
];

/** Tests that differ in what they ask last only. */
const workers = Array.from(
  { length: 8 },
  (_, at): Alike =>
    async (ask) => {
      const [code, other] = [randomUUID(), randomUUID()];
      for (const sql of WORKERS) await ask(sql);
      await ask('INSERT INTO workers (name, code) VALUES (?, ?)', ['worker', code]);
      const { insertId } = (await ask('INSERT INTO tasks (title, code) VALUES (?, ?)', [
        'work',
        other,
      ])) as ResultSetHeader;
      await ask('SELECT title FROM tasks WHERE worker_id = 1');
      await ask('UPDATE tasks SET worker_id = 1, title = ? WHERE id = ?', ['done', insertId]);
      const join = 'FROM workers w LEFT JOIN tasks t ON t.worker_id = w.id';
      const told = (await ask(`SELECT w.code, t.code AS other, t.title AS title${at} ${join}`)) as object[];
      expect(told).toEqual([{ code, other, [`title${at}`]: 'done' }]);
      return told.length;
    },
);

const ITEMS = [
  'DROP TABLE IF EXISTS items',
  'CREATE TABLE items (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40))',
];
const INSERT = "INSERT INTO items (name) VALUES ('item')";

/** What the row's number is told as differs where they come in another order; behind them the table is made anew. */
const [first, second, anew] = [
  async (ask: Ask) => {
    const { insertId: id } = (await ask(INSERT)) as ResultSetHeader;
    await ask('INSERT INTO notes (item_id, n) VALUES (?, 1)', [id]);
    return [id, await ask('SELECT id, name AS first FROM items WHERE id = ? ORDER BY id LIMIT 1', [id])];
  },
  async (ask: Ask) => {
    const { insertId: id } = (await ask(INSERT)) as ResultSetHeader;
    await ask('INSERT INTO others (n) VALUES (2)');
    return [id, await ask('SELECT id, name AS second FROM items WHERE id = ? ORDER BY id LIMIT 1', [id])];
  },
  async (ask: Ask) => {
    for (const sql of ITEMS) await ask(sql);
    const { insertId: id } = (await ask(INSERT)) as ResultSetHeader;
    const found = await ask('SELECT id, name FROM items ORDER BY id LIMIT 1');
    await ask("INSERT INTO items (name) VALUES ('more')");
    return [id, found, await ask('SELECT id, name FROM items ORDER BY id DESC LIMIT 1')];
  },
] as const satisfies readonly Alike[];

for (const kind of serverKinds)
  describeWithServer(kind, (server) => {
    async function replayed(setup: readonly string[], recorded: readonly Alike[], live: readonly Alike[], size = 4) {
      await using folder = await temporaryFolder();
      await using schema = await createSchema(server);
      const { user, password } = accounts[kind].root;
      const login = { user, password, database: schema.name };
      const all = (tests: readonly Alike[]) => async (ask: Ask) => {
        const told: unknown[] = [];
        for (const one of tests) told.push(await one(ask));
        return told;
      };
      const prepare = () =>
        inPool(server.port, login, 1, async (ask) => {
          for (const sql of setup) await ask(sql);
        });
      await prepare();
      const file = folder.file('pool.db');
      const recording = await startRecord(folder, { upstream: `${server.host}:${server.port}`, output: file });
      await inPool(recording.port, login, size, all(recorded));
      await recording.close();
      await prepare();
      const said = await inPool(server.port, login, size, all(live));
      const replay = await startReplay(folder, file);
      try {
        const told = await inPool(replay.port, login, size, all(live));
        return { told, said, misses: replay.counts().misses };
      } finally {
        await replay.close();
      }
    }

    test('of many alike tests each finds its own, however many connections it goes over', async () => {
      const { misses } = await replayed([], workers, workers.toReversed());
      expect(misses).toBe(0);
    });

    const made = (...more: readonly string[]) => [
      ...ITEMS,
      ...more,
      'DROP TABLE IF EXISTS others',
      'CREATE TABLE others (n INT)',
    ];

    test('a table that is made anew has numbers of its own', async () => {
      const notes = ['DROP TABLE IF EXISTS notes', 'CREATE TABLE notes (item INT, n INT)'];
      const plain: Alike = async (ask) => {
        const { insertId: id } = (await ask(INSERT)) as ResultSetHeader;
        return [id, await ask('SELECT id, name AS first FROM items WHERE id = ? ORDER BY id LIMIT 1', [id])];
      };
      const { told, said, misses } = await replayed(made(...notes), [plain, second, anew], [second, plain, anew]);
      expect([told, misses]).toEqual([said, 0]);
    });

    test('where rows of other tables name the numbers that are gone, they are told as they were', async () => {
      const notes = ['DROP TABLE IF EXISTS notes', 'CREATE TABLE notes (item_id INT, n INT)'];
      const left: Alike = async (ask) => {
        for (const sql of ITEMS) await ask(sql);
        return await ask('SELECT item_id, n FROM notes');
      };
      const { told, said, misses } = await replayed(made(...notes), [first, second, left], [second, first, left]);
      expect([told, misses]).toEqual([said, 0]);
    });

    test('a database that another connection has dropped and made is used again', async () => {
      const database = 'fresh_pools_dropped';
      const steps =
        (used: readonly string[]): Alike =>
        async (ask) => {
          const told: unknown[] = [];
          for (const sql of used) told.push(await ask(sql));
          return told;
        };
      const [create, drop, use] = [`CREATE DATABASE ${database}`, `DROP DATABASE ${database}`, `USE ${database}`];
      const [recorded, live] = [
        [create, use, use, drop, create, 'DO 1', drop, use],
        [create, use, use, drop, use, create, drop, use],
      ];
      // in turn over two connections: which of them has which database differs
      const { told, said, misses } = await replayed([], [steps(recorded)], [steps(live)], 2);
      expect([told, misses]).toEqual([said, 0]);
    });

    describe('tables that have a short number drawn for them', () => {
      const own =
        (name: string): Alike =>
        async (ask) => [
          await ask(`DROP TABLE IF EXISTS ${name}`),
          await ask(`CREATE TABLE IF NOT EXISTS ${name} (id INT PRIMARY KEY, name VARCHAR(20))`),
          await ask(`INSERT INTO ${name} VALUES (1, 'ada')`),
          await ask(`SELECT * FROM ${name}`),
          await ask(`INSERT INTO ${name} VALUES (1, 'bea')`),
          await ask('SELECT name FROM names'),
          Object.values(((await ask(`SHOW TABLES LIKE 'use%'`)) as object[])[0] ?? {}),
          await ask(`DROP TABLE ${name}`),
          await ask(`SELECT * FROM ${name}`),
        ];
      const names = [
        'DROP TABLE IF EXISTS names',
        'CREATE TABLE names (name VARCHAR(20))',
        "INSERT INTO names VALUES ('user158s')",
      ];

      test('are what the run makes of them, and words in rows are none', async () => {
        const { told, said, misses } = await replayed(names, [own('user158s')], [own('user44s')], 2);
        expect([told, misses]).toEqual([said, 0]);
      });

      test.each([
        [
          'one that was there and is not made',
          ['CREATE TABLE IF NOT EXISTS shard_1 (n INT)'],
          'CREATE TABLE IF NOT EXISTS shard_2 (n INT)',
        ],
        [
          'one that the recording reads',
          ['SELECT * FROM shard_2', 'CREATE TABLE shard_3 (n INT)', 'DROP TABLE shard_3'],
          'CREATE TABLE shard_2 (n INT)',
        ],
        [
          'one that is dropped and need not be there',
          ['CREATE TABLE shard_3 (n INT)', 'DROP TABLE shard_3'],
          'DROP TABLE shard_4',
        ],
        ['a word that is short otherwise too', ['CREATE TABLE t3 (n INT)', 'DROP TABLE t3'], 'CREATE TABLE t4 (n INT)'],
      ])('not %s', async (_what, recorded, live) => {
        const setup = [1, 2].flatMap((n) => [
          `DROP TABLE IF EXISTS shard_${n}`,
          `CREATE TABLE shard_${n} (n INT)`,
          `INSERT INTO shard_${n} VALUES (${n})`,
        ]);
        const all = (sqls: readonly string[]) =>
          sqls.map(
            (sql): Alike =>
              (ask) =>
                ask(sql),
          );
        await expect(replayed(setup, all(recorded), all([live]), 1)).rejects.toThrow(/^mock:/);
      });
    });
  });
