// Programs that make new UUIDs and read the clock at every run, recorded once and replayed twice: they get their own
// values back.
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createConnection as connectMariadb } from 'mariadb';
import { createConnection as connectMysql2 } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import type { Substitution, VolatileRule } from '../../src/index.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Client {
  ask(sql: string, values: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

type Connect = (port: number, user: string, password: string, database: string) => Promise<Client>;

const drivers: Readonly<Record<string, Connect>> = {
  'mysql2, text': async (port, user, password, database) => {
    const connection = await connectMysql2({ host: '127.0.0.1', port, user, password, database, dateStrings: true });
    return {
      ask: async (sql, values) => (await connection.query(sql, [...values]))[0],
      end: () => connection.end(),
    };
  },
  'mysql2, prepared': async (port, user, password, database) => {
    const connection = await connectMysql2({ host: '127.0.0.1', port, user, password, database, dateStrings: true });
    return {
      ask: async (sql, values) => (await connection.execute(sql, [...values] as string[]))[0],
      end: () => connection.end(),
    };
  },
  'mariadb, text': async (port, user, password, database) => {
    const connection = await connectMariadb({ host: '127.0.0.1', port, user, password, database, dateStrings: true });
    return { ask: (sql, values) => connection.query(sql, [...values]), end: () => connection.end() };
  },
  'mariadb, prepared': async (port, user, password, database) => {
    const connection = await connectMariadb({ host: '127.0.0.1', port, user, password, database, dateStrings: true });
    return { ask: (sql, values) => connection.execute(sql, [...values]), end: () => connection.end() };
  },
};

const rules: readonly VolatileRule[] = [
  { name: 'ids', statement: '^(INSERT INTO|SELECT .* FROM) orders', kind: 'uuid' },
  { name: 'clock', statement: '^INSERT INTO orders', kind: 'timestamp' },
  { name: 'number', statement: '^INSERT INTO numbers', positions: [1], kind: 'any' },
];

const tables = [
  'CREATE TABLE orders (id CHAR(36) PRIMARY KEY, raw BINARY(16), made DATETIME(3), doc VARCHAR(200), n INT)',
  'CREATE TABLE numbers (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20))',
];

let lastMomentMs = 0;

/**
 * A moment about now, as programs write it, and never the same twice: of two that are equal one stands for both. None of a whole second,
 * whose fraction servers leave out of binary rows and drivers out of what they tell.
 */
function now(): string {
  lastMomentMs = Math.max(lastMomentMs + 1, Date.now());
  if (lastMomentMs % 1000 === 0) lastMomentMs++;
  return new Date(lastMomentMs).toISOString().replace('T', ' ').replace('Z', '');
}

/** Two orders and a number of its own; what a driver says of them, beside what it must say. */
async function program(client: Client): Promise<{ readonly got: unknown; readonly own: readonly string[] }> {
  const own: string[] = [];
  const got: unknown[] = [];
  for (let n = 0; n < 2; n++) {
    const [id, raw, made] = [randomUUID(), randomBytes(16), now()];
    await client.ask('INSERT INTO orders (id, raw, made, doc, n) VALUES (?, ?, ?, ?, ?)', [
      id,
      raw,
      made,
      `{"order": "${id}"}`,
      n,
    ]);
    own.push(`${id} ${raw.toString('hex')} ${made} {"order": "${id}"} ${n}`);
  }
  for (const line of own) {
    const [id] = line.split(' ');
    got.push(await client.ask('SELECT id, HEX(raw) AS raw, made, doc, n FROM orders WHERE id = ?', [id]));
  }
  got.push(await client.ask('SELECT id, HEX(raw) AS raw, made, doc, n FROM orders ORDER BY n', []));
  const number = 1_000_000_000 + Math.floor(Math.random() * 1_000_000_000);
  const inserted = (await client.ask('INSERT INTO numbers (id, name) VALUES (?, ?)', [number, 'one'])) as {
    insertId: number | bigint;
  };
  own.push(String(number));
  got.push([{ insertId: String(inserted.insertId) }], await client.ask('SELECT id FROM numbers', []));
  return { got, own };
}

interface Row {
  readonly id?: string | number | bigint;
  readonly raw?: string;
  readonly made?: string;
  readonly doc?: string;
  readonly n?: number;
  readonly insertId?: string;
}

/** What was got, in the words of `own`. */
function said(got: unknown): string[] {
  return (got as readonly (readonly Row[])[]).flatMap((rows) =>
    rows.map(({ id, raw, made, doc, n, insertId }) =>
      raw === undefined ? String(insertId ?? id) : `${id} ${raw.toLowerCase()} ${made} ${doc} ${n}`,
    ),
  );
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    test('a table of any name, where a rule says that names of tables are new at every run', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const run = async (port: number, table: string): Promise<unknown> => {
        const client = await connectMysql2({ host: '127.0.0.1', port, user, password, database: schema.name });
        try {
          await client.query(`DROP TABLE IF EXISTS ${table}`);
          await client.query(`CREATE TABLE ${table} (id INT PRIMARY KEY)`);
          await client.query(`INSERT INTO ${table} VALUES (7)`);
          return (await client.query(`SELECT * FROM ${table} WHERE id = 7`))[0];
        } finally {
          await client.end();
        }
      };
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const expected = await run(recorder.port, 'work_ada');
      await recorder.close();
      const names: VolatileRule = { statement: '^(CREATE|DROP) TABLE', kind: 'any', names: 'table' };
      for (const fresh of [true, false]) {
        await using player = await startReplay(folder, recorder.file, { volatile: [names], fresh });
        expect(await run(player.port, 'work_bea')).toEqual(expected);
        expect(player.counts().misses).toBe(0);
      }
      await using bare = await startReplay(folder, recorder.file);
      await expect(run(bare.port, 'work_bea')).rejects.toThrow(/no recorded answer/);
    });

    describe.each(Object.entries(drivers))('%s', (_name, connect) => {
      test('recorded once, replayed twice with values of its own each time', async () => {
        await using schema = await createSchema(server);
        await using folder = await temporaryFolder();
        const setup = await connect(server.port, user, password, schema.name);
        for (const sql of tables) await setup.ask(sql, []);
        await setup.end();
        const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
        const client = await connect(recorder.port, user, password, schema.name);
        const recorded = await program(client);
        await client.end();
        await recorder.close();
        const expected = ([one, two, three]: readonly string[]) => [one, two, one, two, three, three];
        expect(said(recorded.got)).toEqual(expected(recorded.own));

        for (const round of [1, 2]) {
          const substitutions: Substitution[] = [];
          await using player = await startReplay(folder, recorder.file, {
            volatile: rules,
            onSubstituted: (one) => substitutions.push(one),
          });
          const live = await connect(player.port, user, password, schema.name);
          const replayed = await program(live);
          await live.end();
          expect(said(replayed.got), `round ${round}`).toEqual(expected(replayed.own));
          expect(player.counts().misses).toBe(0);
          expect(substitutions.filter(({ rule }) => rule === 'ids').length).toBeGreaterThanOrEqual(4);
          expect(substitutions.some(({ rule }) => rule === 'clock')).toBe(true);
          expect(substitutions.some(({ place }) => place === 'last insert id')).toBe(true);
        }

        await using strict = await startReplay(folder, recorder.file);
        const refused = await connect(strict.port, user, password, schema.name);
        await expect(program(refused)).rejects.toThrow(
          /mock: (no recorded answer to|recorded only with other parameters)/,
        );
        await refused.end();
      });
    });

    test('a pool of transactions, each with ids of its own, in another order than recorded', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const connect = drivers['mysql2, text'] as Connect;
      const setup = await connect(server.port, user, password, schema.name);
      for (const sql of tables) await setup.ask(sql, []);
      await setup.end();
      const place = async (client: Client, n: number): Promise<{ id: string; rows: unknown }> => {
        const id = randomUUID();
        await client.ask('START TRANSACTION', []);
        await client.ask('INSERT INTO orders (id, n) VALUES (?, ?)', [id, n]);
        const rows = await client.ask('SELECT id, n FROM orders WHERE id = ?', [id]);
        await client.ask('COMMIT', []);
        return { id, rows };
      };
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const one = await connect(recorder.port, user, password, schema.name);
      for (const n of [1, 2, 3, 4]) await place(one, n);
      await one.end();
      await recorder.close();

      await using player = await startReplay(folder, recorder.file, { volatile: rules });
      const pool = await Promise.all([1, 2].map(() => connect(player.port, user, password, schema.name)));
      const order = [2, 1, 4, 3];
      const placed = [];
      for (let n = 0; n < order.length; n += 2) {
        const both = pool.map((client, at) => place(client, order[n + at] as number));
        placed.push(...(await Promise.all(both)));
      }
      expect(placed.map(({ rows }) => rows)).toEqual(placed.map(({ id }, at) => [{ id, n: order[at] }]));
      expect(player.counts().misses).toBe(0);
      await Promise.all(pool.map((client) => client.end()));
    });

    test('a rule that covered nothing is told at the end, with its place', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const connect = drivers['mysql2, text'] as Connect;
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const client = await connect(recorder.port, user, password, schema.name);
      await client.ask('SELECT 1', []);
      await client.end();
      await recorder.close();
      const file = folder.file('rules.yaml');
      await writeFile(file, 'volatile:\n  - name: idle\n    kind: uuid\n');
      const player = await startReplay(folder, recorder.file, { rules: file });
      await player.close();
      expect(player.log.text).toContain(`${file}:2: idle matched no value: check its statement and positions`);
    });

    test('a comment in the statement does as a rule does', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const connect = drivers['mysql2, text'] as Connect;
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const ask = async (port: number) => {
        const client = await connect(port, user, password, schema.name);
        const id = randomUUID();
        const answer = await client.ask('/* mock.ignore uuid */ SELECT ? AS id, 5 AS n', [id]);
        await client.end();
        return { id, answer };
      };
      await ask(recorder.port);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      const { id, answer } = await ask(player.port);
      expect(answer).toMatchObject([{ id, n: 5 }]);
    });
  });
}
