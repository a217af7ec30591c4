// Tests that share a table and begin by throwing away their own rows: run again, in any order, in one replay. The real server is asked
// the same each time: whatever is no miss is its answer, but for the ids.

import { type Connection, createConnection, type ResultSetHeader } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

/** `{id}` stands for the last id that the test was told; with `!` in front it is prepared. */
type Program = readonly string[];

const TABLES = [
  'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, owner INT, v VARCHAR(20), n INT NOT NULL DEFAULT 0)',
  'CREATE TABLE u (id INT PRIMARY KEY, v VARCHAR(20))',
  'CREATE TABLE b (id INT AUTO_INCREMENT PRIMARY KEY, mail VARCHAR(40) UNIQUE, v CHAR(1))',
  'CREATE TABLE c (id INT AUTO_INCREMENT PRIMARY KEY, u INT, FOREIGN KEY (u) REFERENCES u (id))',
  'CREATE TABLE w (id INT AUTO_INCREMENT PRIMARY KEY, tenant INT, kind INT, v CHAR(1))',
  'CREATE TABLE g (id INT AUTO_INCREMENT PRIMARY KEY, owner INT, v CHAR(1), n INT NOT NULL DEFAULT 0)',
  'CREATE TRIGGER gu BEFORE UPDATE ON g FOR EACH ROW SET NEW.n = OLD.n + 100',
  'CREATE TRIGGER gi BEFORE INSERT ON g FOR EACH ROW SET NEW.n = 1',
  'CREATE TABLE k (id INT AUTO_INCREMENT PRIMARY KEY, u INT, n INT, FOREIGN KEY (u) REFERENCES u (id) ON DELETE CASCADE)',
];

const own = (owner: number): Program => [
  `DELETE FROM t WHERE owner = ${owner}`,
  `INSERT INTO t (owner, v) VALUES (${owner}, 'a')`,
  `SELECT v, n FROM t WHERE owner = ${owner}`,
  'SELECT owner, v FROM t WHERE id = {id}',
  `UPDATE t SET v = 'b' WHERE owner = ${owner}`,
  'SELECT v FROM t WHERE id = {id}',
  'UPDATE t SET n = n + 1 WHERE id = {id}',
  `INSERT INTO t (owner, v) VALUES (${owner}, 'c'), (${owner}, 'd')`,
  `SELECT v, n FROM t WHERE owner = ${owner} ORDER BY v`,
  `DELETE FROM t WHERE owner = ${owner} AND v = 'c'`,
  `SELECT COUNT(*) AS n FROM t WHERE owner = ${owner}`,
];

const prepared = (owner: number): Program => own(owner).map((sql) => `!${sql}`);

const keyed = (id: number): Program => [
  `DELETE FROM c WHERE u = ${id}`,
  `DELETE FROM u WHERE id = ${id}`,
  `INSERT INTO u (id, v) VALUES (${id}, 'x')`,
  `INSERT INTO c (u) VALUES (${id})`,
  `SELECT v FROM u WHERE id = ${id}`,
  `SELECT COUNT(*) AS n FROM c WHERE u = ${id}`,
  `UPDATE u SET v = 'y' WHERE id = ${id}`,
  `SELECT v FROM u WHERE id = ${id}`,
];

/** In transactions, one after the other; what is thrown away in one is there again. */
const open = (owner: number): Program => [
  'BEGIN',
  ...own(owner),
  'COMMIT',
  'BEGIN',
  `DELETE FROM t WHERE owner = ${owner}`,
  `SELECT COUNT(*) AS n FROM t WHERE owner = ${owner}`,
  'ROLLBACK',
  `SELECT v, n FROM t WHERE owner = ${owner} ORDER BY v`,
];

/** By a text that is a key. */
const named = (owner: number): Program => [
  `DELETE FROM b WHERE mail = 'ann${owner}@example.com'`,
  `INSERT INTO b (mail, v) VALUES ('ann${owner}@example.com', 'a')`,
  `SELECT v FROM b WHERE mail = 'ann${owner}@example.com'`,
  `UPDATE b SET v = 'c' WHERE mail = 'ann${owner}@example.com'`,
  'SELECT v FROM b WHERE id = {id}',
  'UPDATE b SET v = NULL WHERE id = {id}',
  `SELECT COUNT(*) AS n FROM b WHERE mail = 'ann${owner}@example.com' AND v IS NULL`,
];

/** Those that refer to them go along. */
const parents = (id: number): Program => [
  `DELETE FROM u WHERE id = ${id}`,
  `INSERT INTO u (id, v) VALUES (${id}, 'x')`,
  `INSERT INTO k (u, n) VALUES (${id}, 1)`,
  `INSERT INTO k (u, n) VALUES (${id}, 2), (${id}, 3)`,
  `SELECT n FROM k WHERE u = ${id} ORDER BY n`,
  'UPDATE k SET n = 9 WHERE id = {id}',
  'SELECT n FROM k WHERE id = {id}',
  `SELECT u.v, k.n FROM u JOIN k ON k.u = u.id WHERE u.id = ${id} ORDER BY n`,
  `DELETE FROM k WHERE u = ${id} AND n = 3`,
  `SELECT COUNT(*) AS n FROM k WHERE u = ${id}`,
];

