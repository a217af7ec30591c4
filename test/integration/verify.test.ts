// A live server asked again what was recorded from it: the same answers, others, and a server that stays as it was.
import * as mariadb from 'mariadb';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { MockError, type VerifyResult, verify } from '../../src/index.ts';
import { accounts, createSchema, describeWithServer, serverKinds, type TestSchema } from '../servers/index.ts';
import { startRecord, temporaryFolder } from '../support/serving.ts';

const TABLES = [
  `CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(40) NOT NULL, age INT, UNIQUE KEY by_email (email))`,
  `INSERT INTO users (email, age) VALUES ('ann@example.org', 30), ('bob@example.org', 40), ('eve@example.org', NULL)`,
  `CREATE TABLE notes (id INT PRIMARY KEY, text VARCHAR(40)) ENGINE=MyISAM`,
  `INSERT INTO notes VALUES (1, 'one')`,
];

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const address = `${server.host}:${server.port}`;
    const upstream = `mysql://${user}:${password}@${address}`;
    const direct = (schema: TestSchema) =>
      createConnection({ host: server.host, port: server.port, user, password, database: schema.name });

    async function withTables(schema: TestSchema): Promise<void> {
      const connection = await direct(schema);
      for (const sql of TABLES) await connection.query(sql);
      await connection.end();
    }

    /** The path of a recording of what `work` asks. */
    async function recordedOf(
      folder: Awaited<ReturnType<typeof temporaryFolder>>,
      schema: TestSchema,
      work: (connection: Connection, port: number) => Promise<unknown>,
    ): Promise<string> {
      const recorder = await startRecord(folder, { upstream });
      const place = { host: '127.0.0.1', port: recorder.port, user, password, database: schema.name };
      const connection = await createConnection({ ...place, multipleStatements: true });
      await work(connection, recorder.port);
      await connection.end();
      await recorder.close();
      return recorder.file;
    }

    async function rowsOf(schema: TestSchema, table: string): Promise<unknown[]> {
      const connection = await direct(schema);
      const [rows] = await connection.query<RowDataPacket[]>(`SELECT * FROM ${table} ORDER BY id`);
      await connection.end();
      return rows.map((row) => ({ ...row }));
    }

    function changesOf(result: VerifyResult) {
      return result.drifts.map(({ sql, changes }) => ({ sql, changes }));
    }

    const reads = async (connection: Connection) => {
      await connection.query('SELECT id, email, age FROM users ORDER BY id');
      await connection.execute('SELECT age FROM users WHERE email = ?', ['bob@example.org']);
      await connection.execute('SELECT age FROM users WHERE email = ?', ['ann@example.org']);
      await connection.query("SET NAMES latin1; SELECT @@character_set_client; SELECT 'é'");
      await connection.query("SET @@sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')");
      await connection.query('SELECT COUNT(*) AS "how many" FROM "users"');
      await connection.query("SET @mock_scope = 'another'");
      await connection.query('SELECT MAX(age) FROM users');
      await connection.query('SELECT NOW(6), UUID(), CONNECTION_ID()');
      await connection.query('SELECT nothing FROM nowhere').catch(() => undefined);
      await connection.query('USE test');
      await connection.query('SELECT DATABASE()');
    };

    test('nothing has changed: prepared statements, session state and errors are asked as recorded', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      await withTables(schema);
      const file = await recordedOf(folder, schema, async (connection, port) => {
        await reads(connection);
        const place = { host: '127.0.0.1', port, user, password, database: schema.name };
        const other = await mariadb.createConnection({ ...place, allowPublicKeyRetrieval: true });
        await other.execute('SELECT email FROM users WHERE id > ? ORDER BY id', [1]);
        await other.query('SELECT email FROM users WHERE id = 3');
        await other.end();
      });
      const told: number[] = [];
      const result = await verify(file, { upstream, onProgress: (done) => told.push(done) });
      expect(changesOf(result)).toEqual([]);
      expect(result).toMatchObject({ drifting: 0, tables: [], withheld: [], skipped: {}, unguarded: [] });
      expect(result.compared).toBe(result.exchanges);
      expect(result.compared).toBeGreaterThan(14);
      expect(told.at(-1)).toBe(result.exchanges);
    });

    test('a changed row, one that is gone and a new one are told by column and row', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      await withTables(schema);
      const file = await recordedOf(folder, schema, reads);
      const connection = await direct(schema);
      await connection.query("UPDATE users SET age = 41 WHERE email = 'bob@example.org'");
      await connection.query("DELETE FROM users WHERE email = 'eve@example.org'");
      await connection.end();
      const result = await verify(file, { upstream });
      expect(changesOf(result)).toEqual([
        {
          sql: 'SELECT id, email, age FROM users ORDER BY id',
          changes: [
            { kind: 'cell', result: 1, row: 2, column: 'age', from: 40, to: 41 },
            { kind: 'row_gone', result: 1, row: 3, values: { id: 3, email: 'eve@example.org', age: null } },
          ],
        },
        {
          sql: 'SELECT age FROM users WHERE email = ?',
          changes: [{ kind: 'cell', result: 1, row: 1, column: 'age', from: 40, to: 41 }],
        },
        {
          sql: 'SELECT COUNT(*) AS "how many" FROM "users"',
          changes: [{ kind: 'cell', result: 1, row: 1, column: 'how many', from: 3, to: 2 }],
        },
        {
          sql: 'SELECT MAX(age) FROM users',
          changes: [{ kind: 'cell', result: 1, row: 1, column: 'MAX(age)', from: 40, to: 41 }],
        },
      ]);
      expect(result.tables).toEqual([]);
    });

    test('an altered table is told with its columns and keys, and the answers that it changed', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      await withTables(schema);
      const file = await recordedOf(folder, schema, async (connection) => {
        await connection.query('SELECT email FROM users WHERE id = 1');
        await connection.query('SELECT text FROM notes');
      });
      const connection = await direct(schema);
      await connection.query('ALTER TABLE users MODIFY email VARCHAR(80) NOT NULL, ADD KEY by_age (age)');
      await connection.query('DROP TABLE notes');
      await connection.query('CREATE TABLE fresh (id INT)');
      await connection.end();
      const result = await verify(file, { upstream });
      expect(result.tables).toEqual([
        { schema: schema.name, table: 'fresh', kind: 'added', gone: [], added: [] },
        { schema: schema.name, table: 'notes', kind: 'gone', gone: [], added: [] },
        {
          schema: schema.name,
          table: 'users',
          kind: 'changed',
          gone: [expect.stringContaining('column email varchar(40) not null')],
          added: [expect.stringContaining('column email varchar(80) not null'), 'key by_age btree age'],
        },
      ]);
      const [email, notes] = changesOf(result);
      expect(email?.changes).toEqual([
        {
          kind: 'column',
          result: 1,
          name: 'email',
          from: expect.stringMatching(/^VAR_STRING\(160\) utf8mb4 not null/),
          to: expect.stringMatching(/^VAR_STRING\(320\) utf8mb4 not null/),
        },
      ]);
      expect(notes?.changes).toEqual([
        {
          kind: 'outcome',
          from: '1 rows',
          to: expect.stringMatching(/^error 1146 \(42S02\): Table .* doesn't exist$/),
        },
      ]);
    });

    test('writes are rolled back and leave nothing; what cannot be is not sent', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      await withTables(schema);
      const file = await recordedOf(folder, schema, async (connection) => {
        await connection.execute('UPDATE users SET age = ? WHERE id = ?', [44, 2]);
        await connection.query('SELECT COUNT(*) FROM users');
        await connection.query("UPDATE users SET age = age + 1 WHERE email = 'ann@example.org'");
        await connection.query("SELECT age FROM users WHERE email = 'ann@example.org'");
        await connection.beginTransaction();
        await connection.execute('DELETE FROM users WHERE id = ?', [2]);
        await connection.query('SELECT COUNT(*) FROM users');
        await connection.rollback();
        await connection.query('SELECT COUNT(*) FROM users');
        await connection.query('SET autocommit = 0');
        await connection.query('DELETE FROM users WHERE id = 3');
        await connection.query('ROLLBACK');
        await connection.query('SELECT COUNT(*) FROM users');
        await connection.query('SET autocommit = 1');
        await connection.query('SELECT * FROM users FOR UPDATE');
        await connection.query('CREATE TEMPORARY TABLE mine (id INT)');
        await connection.query('INSERT INTO mine VALUES (1)');
        await connection.query('SELECT * FROM mine');
        await connection.query("INSERT INTO notes VALUES (2, 'two')");
        await connection.query('SELECT * FROM notes');
        await connection.query('ALTER TABLE notes ADD COLUMN extra INT');
        await connection.query('CREATE TABLE later (id INT)');
        await connection.query('INSERT INTO later VALUES (1)');
      });
      const connection = await direct(schema);
      await connection.query('DROP TABLE later');
      await connection.query('ALTER TABLE notes DROP COLUMN extra');
      await connection.query('DELETE FROM notes WHERE id = 2');
      await connection.query("UPDATE users SET age = 30 WHERE email = 'ann@example.org'");
      await connection.query('UPDATE users SET age = 40 WHERE id = 2');
      await connection.end();
      const before = [await rowsOf(schema, 'users'), await rowsOf(schema, 'notes')];
      const result = await verify(file, { upstream });
      expect(changesOf(result)).toEqual([]);
      expect(result.unguarded).toEqual([]);
      expect([await rowsOf(schema, 'users'), await rowsOf(schema, 'notes')]).toEqual(before);
      expect(result.withheld.map(({ sql, reason }) => [sql, reason])).toEqual([
        ["INSERT INTO notes VALUES (2, 'two')", 'what it does cannot be rolled back: its table has no transactions'],
        ['ALTER TABLE notes ADD COLUMN extra INT', 'it changes the schema'],
        ['CREATE TABLE later (id INT)', 'it changes the schema'],
      ]);
      expect(result.skipped).toMatchObject({
        'about a table that a statement changed which was not sent': 2,
        "where a transaction begins or ends, which is verify's own": 5,
      });
    });

    test('a function that writes cannot do so in a read', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      await withTables(schema);
      const connection = await direct(schema);
      await connection.query(
        `CREATE FUNCTION sneaky() RETURNS INT DETERMINISTIC MODIFIES SQL DATA BEGIN DELETE FROM users; RETURN 1; END`,
      );
      const file = await recordedOf(folder, schema, (client) => client.query('SELECT sneaky()'));
      await connection.query("INSERT INTO users (email) VALUES ('zoe@example.org')");
      await connection.end();
      const result = await verify(file, { upstream });
      expect(result.drifts[0]?.changes).toEqual([
        { kind: 'outcome', from: '1 rows', to: expect.stringMatching(/^error 1792 /) },
      ]);
      expect(await rowsOf(schema, 'users')).toHaveLength(1);
    });

    test('with writes allowed everything is done again, and stays', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      await withTables(schema);
      const file = await recordedOf(folder, schema, async (connection) => {
        await connection.query('CREATE TABLE later (id INT PRIMARY KEY)');
        await connection.beginTransaction();
        await connection.execute('INSERT INTO later VALUES (?)', [7]);
        await connection.commit();
        await connection.query('SELECT * FROM later');
      });
      const connection = await direct(schema);
      await connection.query('DROP TABLE later');
      await connection.end();
      const result = await verify(file, { upstream, allowWrites: true });
      expect(changesOf(result)).toEqual([]);
      expect(result).toMatchObject({ withheld: [], skipped: {} });
      expect(await rowsOf(schema, 'later')).toEqual([{ id: 7 }]);
    });

    test('what another session changed is not compared, nor what cannot be asked again', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      await withTables(schema);
      const file = await recordedOf(folder, schema, async (connection, port) => {
        await connection.query("INSERT INTO users (email) VALUES ('new@example.org')");
        const place = { host: '127.0.0.1', port, user, password, database: schema.name };
        const other = await createConnection(place);
        await other.query('SELECT COUNT(*) FROM users');
        await other.query('SELECT COUNT(*) FROM notes');
        await other.end();
        await connection.query("ALTER USER nobody IDENTIFIED BY 'a secret'").catch(() => undefined);
      });
      const connection = await direct(schema);
      await connection.query("DELETE FROM users WHERE email = 'new@example.org'");
      await connection.end();
      const result = await verify(file, { upstream });
      expect(changesOf(result)).toEqual([]);
      expect(result.skipped).toEqual({
        'about a table that another session changed, which was rolled back': 1,
        'with a secret in the request': 1,
      });
    });

    test('a server that is not there, a wrong password and a database that is gone', async () => {
      await using folder = await temporaryFolder();
      let file = '';
      {
        await using schema = await createSchema(server);
        file = await recordedOf(folder, schema, (connection) => connection.query('SELECT 1'));
      }
      const refused = verify(file, { upstream: address, user, password: 'wrong' });
      await expect(refused).rejects.toThrow(/answered 1045: Access denied for user 'root'/);
      await expect(refused).rejects.toBeInstanceOf(MockError);
      const gone = verify(file, { upstream: { kind: 'unix', path: folder.file('none.sock') } });
      await expect(gone).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' });
      const result = await verify(file, { upstream });
      expect(result.drifts).toMatchObject([{ command: 'login', changes: [{ to: expect.stringMatching(/ 1049: /) }] }]);
    });
  });
}
