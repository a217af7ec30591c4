// Statements whose answers depend on what their session holds: asked where it holds something else, they are a miss that
// says so, never the recorded answer in silence.

import { writeFile } from 'node:fs/promises';
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import { expect, test } from 'vitest';
import { check } from '../../src/serve/check.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

type Work = (c: Connection) => Promise<unknown>;

interface Case {
  readonly name: string;
  readonly setup?: readonly string[];
  /** Statements of the recorded session; the last is the one that is asked again. */
  readonly recorded: readonly string[];
  readonly asked: readonly string[];
  /** What the miss names; null where the last statement is answered all the same. */
  readonly miss: RegExp | null;
  readonly flags?: { readonly recorded: string[]; readonly asked: string[] };
  readonly options?: { readonly recorded: ConnectionOptions; readonly asked: ConnectionOptions };
}

const table = ['CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, n INT)', 'INSERT INTO t (n) VALUES (1), (2)'];
const flags = (recorded: string, asked: string) => ({ recorded: [recorded], asked: [asked] });

const databaseOfMoment = "SELECT CONCAT('in ', DATABASE()) AS d";

const cases: readonly Case[] = [
  {
    name: 'a setting by a user variable, refused where that holds nothing',
    recorded: ["SET @z = '+04:00'", 'SET @z = NULL', 'SET time_zone = @z'],
    asked: ["SET @z = '+04:00'", 'SET time_zone = @z'],
    miss: /@z differs: asked with '\+04:00', recorded with 'NULL.text'/,
  },
  {
    name: 'the same, where it holds something else',
    recorded: ["SET @z = '+04:00'", "SET @z = '+05:00'", 'SET time_zone = @z'],
    asked: ["SET @z = '+04:00'", 'SET time_zone = @z'],
    miss: null,
  },
  {
    name: 'CLIENT_FOUND_ROWS, where the answer does not tell both counts',
    setup: [...table, 'CREATE PROCEDURE p() UPDATE t SET n = 2'],
    recorded: ['CALL p()'],
    asked: ['CALL p()'],
    flags: flags('-FOUND_ROWS', 'FOUND_ROWS'),
    miss: /found_rows differs: asked with 1, recorded with 0/,
  },
  {
    name: 'CLIENT_IGNORE_SPACE, at a function with a space',
    setup: table,
    recorded: ['SELECT COUNT (*) AS n FROM t'],
    asked: ['SELECT COUNT (*) AS n FROM t'],
    flags: flags('IGNORE_SPACE', '-IGNORE_SPACE'),
    miss: /ignore_space differs: asked with 0, recorded with 1/,
  },
  {
    name: 'CLIENT_IGNORE_SPACE, at a table with a space',
    setup: table,
    recorded: ['INSERT INTO t (n) VALUES (9)'],
    asked: ['INSERT INTO t (n) VALUES (9)'],
    flags: flags('IGNORE_SPACE', '-IGNORE_SPACE'),
    miss: null,
  },
  {
    name: 'CLIENT_MULTI_STATEMENTS',
    recorded: ['SELECT 1 AS a; SELECT 2 AS b'],
    asked: ['SELECT 1 AS a; SELECT 2 AS b'],
    options: { recorded: { multipleStatements: true }, asked: {} },
    miss: /multi_statements differs: asked with 0, recorded with 1/,
  },
  {
    name: 'CLIENT_INTERACTIVE, at wait_timeout',
    recorded: ['SELECT @@wait_timeout AS t'],
    asked: ['SELECT @@wait_timeout AS t'],
    flags: flags('-INTERACTIVE', 'INTERACTIVE'),
    miss: /interactive differs|wait_timeout/,
  },
  {
    name: 'a limit that was set, where it is read',
    recorded: ['SET wait_timeout = 77', 'SELECT @@wait_timeout + 0 AS t'],
    asked: ['SELECT @@wait_timeout + 0 AS t'],
    miss: /wait_timeout differs: asked with nothing set, recorded with '77'/,
  },
  {
    name: 'sql_mode',
    recorded: ["SET sql_mode = 'PIPES_AS_CONCAT'", "SELECT 'a' || 'b' AS v"],
    asked: ["SELECT 'a' || 'b' AS v"],
    miss: /sql_mode differs/,
  },
  {
    name: 'time_zone',
    recorded: ["SET time_zone = '+05:00'", 'SELECT FROM_UNIXTIME(0) AS v'],
    asked: ['SELECT FROM_UNIXTIME(0) AS v'],
    miss: /time_zone differs/,
  },
  {
    name: 'character_set_results',
    recorded: ['SET character_set_results = NULL', "SELECT _latin1 x'e9' AS v"],
    asked: ["SELECT _latin1 x'e9' AS v"],
    miss: /character_set_results differs/,
  },
  {
    name: 'SET CHARACTER SET, which is not SET NAMES',
    recorded: ['SET CHARACTER SET latin1', "SELECT LENGTH('é') AS n FROM DUAL"],
    asked: ['SET NAMES latin1', "SELECT LENGTH('é') AS n FROM DUAL"],
    miss: /character_set_connection differs/,
  },
  {
    name: 'the collation of the connection, where texts are compared',
    recorded: ["SELECT 'a' = 'A' AS same"],
    asked: ["SELECT 'a' = 'A' AS same"],
    options: { recorded: {}, asked: { charset: 'utf8mb4_bin' } },
    miss: /collation differs: asked with 46/,
  },
  {
    name: 'the same, set by itself',
    recorded: ['SET collation_connection = utf8mb4_danish_ci', "SELECT 'å' = 'aa' AS same"],
    asked: ["SELECT 'å' = 'aa' AS same"],
    miss: /collation differs: asked with 224, recorded with utf8mb4_danish_ci/,
  },
  {
    name: 'the same, in a table of the statement itself',
    recorded: [
      'SET NAMES utf8mb4 COLLATE utf8mb4_danish_ci',
      "SELECT COUNT(DISTINCT a) AS n FROM (SELECT 'å' AS a UNION ALL SELECT 'aa') AS d",
    ],
    asked: ["SELECT COUNT(DISTINCT a) AS n FROM (SELECT 'å' AS a UNION ALL SELECT 'aa') AS d"],
    miss: /collation differs: asked with 224, recorded with utf8mb4_danish_ci/,
  },
  {
    name: 'a user variable with another value',
    recorded: ['SET @a = 1', 'SELECT @a AS v'],
    asked: ['SELECT @a AS v'],
    miss: /@a differs: asked with nothing set, recorded with '1'/,
  },
  {
    name: 'a user variable that was computed',
    recorded: ['SELECT @a := 5 AS x', 'SELECT @a + 1 AS v'],
    asked: ['SELECT @a + 1 AS v'],
    miss: /@a differs: asked with nothing set/,
  },
  {
    name: 'LAST_INSERT_ID()',
    setup: table,
    recorded: ['INSERT INTO t (n) VALUES (3)', 'SELECT LAST_INSERT_ID() AS id'],
    asked: ['SELECT LAST_INSERT_ID() AS id'],
    miss: /last_insert_id differs: asked with 0, recorded with 3/,
  },
  {
    name: 'a temporary table',
    setup: table,
    recorded: ['CREATE TEMPORARY TABLE IF NOT EXISTS t (id INT)', 'SELECT * FROM t'],
    asked: ['SELECT * FROM t'],
    miss: /temporary differs: asked with nothing set, recorded with t/,
  },
  {
    name: 'FOUND_ROWS()',
    setup: table,
    recorded: ['SELECT SQL_CALC_FOUND_ROWS id FROM t LIMIT 1', 'SELECT FOUND_ROWS() AS n'],
    asked: ['SELECT id FROM t WHERE 1 = 0', 'SELECT FOUND_ROWS() AS n'],
    miss: /behind differs/,
  },
  {
    name: 'ROW_COUNT()',
    setup: table,
    recorded: ['DELETE FROM t', 'SELECT ROW_COUNT() AS n'],
    asked: ['SELECT ROW_COUNT() AS n'],
    miss: /behind differs: asked with nothing/,
  },
  {
    name: 'SHOW WARNINGS',
    recorded: ["SELECT CAST('x' AS SIGNED) AS n", 'SHOW WARNINGS'],
    asked: ['SHOW WARNINGS'],
    miss: /behind differs: asked with nothing/,
  },
  {
    name: 'a statement that PREPARE … FROM named',
    recorded: ["PREPARE s FROM 'SELECT 1 AS n'", 'EXECUTE s'],
    asked: ["PREPARE s FROM 'SELECT 2 AS n'", 'EXECUTE s'],
    miss: /prepared\.s differs/,
  },
  {
    name: 'one that a refused PREPARE has taken away',
    recorded: ["PREPARE s FROM 'nope'", "PREPARE s FROM 'SELECT 1'", 'EXECUTE s'],
    asked: ["PREPARE s FROM 'SELECT 1'", "PREPARE s FROM 'nope'", 'EXECUTE s'],
    miss: /prepared.s differs: asked with none/,
  },
  {
    name: 'a distributed transaction',
    recorded: ["XA START 'x26'", "XA END 'x26'", "XA ROLLBACK 'x26'", 'COMMIT'],
    asked: ["XA START 'x26'", 'COMMIT'],
    miss: /^mock: /,
  },
  {
    name: 'sql_select_limit',
    setup: table,
    recorded: ['SET sql_select_limit = 1', 'SELECT id FROM t'],
    asked: ['SELECT id FROM t'],
    miss: /sql_select_limit differs/,
  },
  {
    name: 'LOCK TABLES',
    setup: table,
    recorded: ['LOCK TABLES t READ', 'DELETE FROM t WHERE id = 1'],
    asked: ['DELETE FROM t WHERE id = 1'],
    miss: /locked_tables differs/,
  },
  {
    name: 'a role',
    recorded: ['SET ROLE NONE', 'SELECT CURRENT_ROLE() AS r'],
    asked: ['SELECT CURRENT_ROLE() AS r'],
    miss: /role differs: asked with nothing set, recorded with 'NONE'/,
  },
  {
    name: 'a prepared DATABASE() of another database',
    recorded: ['USE mysql', 'USE information_schema', `EXECUTE: ${databaseOfMoment}`],
    asked: ['USE information_schema', `EXECUTE: ${databaseOfMoment}`, 'USE mysql', `EXECUTE: ${databaseOfMoment}`],
    miss: /database/,
  },
];

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const upstream = `${server.host}:${server.port}`;
    const place = (port: number, database: string) => ({ host: '127.0.0.1', port, user, password, database });

    async function recording(folder: Folder, options: ConnectionOptions, work: Work) {
      const recorder = await startRecord(folder, { upstream });
      const connection = await createConnection({ ...options, port: recorder.port });
      await work(connection);
      await connection.end();
      await recorder.close();
      return recorder.file;
    }

    const run = (c: Connection, sql: string) => (sql.startsWith('EXECUTE: ') ? c.execute(sql.slice(9)) : c.query(sql));

    test.each(cases)('$name', async ({ setup = [], recorded, asked, miss, flags: given, options }) => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const direct = await createConnection(place(server.port, schema.name));
      for (const sql of setup) await direct.query(sql);
      await direct.end();
      const file = await recording(
        folder,
        { ...place(0, schema.name), ...options?.recorded, ...(given && { flags: given.recorded }) },
        async (c) => {
          for (const sql of recorded) await run(c, sql).catch(() => undefined);
        },
      );
      await using player = await startReplay(folder, file);
      const same = await createConnection({
        ...place(player.port, schema.name),
        ...options?.recorded,
        ...(given && { flags: given.recorded }),
      });
      for (const sql of recorded)
        await run(same, sql).catch((error: Error) => expect(error.message).not.toMatch(/^mock:/));
      await same.end();
      await using other = await startReplay(folder, file);
      const differing = await createConnection({
        ...place(other.port, schema.name),
        ...options?.asked,
        ...(given && { flags: given.asked }),
      });
      for (const sql of asked.slice(0, -1)) await run(differing, sql).catch(() => undefined);
      const answer = run(differing, asked.at(-1) ?? '');
      if (miss === null) await answer;
      else await expect(answer).rejects.toThrow(miss);
      await differing.end();
    });

    test.each([
      ['-FOUND_ROWS', 'FOUND_ROWS'],
      ['FOUND_ROWS', '-FOUND_ROWS'],
    ])('an UPDATE recorded with %s answers one with %s by its own count', async (recorded, asked) => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const direct = await createConnection(place(server.port, schema.name));
      for (const sql of table) await direct.query(sql);
      const work = async (c: Connection) => {
        const counts: number[] = [];
        for (const sql of ['UPDATE t SET n = 1', 'UPDATE t SET n = 1', 'UPDATE t SET n = 3 WHERE id = 1']) {
          const [{ affectedRows }] = await c.query<ResultSetHeader>(sql);
          counts.push(affectedRows);
        }
        const [prepared] = await c.execute<ResultSetHeader>('UPDATE t SET n = ? WHERE id = 1', [3]);
        return [...counts, prepared.affectedRows];
      };
      let counted: readonly number[] = [];
      const file = await recording(folder, { ...place(0, schema.name), flags: [recorded] }, async (c) => {
        counted = await work(c);
      });
      const [changed, found] = [
        [1, 0, 1, 0],
        [2, 2, 1, 1],
      ];
      expect(counted).toEqual(recorded === 'FOUND_ROWS' ? found : changed);
      await direct.end();
      await using player = await startReplay(folder, file);
      const other = await createConnection({ ...place(player.port, schema.name), flags: [asked] });
      expect(await work(other)).toEqual(asked === 'FOUND_ROWS' ? found : changed);
      await other.end();
    });

    test('rules of identity from a file are kept in the recording, and replay, match and check follow them', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const rules = folder.file('rules.yaml');
      await writeFile(rules, 'identity:\n  - { name: lists, ignore: in-lists }\n  - name: idle\n    find: nothing\n');
      const recorder = await startRecord(folder, { upstream, identityFile: rules });
      const connection = await createConnection(place(recorder.port, schema.name));
      await connection.query('SELECT 5 AS n FROM DUAL WHERE 1 IN (1, 2)');
      await connection.end();
      expect(recorder.idleRules()).toEqual([`${rules}:3: idle`]);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      const asked = await createConnection(place(player.port, schema.name));
      const [rows] = await asked.query('SELECT 5 AS n FROM DUAL WHERE 1 IN (1, 2, 3)');
      expect(rows).toEqual([{ n: 5 }]);
      await expect(asked.query('SELECT 6 AS n FROM DUAL WHERE 1 IN (1, 2)')).rejects.toThrow(
        /^mock: no recorded answer/,
      );
      await asked.end();
      expect(await check(recorder.file)).toMatchObject({ differing: 0 });
      const again = { upstream, output: recorder.file, mode: 'append' as const };
      const appended = await startRecord(folder, again);
      await appended.close();
      await writeFile(rules, 'identity:\n  - { name: other, ignore: comments }\n');
      await expect(startRecord(folder, { ...again, identityFile: rules })).rejects.toThrow(/other rules of identity/);
    });

    test('a session that drops its own database has none behind it', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const [own, alter] = [`${schema.name}_own`, 'ALTER DATABASE CHARACTER SET latin1'];
      const statements = [
        `CREATE DATABASE ${own}`,
        `USE ${own}`,
        alter,
        `DROP SCHEMA IF EXISTS ${own}`,
        alter,
        'SELECT 1',
      ];
      const ask = async (port: number) => {
        const connection = await createConnection(place(port, schema.name));
        const answers: string[] = [];
        for (const sql of statements) {
          const answer = await connection.query(sql).then(
            () => 'done',
            (error: Error) => error.message,
          );
          answers.push(answer);
        }
        await connection.end();
        return answers;
      };
      const direct = await ask(server.port);
      expect(direct.slice(2)).toEqual(['done', 'done', 'No database selected', 'done']);
      const recorder = await startRecord(folder, { upstream });
      expect(await ask(recorder.port)).toEqual(direct);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      expect(await ask(player.port)).toEqual(direct);
    });

    test("what one account was answered is not another's", async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const empty = { user: accounts[kind].empty.user, password: '' };
      const recorder = await startRecord(folder, { upstream });
      for (const account of [{ user, password }, empty]) {
        const connection = await createConnection({ ...place(recorder.port, schema.name), ...account });
        await connection.query(`SELECT '${account.user}' AS own`);
        await connection.query('SELECT CURRENT_USER() AS who');
        await connection.end();
      }
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      const other = await createConnection({ ...place(player.port, schema.name), ...empty });
      const [rows] = await other.query<RowDataPacket[]>('SELECT CURRENT_USER() AS who');
      expect(rows[0]?.who).toMatch(/^empty@/);
      await expect(other.query("SELECT 'root' AS own")).rejects.toThrow(
        /user differs: asked with empty, recorded with root/,
      );
      await other.end();
    });
  });
}