/** Some of which are thrown away before. */
const both = (id: number): Program => [`DELETE FROM k WHERE u = ${id}`, ...parents(id)];

/** By two columns, of which none alone says which rows go. */
const paired = (tenant: number): Program => [
  `DELETE FROM w WHERE tenant = ${tenant} AND kind = 7`,
  `DELETE FROM w WHERE tenant = ${tenant} AND kind = 8`,
  `INSERT INTO w (tenant, kind, v) VALUES (${tenant}, 7, 'a')`,
  `INSERT INTO w (tenant, kind, v) VALUES (${tenant}, 8, 'b')`,
  `SELECT kind, v FROM w WHERE tenant = ${tenant} ORDER BY kind`,
  `UPDATE w SET v = 'z' WHERE tenant = ${tenant} AND kind = 7`,
  `SELECT v FROM w WHERE tenant = ${tenant} AND kind = 7`,
  'SELECT v FROM w WHERE id = {id}',
  `SELECT COUNT(*) AS n FROM w WHERE tenant = ${tenant} AND kind = 8`,
];

/** Of a table with a trigger that changes what it is given. */
const stamped = (owner: number): Program => [
  `DELETE FROM g WHERE owner = ${owner}`,
  `INSERT INTO g (owner, v) VALUES (${owner}, 'a')`,
  `SELECT v, n FROM g WHERE owner = ${owner}`,
  `UPDATE g SET v = 'b' WHERE owner = ${owner}`,
  'SELECT v, n FROM g WHERE id = {id}',
  'UPDATE g SET n = 7 WHERE id = {id}',
  `SELECT v, n FROM g WHERE owner = ${owner} AND n = 101`,
];

async function asked(connection: Connection, program: Program): Promise<unknown[]> {
  const told: unknown[] = [];
  let id = 0;
  for (const statement of program) {
    const sql = statement.replace(/^!/, '').replaceAll('{id}', String(id));
    const values = /(?<= )\d+(?=$|,)/.exec(sql);
    const isBound = statement.startsWith('!') && values !== null;
    const answer = await (isBound
      ? connection.execute(sql.replace(/(?<= )\d+(?=$)/, '?'), /\d$/.test(sql) ? [Number(/\d+$/.exec(sql)?.[0])] : [])
      : connection.query(sql)
    ).then(
      ([rows]) => {
        if (Array.isArray(rows)) return rows;
        const { affectedRows, insertId } = rows as ResultSetHeader;
        if (insertId > 0) id = insertId;
        return affectedRows;
      },
      ({ message }: Error) => (message.startsWith('mock: ') ? `miss: ${message}` : message),
    );
    told.push(answer);
  }
  return told;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const host = server.host;

    /** @param runs each the tests that one replay is asked, by their places */
    async function compare(tests: readonly Program[], runs: readonly (readonly number[])[]) {
      await using folder = await temporaryFolder();
      await using schema = await createSchema(server);
      const recorder = await startRecord(folder, { upstream: `mysql://${user}:${password}@${host}:${server.port}` });
      const login = { host: '127.0.0.1', user, password, database: schema.name };
      const all = async (address: object, order: readonly number[]) => {
        const connection = await createConnection({ ...login, ...address });
        await asked(connection, ['DROP TABLE IF EXISTS c, k, b, u, t, w, g', ...TABLES]);
        const told: unknown[] = [];
        for (const at of order) told.push(...(await asked(connection, tests[at] ?? [])));
        await connection.end();
        return told;
      };
      await all({ port: recorder.port }, [...tests.keys()]);
      await recorder.close();
      for (const order of runs) {
        await using player = await startReplay(folder, recorder.file);
        const told = await all({ port: player.port }, order);
        expect(told, order.join()).toEqual(await all({ host, port: server.port }, order));
      }
    }

    test.each([
      ['rows with ids', own],
      ['rows with ids, prepared', prepared],
      ['rows with ids, in transactions', open],
      ['rows by a text', named],
      ['rows by two columns', paired],
      ['rows that a trigger changes', stamped],
      ['rows with keys, and those that refer to them', keyed],
      ['rows with those that go along', parents],
      ['rows with those that go along, of which none is left', both],
    ])('%s', async (_, make) => {
      await compare([1, 2, 3].map(make), [
        [0, 1, 2, 0, 1, 2, 0, 1, 2],
        [2, 0, 0, 1, 2, 1, 0],
      ]);
    });
  });
}
