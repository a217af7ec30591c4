// Programs that stamp rows with the clock, draw identities by chance and name things after their process, recorded once
// and replayed with no rule written; and what only looks alike, which must never be answered for something else.

import { randomBytes, randomUUID } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { type Client, inRooms, type Program, ROOMS } from '../support/alike-rooms.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

async function connect(port: number, login: { user: string; password: string; database: string }, isPrepared: boolean) {
  const connection = await createConnection({ host: '127.0.0.1', port, ...login, dateStrings: true });
  const ask = async (sql: string, values: readonly unknown[] = []) => {
    const [rows] =
      isPrepared && values.length > 0
        ? await connection.execute(sql, [...values] as string[])
        : await connection.query(sql, [...values]);
    return rows;
  };
  return { ask, end: () => connection.end() };
}

const now = () => new Date().toISOString().slice(0, 19).replace('T', ' ');
/** As many digits as a thread's id or an object's address. */
const number = () => 100_000_000_000_000 + Math.floor(Math.random() * 800_000_000_000_000);

const SETUP = [
  'CREATE TABLE users (id CHAR(36) PRIMARY KEY, raw BINARY(16), email VARCHAR(80), hash VARCHAR(80), token VARCHAR(64), made DATETIME, seen BIGINT)',
  'CREATE TABLE migrations (name VARCHAR(40) PRIMARY KEY, applied DATETIME)',
];

/** Where a table is made within the recording, it is known which column is its number. */
const NUMBERED = [
  'CREATE TABLE items (id INT PRIMARY KEY AUTO_INCREMENT, token CHAR(36), made DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6))',
  'CREATE TABLE notes (item_id INT, text VARCHAR(40))',
];

/** What an ORM's tests ask: a migration, a row with values of its own, a savepoint named after the thread, a table of its own. */
const program: Program = async ({ ask }) => {
  const [id, raw, token, made] = [randomUUID(), randomBytes(16), randomBytes(24).toString('base64url'), now()];
  const hash = `$2b$10$${randomBytes(40).toString('base64').replace(/[+=]/g, 'a').slice(0, 53)}`;
  const seen = Date.now();
  await ask('INSERT INTO migrations (name, applied) VALUES (?, ?)', ['0001_initial', made]);
  await ask('START TRANSACTION');
  const savepoint = `s${number()}_x1`;
  await ask(`SAVEPOINT \`${savepoint}\``);
  const row = [id, raw, 'ada@example.com', hash, token, made, seen];
  await ask('INSERT INTO users (id, raw, email, hash, token, made, seen) VALUES (?, ?, ?, ?, ?, ?, ?)', row);
  await ask(`RELEASE SAVEPOINT \`${savepoint}\``);
  await ask('COMMIT');
  const table = `tmp_${number()}`;
  await ask(`CREATE TABLE ${table} (a INT)`);
  await ask(`INSERT INTO ${table} VALUES (7)`);
  const got = [
    await ask('SELECT id, HEX(raw) AS raw, email, hash, token, seen FROM users WHERE id = ?', [id]),
    await ask('SELECT id FROM users WHERE token = ?', [token]),
    await ask('SELECT COUNT(*) AS n FROM migrations WHERE name = ?', ['0001_initial']),
    await ask(`SELECT a FROM ${table}`),
  ];
  await ask(`DROP TABLE ${table}`);
  await ask('DELETE FROM users WHERE id = ?', [id]);
  await ask('DELETE FROM migrations');
  const hex = raw.toString('hex').toUpperCase();
  expect(got).toEqual([
    [{ id, raw: hex, email: 'ada@example.com', hash, token, seen }],
    [{ id }],
    [{ n: 1 }],
    [{ a: 7 }],
  ]);
  return got;
};

