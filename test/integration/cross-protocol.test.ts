// What was recorded as text is replayed to prepared statements, and the reverse: the same rows as from the server.
import { type Connection, createConnection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, type ServerAddress, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

type Way = 'query' | 'execute';

interface Asked {
  readonly sql: string;
  readonly values: readonly (string | number | null)[];
}

const tableOfAll = `CREATE TABLE t (
  id INT PRIMARY KEY, tiny TINYINT UNSIGNED, big BIGINT, huge BIGINT UNSIGNED, price DECIMAL(12,3), day DATE,
  at DATETIME(3), since TIMESTAMP NULL, clock TIME(6), year YEAR, name VARCHAR(40), note TEXT, raw VARBINARY(20),
  bits BIT(12), doc JSON, kind ENUM('a','b'), whole DOUBLE)`;
const rows = [
  `(1, 255, -9223372036854775808, 18446744073709551615, 9.990, '2026-01-02', '2026-01-02 03:04:05.120',
    '2026-01-02 03:04:05', '-26:00:00.000001', 2026, 'o''clock \\\\ é', '', x'00ff', b'101', '{"a": 1}', 'b', 12)`,
  `(2, NULL, NULL, 0, -0.001, '0001-01-01', '1000-01-01 00:00:00', NULL, '00:00:00', 1901, NULL, 'text', NULL,
    NULL, NULL, NULL, NULL)`,
];
const reads: readonly Asked[] = [
  { sql: 'SELECT * FROM t WHERE id = ?', values: [1] },
  { sql: 'SELECT * FROM t WHERE id = ?', values: [2] },
  { sql: 'SELECT * FROM t WHERE id IN (?, ?) AND note <> ? ORDER BY id LIMIT 5', values: [1, 2, "o'clock"] },
  { sql: 'SELECT id, name FROM t WHERE name = ?', values: ["o'clock \\ é"] },
  { sql: 'SELECT COUNT(*) AS n FROM t WHERE name <=> ?', values: [null] },
  { sql: 'UPDATE t SET note = ? WHERE id = ?', values: ['new', 2] },
  { sql: 'SELECT id, note FROM t ORDER BY id', values: [] },
];

async function ask(connection: Connection, way: Way, { sql, values }: Asked): Promise<unknown> {
  const [result, fields] =
    way === 'query' ? await connection.query(sql, [...values]) : await connection.execute(sql, [...values]);
  return { result, fields: fields?.map((field) => [field.name, field.columnType]) };
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const connect = ({ port }: { readonly port: number }, database: string) =>
      createConnection({
        host: '127.0.0.1',
        port,
        user,
        password,
        database,
        supportBigNumbers: true,
        bigNumberStrings: true,
        dateStrings: true,
      });

    async function fill(place: ServerAddress, database: string): Promise<void> {
      const connection = await connect(place, database);
      await connection.query(`DROP TABLE IF EXISTS t`);
      await connection.query(tableOfAll);
      await connection.query(`INSERT INTO t VALUES ${rows.join(', ')}`);
      await connection.end();
    }

    async function askAll(place: { readonly port: number }, database: string, way: Way): Promise<unknown[]> {
      const connection = await connect(place, database);
      const answers: unknown[] = [];
      for (const one of reads) answers.push(await ask(connection, way, one));
      await connection.end();
      return answers;
    }

    describe.each([
      ['query', 'execute'],
      ['execute', 'query'],
    ] as const)('recorded by %s and replayed to %s', (recorded, replayed) => {
      test('the answers are those of the server', async () => {
        await using schema = await createSchema(server);
        await using folder = await temporaryFolder();
        await fill(server, schema.name);
        const direct = await askAll(server, schema.name, replayed);
        await fill(server, schema.name);
        const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
        await askAll(recorder, schema.name, recorded);
        await recorder.close();
        await using player = await startReplay(folder, recorder.file);
        expect(await askAll(player, schema.name, replayed)).toEqual(direct);
        expect(player.counts().misses).toBe(0);
      });

      test('a text that is no date, compared with a column of dates, is what the server makes of it, or a miss', async () => {
        await using schema = await createSchema(server);
        await using folder = await temporaryFolder();
        const direct = await connect(server, schema.name);
        await direct.query('CREATE TABLE d (id INT, at DATETIME, clock TIME)');
        await direct.query("INSERT INTO d VALUES (1, '2020-01-01', '10:00:00'), (2, NULL, '00:00:00')");
        const asked = ['SELECT id FROM d WHERE at = ?', 'SELECT id FROM d WHERE clock = ?'].flatMap((sql) =>
          ['a%', '', '0000-00-00', '2020-01-01'].map((value) => ({ sql, values: [value] })),
        );
        const told = async (connection: Connection, way: Way) => {
          const answers: string[] = [];
          for (const one of asked) {
            answers.push(
              await ask(connection, way, one).then(
                (answer) => JSON.stringify(answer),
                ({ message }: Error) => message,
              ),
            );
          }
          return answers;
        };
        const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
        const through = await connect(recorder, schema.name);
        await told(through, recorded);
        await through.end();
        await recorder.close();
        await using player = await startReplay(folder, recorder.file);
        const played = await connect(player, schema.name);
        const [answers, real] = [await told(played, replayed), await told(direct, replayed)];
        for (const connection of [played, direct]) await connection.end();
        expect(answers.filter((one, index) => !one.startsWith('mock: ') && one !== real[index])).toEqual([]);
        expect(answers.filter((one) => !one.startsWith('mock: ')).length).toBeGreaterThan(0);
      });

      test('what would not be the same for certain is a miss', async () => {
        await using schema = await createSchema(server);
        await using folder = await temporaryFolder();
        const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
        const setup = await connect(recorder, schema.name);
        await setup.query('CREATE TABLE f (id INT, n FLOAT, d DOUBLE)');
        await setup.query('INSERT INTO f VALUES (1, 9.99, 0.1), (2, 1, 1)');
        const asked = [
          { sql: 'SELECT n FROM f WHERE id = ?', values: [1] },
          { sql: 'SELECT d FROM f WHERE id = ?', values: [1] },
          { sql: 'SELECT ? + id FROM f WHERE id = ?', values: [1, 2] },
          { sql: 'SELECT id FROM f ORDER BY ?', values: [1] },
        ];
        for (const one of asked) await ask(setup, recorded, one);
        await setup.end();
        await recorder.close();
        await using player = await startReplay(folder, recorder.file);
        const connection = await connect(player, schema.name);
        for (const one of asked) await expect(ask(connection, replayed, one)).rejects.toThrow(/^mock: /);
        await connection.end();
        await using strict = await startReplay(folder, recorder.file, { crossProtocol: false });
        const other = await connect(strict, schema.name);
        const sql = 'SELECT d FROM f WHERE id = ?';
        await expect(ask(other, replayed, { sql, values: [2] })).rejects.toThrow(/^mock: /);
        await other.end();
      });
    });
  });
}
