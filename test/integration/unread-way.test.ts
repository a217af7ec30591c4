// What `record` passes on before it is read comes to the same recording as what is read first: `--durable` reads all of it first.

import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, describeWithServer, type ServerAddress, type ServerKind } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { startRecord, temporaryFolder } from '../support/serving.ts';

describeWithServer('mysql', (server) => suite('mysql', server));
describeWithServer('mariadb', (server) => suite('mariadb', server));

const TABLE = 'test.unread_way';
const LONG = `SELECT REPEAT('long, ', 60000) AS text`;
const STATEMENTS = [
  `DROP TABLE IF EXISTS ${TABLE}`,
  `CREATE TABLE ${TABLE} (id INT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(40))`,
  `INSERT INTO ${TABLE} (a) VALUES ('one'), ('two')`,
  'SELECT LAST_INSERT_ID() AS id',
  `UPDATE ${TABLE} SET a = 'changed' WHERE id = 1`,
  'SELECT ROW_COUNT() AS n',
  'SET @x = 5, SESSION sql_mode = "ANSI_QUOTES"',
  'SELECT @x AS x, \'quoted\' AS "q"',
  'SELECT "no column"',
  'SHOW WARNINGS',
  'SELECT SQL_CALC_FOUND_ROWS id FROM test.unread_way LIMIT 1',
  'SELECT FOUND_ROWS() AS n',
  'BEGIN',
  `INSERT INTO ${TABLE} (a) VALUES ('in a transaction')`,
  'SELECT nothing FROM nowhere',
  'ROLLBACK',
  `SELECT a FROM ${TABLE} ORDER BY id; SELECT 2 AS two`,
  `INSERT INTO ${TABLE} (id, a) VALUES (1, 'again')`,
  'USE information_schema',
  'SELECT DATABASE() AS d',
  LONG,
  "SELECT 'https://user:pw-of-someone@host/' AS address",
  'DO 1',
  `DELETE FROM ${TABLE}`,
  `DROP TABLE ${TABLE}`,
];

function suite(kind: ServerKind, server: ServerAddress): void {
  const upstream = `${server.host}:${server.port}`;
  const { root, empty } = accounts[kind];

  async function recorded(durable: boolean, ask: (place: { port: number }) => Promise<unknown>) {
    await using folder = await temporaryFolder();
    const recorder = await startRecord(folder, { upstream, durable });
    const heard = await ask({ port: recorder.port ?? 0 });
    await recorder.close();
    return { heard, rows: rowsOf(recorder.file) };
  }

  async function bothWays(ask: (place: { port: number }) => Promise<unknown>) {
    const [quick, slow] = [await recorded(false, ask), await recorded(true, ask)];
    expect(quick.heard).toEqual(slow.heard);
    expect(quick.rows).toEqual(slow.rows);
    return quick.rows;
  }

  test('texts and executes, of a driver', async () => {
    const rows = await bothWays(async ({ port }) => {
      const connection = await createConnection({ host: '127.0.0.1', port, ...root, multipleStatements: true });
      const heard: unknown[] = [];
      for (const sql of STATEMENTS) {
        const [result] = await connection.query(sql).catch(({ errno, message }) => [{ errno, message }]);
        heard.push(result);
      }
      for (const values of [
        [1, 'x'],
        [2.5, null],
        ['3', new Date(0)],
        ['y'.repeat(5000), Buffer.of(1, 0)],
      ])
        heard.push((await connection.execute('SELECT ? AS a, ? AS b', values))[0]);
      await connection.execute('SET @y = ?', [7]);
      heard.push((await connection.execute('SELECT @y AS y'))[0]);
      await connection.end();
      return JSON.stringify(heard);
    });
    expect(rows.length).toBeGreaterThan(STATEMENTS.length + 6);
  });

  test('a load, which the bookkeeping waits for, with commands in it that are read', async () => {
    const COUNT = 60;
    const rows = await bothWays(async ({ port }) => {
      const connection = await createConnection({ host: '127.0.0.1', port, ...root });
      const heard: unknown[] = [];
      for (let n = 0; n < COUNT; n++) {
        if (n % 20 === 0) await connection.query(`SET @n = ${n}`);
        if (n % 30 === 29) heard.push((await connection.execute(`SELECT @n + ? AS at_${n}`, [n]))[0]);
        heard.push((await connection.query(`SELECT @n + ${n} AS n`))[0]);
      }
      // no goodbye: what is asked last is still to be written when the recording ends
      connection.destroy();
      return JSON.stringify(heard);
    });
    expect(rows.length).toBe(COUNT + COUNT / 20 + (2 * COUNT) / 30);
  });

  test('what is pipelined, cut, broken off or told a scope', async () => {
    await bothWays(async ({ port }) => {
      const client = await BareClient.connect({ host: '127.0.0.1', port });
      await client.login(empty);
      const heard: string[] = [];
      const query = (sql: string) => Buffer.concat([Buffer.of(sql.length + 1, 0, 0, 0, 3), Buffer.from(sql)]);
      // one behind the other while the first one sleeps, each in a packet of its own
      client.send(query("SELECT SLEEP(0.2), 'a'"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      client.send(query("DO 'bbbbbbbbbbbb'"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      client.send(query("SET @mock_scope = 'named'")).send(query("DO 'cccccccccccc'"));
      while (heard.filter((line) => / OK/.test(line)).length < 3 && heard.at(-1) !== 'closed')
        heard.push(await client.line());
      client.send(Buffer.concat([query("DO 'dddddddddddd'"), query("DO 'eeeeeeeeeeee'")]));
      heard.push(await client.line(), await client.line());
      const cut = query("DO 'ffffffffffff'");
      client.send(cut.subarray(0, 9));
      await new Promise((resolve) => setTimeout(resolve, 50));
      client.send(cut.subarray(9));
      heard.push(await client.line());
      client.destroy();
      return heard;
    });
  });
}

interface Row {
  readonly command: string;
  readonly request: string | null;
  readonly head: string | null;
}

/** MariaDB counts them across connections. */
function withoutStatementId(row: Row): Row {
  if (row.command === 'COM_STMT_PREPARE') return { ...row, head: row.head?.replace(/^(.{10}).{8}/, '$1') ?? null };
  return row.command.startsWith('COM_STMT_')
    ? { ...row, request: row.request?.replace(/^(..).{8}/, '$1') ?? null }
    : row;
}

/** All of a recording but what is another each time: times, the connection's number, the server's random bytes. */
function rowsOf(file: string): unknown[] {
  const db = new Database(file, { readonly: true });
  try {
    return db
      .prepare(
        `SELECT e.id, e.session_id, e.ordinal, e.begun_after, e.transaction_id, e.prepare_exchange_id, e.command, e.sql, e.parameters,
           hex(e.request) AS request, e.database, e.state_id, e.fingerprint, e.gap, r.outcome, hex(r.head) AS head, r.bytes, c.name AS scope
         FROM exchange e LEFT JOIN response r ON r.id = e.response_id LEFT JOIN scope c ON c.id = e.scope_id ORDER BY e.id`,
      )
      .all()
      .map((row) => withoutStatementId(row as Row));
  } finally {
    db.close();
  }
}
