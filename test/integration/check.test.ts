// The answers of a recording come out as recorded, whoever was recorded; one that was changed is caught.
import Database from 'better-sqlite3';
import * as mariadb from 'mariadb';
import { createConnection, createPool } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { check, checkAndMark } from '../../src/serve/check.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import {
  accounts,
  clientPrograms,
  createSchema,
  describeWithServer,
  runClient,
  serverKinds,
} from '../servers/index.ts';
import { startRecord, temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const upstream = `${server.host}:${server.port}`;

    async function work(port: number, database: string): Promise<void> {
      const place = { host: '127.0.0.1', port, user, password, database };
      const one = await createConnection({ ...place, multipleStatements: true });
      await one.query('CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(40), n DOUBLE)');
      await one.query("SET NAMES latin1; SELECT 1; SELECT 'two'");
      await one.query("SET @mock_scope = 'it''s a test'");
      await one.query('SELECT COUNT(*) FROM t');
      await expect(one.query('SELECT nothing FROM nowhere')).rejects.toThrow();
      await one.query('SHOW WARNINGS');
      const pool = createPool({ ...place, connectionLimit: 4 });
      await Promise.all(
        Array.from({ length: 8 }, async (_, n) => {
          const connection = await pool.getConnection();
          await connection.beginTransaction();
          await connection.execute('INSERT INTO t (name, n) VALUES (?, ?)', [`name ${n}`, n / 3]);
          await connection.query('SELECT LAST_INSERT_ID()');
          await connection.execute('SELECT * FROM t WHERE id = LAST_INSERT_ID()');
          await connection.commit();
          await connection.ping();
          connection.release();
        }),
      );
      await pool.end();
      await one.execute('SELECT * FROM t WHERE name LIKE ?', ['name%']);
      one.unprepare('SELECT * FROM t WHERE name LIKE ?');
      await one.execute('SELECT * FROM t WHERE name LIKE ?', ['name%']);
      await one.changeUser({ user, password, database });
      await one.query('SELECT DATABASE()');
      await one.end();
      const other = await mariadb.createConnection({ ...place, allowPublicKeyRetrieval: true });
      await other.batch('INSERT INTO t (name) VALUES (?)', [['a'], ['b']]);
      await other.reset().catch(() => undefined);
      await other.execute('SELECT * FROM t WHERE name = ?', ['a']);
      await other.end();
      await runClient(clientPrograms(kind)?.shell ?? '', {
        user,
        password,
        to: { host: '127.0.0.1', port },
        args: ['--force', database],
        input: 'SELECT * FROM t;\nSHOW TABLES;\nDESCRIBE t;\nSELECT CONNECTION_ID();\nwrong;\n',
      });
    }

    test('real work comes out as it was recorded', { timeout: 60_000 }, async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream });
      await work(recorder.port, schema.name);
      await recorder.close();
      const result = await check(recorder.file);
      expect(result.differences).toEqual([]);
      expect(result).toMatchObject({ differing: 0, isSample: false, skipped: {} });
      expect(result.compared).toBeGreaterThan(60);
    });

    test('a program that makes its database, and was refused before, comes out whole', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream });
      const place = { host: '127.0.0.1', port: recorder.port, user, password };
      const database = `${schema.name}_own`;
      await expect(createConnection({ ...place, database })).rejects.toMatchObject({ errno: 1049 });
      const maker = await createConnection(place);
      await maker.query(`CREATE DATABASE ${database}`);
      await maker.end();
      const own = await createConnection({ ...place, database });
      await own.query('CREATE TABLE t (id INT)');
      await own.query(`DROP DATABASE ${database}`);
      await own.end();
      await recorder.close();
      expect(await check(recorder.file)).toMatchObject({ differences: [], compared: 3, skipped: {} });
    });

    test('a changed answer is found, and the recording says so', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream });
      const connection = await createConnection({
        host: '127.0.0.1',
        port: recorder.port,
        user,
        password,
        database: schema.name,
      });
      await connection.query('SELECT 1 AS n');
      await connection.query('SELECT 22 AS n');
      await connection.end();
      await recorder.close();
      expect(await checkAndMark(recorder.file)).toMatchObject({ differing: 0 });
      const marked = openRecording(recorder.file);
      expect(marked.meta.get('check')).toBe('reproduces (2 compared)');
      marked.close();

      const db = new Database(recorder.file);
      db.exec("UPDATE exchange SET fingerprint = '00000000000000000000000000000000' WHERE sql = 'SELECT 22 AS n'");
      db.close();
      const result = await checkAndMark(recorder.file);
      expect(result).toMatchObject({ differing: 1, compared: 2 });
      expect(result.differences).toMatchObject([
        { sql: 'SELECT 22 AS n', what: expect.stringContaining('no recorded') },
      ]);
      const again = openRecording(recorder.file);
      expect(again.meta.get('check')).toBe('1 of 2 differ');
      again.close();
    });
  });
}

describeWithServer('mysql', (server) => {
  test.runIf(server.hasAccounts)(
    'over X, what was refused is so in its turn, and who gave no password then is no one else',
    async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      const { user, password } = accounts.mysql.cachingSha2;
      const root = await createConnection({ host: server.host, port: server.port, ...accounts.mysql.root });
      const database = `${schema.name}_own`;
      const ask = async (sql: string, secret: string = password) => {
        await using client = await XClient.open({ host: '127.0.0.1', port: recorder.xPort ?? 0 });
        await client.secure();
        const reply = await client.login({ mechanism: PLAIN, user, password: secret, schema: database });
        if (/Unknown database|Access denied|Invalid user/.test(String(reply))) return 'refused';
        await client.sql(sql);
        return 'asked';
      };
      expect(await ask('SELECT 1')).toBe('refused');
      expect(await ask('SELECT 1', '')).toBe('refused');
      await root.query(`CREATE DATABASE ${database}`);
      await root.query(`GRANT ALL ON ${database}.* TO ?`, [user]);
      expect(await ask('SELECT 2')).toBe('asked');
      await root.query(`DROP DATABASE ${database}`);
      await root.end();
      await recorder.close();
      expect(await check(recorder.file)).toMatchObject({ differences: [], compared: 1, skipped: {} });
    },
  );
});