/** Options of a program, as WordPress keeps them: a document with the clock in it, a hash with a salt, sessions and when they end. */
const kept: Program = async ({ ask }) => {
  await ask(
    'CREATE TABLE options (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) NOT NULL, value TEXT, UNIQUE (name))',
  );
  const put = (name: string, value: string) =>
    ask(
      'INSERT INTO options (name, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name), value = VALUES(value)',
      [name, value],
    );
  const started = Math.floor(Date.now() / 1000);
  const ends = (ahead: number) => started + ahead;
  for (let turn = 0; turn < 12; turn++) {
    const values = [
      ['cron', `a:1:{i:${ends(0)};a:1:{s:4:"job${turn}";s:32:"40cd750bba9870f18aada2478b24840a";}}`],
      ['key', `${ends(0)}:$P$B${randomBytes(40).toString('hex').slice(0, 30)}`],
      ['_timeout', String(ends(3600))],
      ['title', `Blog ${turn}`],
    ] as const;
    for (const [name, value] of values) await put(name, value);
    const asked = ['key', 'cron', 'title', '_timeout'][turn % 4] ?? '';
    const [, value] = values.find(([name]) => name === asked) ?? [];
    expect(await ask('SELECT value FROM options WHERE name = ?', [asked])).toEqual([{ value }]);
  }
  return ask('DROP TABLE options');
};

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;

    /** Records one program on a new schema, and runs another against the recording. */
    async function recordThen(
      first: Program,
      isPrepared: boolean,
      then: (client: Client, misses: () => number) => Promise<void>,
      options: Parameters<typeof startReplay>[2] = {},
    ): Promise<void> {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const login = { user, password, database: schema.name };
      const setup = await connect(server.port, login, false);
      for (const sql of SETUP) await setup.ask(sql);
      await setup.end();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const client = await connect(recorder.port, login, isPrepared);
      await first(client);
      await client.end();
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, options);
      const live = await connect(player.port, login, isPrepared);
      await then(live, () => player.counts().misses);
      await live.end();
    }

    describe.each([
      ['text', false],
      ['prepared', true],
    ])('%s', (_name, isPrepared) => {
      test('a program with values of its own at every run is answered with no rule', async () => {
        await recordThen(program, isPrepared, async (client, misses) => {
          await program(client);
          expect(misses()).toBe(0);
        });
      });

      test('what is kept under a name, again and again, is what was put there last', async () => {
        await recordThen(kept, isPrepared, async (client, misses) => {
          await kept(client);
          expect(misses()).toBe(0);
        });
      });

      test('with fresh values turned off it is a miss', async () => {
        const then = (client: Client) => expect(program(client)).rejects.toThrow(/mock: /);
        await recordThen(program, isPrepared, then, { fresh: false });
      });

      const insert = 'INSERT INTO users (id, raw, email, token) VALUES (?, ?, ?, ?)';
      const select = 'SELECT email FROM users WHERE id = ?';

      /** Tests alike in their first statement, which differ in what follows. */
      const alike: readonly Program[] = ['ada', 'bea', 'carl'].map(
        (name, at): Program =>
          async ({ ask }) => {
            const [id, token] = [randomUUID(), randomBytes(24).toString('base64url')];
            await ask('INSERT INTO users (id, email, token) VALUES (?, ?, ?)', [id, `${id}@example.com`, token]);
            await ask('START TRANSACTION');
            await ask(`SAVEPOINT trx${at + number()}`);
            await ask('UPDATE users SET hash = ? WHERE id = ?', [name, id]);
            await ask('COMMIT');
            const rows = await ask('SELECT email, hash FROM users WHERE id = ?', [id]);
            await ask('DELETE FROM users WHERE id = ?', [id]);
            expect(rows).toEqual([{ email: `${id}@example.com`, hash: name }]);
            return rows;
          },
      );

      test.each([
        ['in another order', [2, 0, 1]],
        ['alone', [1]],
      ])('what stands for what is found again where it proves wrong: %s', async (_title, order) => {
        const all: Program = async (client) => {
          for (const one of alike) await one(client);
        };
        await recordThen(all, isPrepared, async (client, misses) => {
          for (const at of order) await alike[at]?.(client);
          expect(misses()).toBe(0);
        });
      });

      test('savepoints may have any names, and the one that is gone back to is the one that was set', async () => {
        const run =
          (first: string, second: string, back: string): Program =>
          async ({ ask }) => {
            const id = randomUUID();
            await ask('START TRANSACTION');
            await ask(`SAVEPOINT ${first}`);
            await ask(insert, [id, randomBytes(16), 'ada@example.com', 'one']);
            await ask(`SAVEPOINT ${second}`);
            await ask('UPDATE users SET token = ? WHERE id = ?', ['two', id]);
            await ask(`ROLLBACK TO SAVEPOINT ${back}`);
            const rows = await ask('SELECT token FROM users WHERE id = ?', [id]);
            await ask('ROLLBACK');
            return rows;
          };
        await recordThen(run('a1', 'a2', 'a2'), isPrepared, async (client, misses) => {
          expect(await run('trx7', 'trx8', 'trx8')(client)).toEqual([{ token: 'one' }]);
          expect(misses()).toBe(0);
          // behind the first savepoint there is no row, and no such SELECT was recorded
          await expect(run('trx7', 'trx8', 'trx7')(client)).rejects.toThrow(/mock: /);
          await expect(run('trx7', 'trx8', 'trx9')(client)).rejects.toThrow(/mock: /);
        });
      });
      /** As `alike`, with rows that the server numbers and dates. */
      const numbered: readonly Program[] = ['ada', 'bea', 'carl'].map(
        (name): Program =>
          async ({ ask }) => {
            const made = 'SELECT id, made FROM items WHERE id = ?';
            const { insertId } = (await ask('INSERT INTO items (token) VALUES (?)', [randomUUID()])) as {
              insertId: number;
            };
            const [first] = (await ask(made, [insertId])) as { id: number; made: string }[];
            await ask('INSERT INTO notes (item_id, text) VALUES (?, ?)', [insertId, name]);
            expect(await ask(made, [insertId])).toEqual([{ id: insertId, made: first?.made }]);
            const text = 'SELECT n.item_id, n.text FROM notes n JOIN items i ON i.id = n.item_id WHERE i.id = ?';
            expect(await ask(text, [insertId])).toEqual([{ item_id: insertId, text: name }]);
            return insertId;
          },
      );

      test.each([
        ['in another order', [2, 0, 1]],
        ['alone', [1]],
      ])('a number and a time that the server gave stand for what the client was told: %s', async (_title, order) => {
        const all: Program = async (client) => {
          for (const sql of NUMBERED) await client.ask(sql);
          for (const one of numbered) await one(client);
        };
        await recordThen(all, isPrepared, async (client, misses) => {
          const ids: unknown[] = [];
          for (const sql of NUMBERED) await client.ask(sql);
          for (const at of order) ids.push(await numbered[at]?.(client));
          expect(new Set(ids).size).toBe(order.length);
          expect(misses()).toBe(0);
          await expect(client.ask('SELECT id, made FROM items WHERE id = ?', [99])).rejects.toThrow(/mock: /);
        });
      });

      /** Asks whether a name is free, takes it, and reads it within a transaction and outside of one. */
      const taking =
        (isEarly: boolean): Program =>
        async ({ ask }) => {
          const [id, token] = [randomUUID(), randomBytes(24).toString('base64url')];
          const free = 'SELECT COUNT(*) AS n FROM users WHERE token = ?';
          const name = 'SELECT email FROM users WHERE id = ?';
          await ask('START TRANSACTION');
          expect(await ask('SELECT id FROM users WHERE token = ?', [token])).toEqual([]);
          if (isEarly) await ask('COMMIT');
          expect(await ask(free, [token])).toEqual([{ n: 0 }]);
          expect(await ask('UPDATE users SET email = ? WHERE id = ?', ['none', id])).toMatchObject({ affectedRows: 0 });
          await ask('INSERT INTO users (id, email, token) VALUES (?, ?, ?)', [id, 'ada@example.com', token]);
          if (!isEarly) await ask('COMMIT');
          return ask(name, [id]);
        };

      test('what is asked for before it is stored is nowhere, and is known from there on', async () => {
        await recordThen(taking(false), isPrepared, async (client, misses) => {
          expect(await taking(false)(client)).toEqual([{ email: 'ada@example.com' }]);
          expect(misses()).toBe(0);
        });
      });

      test('what only reads is answered alike within a transaction and outside of one, and the flag says which', async () => {
        const read = 'SELECT COUNT(*) AS n FROM migrations';
        const reads: Program = async ({ ask }) => {
          await ask('START TRANSACTION');
          await ask(read);
          await ask('COMMIT');
        };
        await recordThen(reads, isPrepared, async (client, misses) => {
          expect(await client.ask(read)).toEqual([{ n: 0 }]);
          await client.ask('START TRANSACTION');
          expect(await client.ask(read)).toEqual([{ n: 0 }]);
          await client.ask('COMMIT');
          expect(await client.ask(read)).toEqual([{ n: 0 }]);
          expect(misses()).toBe(0);
        });
      });

      const [ada, carl] = [randomUUID(), randomUUID()];
      const two: Program = async ({ ask }) => {
        await ask(insert, [ada, randomBytes(16), 'ada@example.com', 'an ordinary text']);
        await ask(insert, [carl, randomBytes(16), 'bea@example.com', 'sixteen-letters!']);
        await ask(select, [ada]);
        await ask(select, [carl]);
      };

      test.each([
        ['a key that was only ever read', select, [randomUUID()]],
        [
          'another address of the same length',
          insert,
          [randomUUID(), randomBytes(16), 'eva@example.com', 'an ordinary text'],
        ],
        [
          'an ordinary text of sixteen letters',
          insert,
          [randomUUID(), randomBytes(16), 'bea@example.com', 'carl@example.com'],
        ],
        ['a moment that is not the clock', "INSERT INTO migrations VALUES ('x', '2001-02-03 04:05:06')", []],
      ] as const)('%s is a miss, never another one of its kind', async (_what, sql, values) => {
        const first: Program = async (client) => {
          await two(client);
          await client.ask(`INSERT INTO migrations VALUES ('x', '${now()}')`);
        };
        await recordThen(first, isPrepared, async ({ ask }, misses) => {
          await expect(ask(sql, values)).rejects.toThrow(/mock: /);
          expect(misses()).toBe(1);
        });
      });

      test('two rows of one shape keep their values apart', async () => {
        await recordThen(two, isPrepared, async ({ ask }) => {
          const [one, other] = [randomUUID(), randomUUID()];
          await ask(insert, [one, randomBytes(16), 'ada@example.com', 'an ordinary text']);
          await ask(insert, [other, randomBytes(16), 'bea@example.com', 'sixteen-letters!']);
          expect(await ask(select, [other])).toEqual([{ email: 'bea@example.com' }]);
          expect(await ask(select, [one])).toEqual([{ email: 'ada@example.com' }]);
        });
      });
    });

    /** A test of a suite: it begins with no rows, and makes one with an identity of its own. */
    const testOf =
      (word: string): Program =>
      async ({ ask }) => {
        const id = randomUUID();
        await ask('DELETE FROM users');
        await ask('INSERT INTO users (id, email) VALUES (?, ?)', [id, `${word}@example.com`]);
        await ask('UPDATE users SET token = ? WHERE id = ?', [word, id]);
        expect(await ask('SELECT id, token FROM users WHERE id = ?', [id])).toEqual([{ id, token: word }]);
      };

    test.each([
      ['in order', [0, 1, 2]],
      ['in another order', [2, 0, 1]],
      ['alone', [1]],
      ['twice', [2, 1, 2, 1]],
    ] as const)('tests with identities of their own find their answers: %s', async (_how, order) => {
      const tests = ['one', 'two', 'three'].map(testOf);
      const first: Program = async (client) => {
        for (const one of tests) await one(client);
      };
      await recordThen(first, false, async (client, misses) => {
        for (const at of order) await tests[at]?.(client);
        expect(misses()).toBe(0);
      });
    });

    test.each([
      ['what needs no room of its own comes first', [4, 1, 3, 0, 2, 5]],
      ['from behind', [5, 4, 3, 2, 1, 0]],
    ])('which of alike numbered rows is meant shows with what only one is asked: %s', async (_title, order) => {
      const all: Program = async (client) => {
        for (const sql of ROOMS) await client.ask(sql);
        for (const one of inRooms) await one(client);
      };
      await recordThen(all, false, async (client, misses) => {
        for (const sql of ROOMS) await client.ask(sql);
        for (const at of order) await inRooms[at]?.(client);
        expect(misses()).toBe(0);
      });
    });

    test('a rule binds what is stored, and in a condition only on demand', async () => {
      const id = randomUUID();
      const first: Program = async ({ ask }) => {
        await ask("INSERT INTO users (id, email) VALUES (?, 'ada@example.com')", [id]);
        await ask('SELECT email FROM users WHERE id = ?', [id]);
      };
      const read = async ({ ask }: Client) => {
        await ask("INSERT INTO users (id, email) VALUES (?, 'ada@example.com')", [id]);
        return await ask('SELECT email FROM users WHERE id = ?', [randomUUID()]);
      };
      const miss = async (client: Client) => {
        await expect(read(client)).rejects.toThrow(/mock: /);
      };
      await recordThen(first, false, miss, { volatile: [{ kind: 'uuid' }] });
      const answered = async (client: Client) => {
        expect(await read(client)).toEqual([{ email: 'ada@example.com' }]);
      };
      await recordThen(first, false, answered, { volatile: [{ kind: 'uuid', in: 'anywhere' }] });
    });
  });
}
