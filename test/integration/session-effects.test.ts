// Two clients in two states, each brought about behind the text of its statements, ask the same: replayed in the other
// order each gets its own answer or a miss, and never the other's. The servers are the oracle of what the states are.

import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

/** A text, or a statement that is prepared and its values. */
type Step = string | readonly [string, readonly (string | number | null)[]];

interface Case {
  readonly name: string;
  readonly of?: 'mysql' | 'mariadb';
  readonly setup?: readonly string[];
  readonly one: readonly Step[];
  readonly other: readonly Step[];
  readonly ask: Step;
  /** Both are answered alike, and so is each other's. */
  readonly isSame?: true;
}

const table = ['CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, n INT UNIQUE)', 'INSERT INTO t (n) VALUES (1), (2)'];
const value = 'SELECT @k AS v';

const cases: readonly Case[] = [
  { name: 'SET @k = ?', one: [['SET @k = ?', ['a']]], other: [['SET @k = ?', ['b']]], ask: value },
  { name: 'SET @k = ? of a number', one: [['SET @k = ?', [1]]], other: [['SET @k = ?', [2]]], ask: value },
  {
    name: 'SET time_zone = ?',
    one: [['SET time_zone = ?', ['+01:00']]],
    other: [['SET time_zone = ?', ['+02:00']]],
    ask: 'SELECT FROM_UNIXTIME(0) AS v',
  },
  {
    name: 'SET SESSION sql_mode = ?',
    one: [['SET SESSION sql_mode = ?', ['ANSI']]],
    other: [['SET SESSION sql_mode = ?', ['']]],
    ask: "SELECT 'a' || 'b' AS v",
  },
  {
    name: 'SET @@session.time_zone = @tz',
    one: ["SET @tz = '+01:00'", 'SET time_zone = @tz'],
    other: ["SET @tz = '+02:00'", 'SET time_zone = @tz'],
    ask: 'SELECT FROM_UNIXTIME(0) AS v',
  },
  { name: 'SET @k = @other', one: ['SET @o = 1', 'SET @k = @o'], other: ['SET @o = 2', 'SET @k = @o'], ask: value },
  {
    name: 'SET @k = (SELECT …)',
    setup: table,
    one: ['SET @k = (SELECT COUNT(*) FROM t)'],
    other: ['INSERT INTO t (n) VALUES (3)', 'SET @k = (SELECT COUNT(*) FROM t)'],
    ask: value,
  },
  {
    name: 'SELECT ? INTO @k',
    one: [['SELECT ? INTO @k', ['a']]],
    other: [['SELECT ? INTO @k', ['b']]],
    ask: value,
  },
  {
    name: 'PREPARE, EXECUTE … USING of SET',
    one: ["PREPARE s FROM 'SET @k = ?'", "SET @v = 'a'", 'EXECUTE s USING @v'],
    other: ["PREPARE s FROM 'SET @k = ?'", "SET @v = 'b'", 'EXECUTE s USING @v'],
    ask: value,
  },
  {
    name: 'PREPARE FROM @v, EXECUTE of SET',
    one: ["SET @s = 'SET time_zone = ''+01:00'''", 'PREPARE s FROM @s', 'EXECUTE s', 'DEALLOCATE PREPARE s'],
    other: ["SET @s = 'SET time_zone = ''+02:00'''", 'PREPARE s FROM @s', 'EXECUTE s', 'DEALLOCATE PREPARE s'],
    ask: 'SELECT FROM_UNIXTIME(0) AS v',
  },
  {
    name: 'EXECUTE of SELECT … INTO @k',
    one: ["PREPARE s FROM 'SELECT 1 INTO @k'", 'EXECUTE s'],
    other: ["PREPARE s FROM 'SELECT 2 INTO @k'", 'EXECUTE s'],
    ask: value,
  },
  {
    name: 'EXECUTE of CREATE TEMPORARY TABLE',
    setup: table,
    one: ["PREPARE s FROM 'CREATE TEMPORARY TABLE t (a INT)'", 'EXECUTE s'],
    other: ["PREPARE s FROM 'SELECT 1'", 'EXECUTE s'],
    ask: 'SELECT * FROM t',
  },
  {
    name: 'EXECUTE of what asks for a variable',
    one: ["PREPARE s FROM 'SELECT @k AS v'", 'SET @k = 1'],
    other: ["PREPARE s FROM 'SELECT @k AS v'", 'SET @k = 2'],
    ask: 'EXECUTE s',
  },
  {
    name: 'EXECUTE … USING with LIMIT ?',
    setup: table,
    one: ["PREPARE s FROM 'SELECT n FROM t LIMIT ?'", 'SET @l = 1'],
    other: ["PREPARE s FROM 'SELECT n FROM t LIMIT ?'", 'SET @l = 2'],
    ask: 'EXECUTE s USING @l',
  },
  {
    name: 'EXECUTE IMMEDIATE',
    of: 'mariadb',
    one: ["EXECUTE IMMEDIATE 'SET @k = ?' USING 'a'"],
    other: ["EXECUTE IMMEDIATE 'SET @k = ?' USING 'b'"],
    ask: value,
  },
  {
    name: 'BEGIN NOT ATOMIC',
    of: 'mariadb',
    one: ['BEGIN NOT ATOMIC SET @k = 1; END'],
    other: ['BEGIN NOT ATOMIC SET @k = 2; END'],
    ask: value,
  },
  {
    name: 'SET STATEMENT … FOR',
    of: 'mariadb',
    one: ['SET STATEMENT max_statement_time = 9 FOR SET @k = 1'],
    other: ['SET STATEMENT max_statement_time = 9 FOR SET @k = 2'],
    ask: value,
  },
  {
    name: 'CALL',
    setup: ['CREATE PROCEDURE p(n INT) SET @k = n'],
    one: ['CALL p(1)'],
    other: ['CALL p(2)'],
    ask: value,
  },
  {
    name: 'CALL with a bound value',
    setup: ['CREATE PROCEDURE p(n INT) SET @k = n'],
    one: [['CALL p(?)', [1]]],
    other: [['CALL p(?)', [2]]],
    ask: value,
  },
  {
    name: 'GET DIAGNOSTICS',
    setup: table,
    one: ['INSERT INTO t (n) VALUES (5), (6)', 'GET DIAGNOSTICS @k = ROW_COUNT'],
    other: ['DELETE FROM t WHERE n = 5', 'GET DIAGNOSTICS @k = ROW_COUNT'],
    ask: value,
  },
  {
    name: 'LAST_INSERT_ID(n)',
    one: ['SELECT LAST_INSERT_ID(5)'],
    other: ['SELECT LAST_INSERT_ID(6)'],
    ask: 'SELECT LAST_INSERT_ID() AS v',
  },
  {
    name: 'SET @id = LAST_INSERT_ID()',
    setup: table,
    one: ['INSERT INTO t (n) VALUES (5)', 'SET @k = LAST_INSERT_ID()'],
    other: ['INSERT INTO t (n) VALUES (6)', 'SET @k = LAST_INSERT_ID()'],
    ask: value,
  },
  {
    name: 'an INSERT that is not the last statement',
    setup: table,
    one: ['INSERT INTO t (n) VALUES (5); SELECT 1'],
    other: ['INSERT INTO t (n) VALUES (6); SELECT 1'],
    ask: 'SELECT LAST_INSERT_ID() AS v',
  },
  {
    name: 'ALTER … RENAME of a temporary table',
    setup: table,
    one: ['CREATE TEMPORARY TABLE x (a INT)', 'ALTER TABLE x RENAME TO t'],
    other: ['CREATE TEMPORARY TABLE x (a INT)'],
    ask: 'SELECT * FROM t',
  },
  {
    name: 'HANDLER',
    setup: table,
    one: ['HANDLER t OPEN', 'HANDLER t READ FIRST'],
    other: ['HANDLER t OPEN'],
    ask: 'HANDLER t READ NEXT',
  },
  {
    name: 'SET TRANSACTION',
    setup: table,
    one: ['SET TRANSACTION READ ONLY', 'SET autocommit = 0'],
    other: ['SET autocommit = 0'],
    ask: 'UPDATE t SET n = n WHERE id = 1',
  },
  {
    name: 'ROW_COUNT() by values',
    setup: table,
    one: ['DELETE FROM t WHERE n = 1'],
    other: ['DELETE FROM t WHERE n = 99'],
    ask: 'SELECT ROW_COUNT() AS v',
  },
  {
    name: 'ROW_COUNT() by bound values',
    setup: table,
    one: [['DELETE FROM t WHERE n = ?', [1]]],
    other: [['DELETE FROM t WHERE n = ?', [99]]],
    ask: 'SELECT ROW_COUNT() AS v',
  },
  {
    name: 'FOUND_ROWS() by values',
    setup: table,
    one: ['SELECT SQL_CALC_FOUND_ROWS n FROM t WHERE n < 9 LIMIT 1'],
    other: ['SELECT SQL_CALC_FOUND_ROWS n FROM t WHERE n < 2 LIMIT 1'],
    ask: 'SELECT FOUND_ROWS() AS v',
  },
  {
    name: 'SHOW WARNINGS by values',
    one: ["SELECT CAST('a1' AS SIGNED)"],
    other: ["SELECT CAST('b1' AS SIGNED)"],
    ask: 'SHOW WARNINGS',
  },
  {
    name: 'SHOW WARNINGS by bound values',
    one: [['SELECT CAST(? AS SIGNED)', ['a1']]],
    other: [['SELECT CAST(? AS SIGNED)', ['b1']]],
    ask: 'SHOW WARNINGS',
  },
  {
    name: 'a function that assigns',
    setup: ['CREATE FUNCTION f(n INT) RETURNS INT NO SQL BEGIN SET @k = n; RETURN 1; END'],
    one: ['SELECT f(1)'],
    other: ['SELECT f(2)'],
    ask: value,
  },
  {
    name: 'a trigger that assigns',
    setup: [...table, 'CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @k = NEW.n'],
    one: ['INSERT INTO t (n) VALUES (5)'],
    other: ['INSERT INTO t (n) VALUES (6)'],
    ask: value,
  },
  {
    name: 'FOUND_ROWS() behind a statement without rows',
    setup: table,
    one: ['SELECT n FROM t WHERE n < 9', 'SET @z = 1'],
    other: ['SELECT n FROM t WHERE n < 2', 'SET @z = 1'],
    ask: 'SELECT FOUND_ROWS() AS v',
  },
  {
    name: 'SET @k = FOUND_ROWS()',
    setup: table,
    one: ['SELECT n FROM t WHERE n < 9', 'SET @k = FOUND_ROWS()'],
    other: ['SELECT n FROM t WHERE n < 2', 'SET @k = FOUND_ROWS()'],
    ask: value,
  },
  {
    name: 'an INSERT that answers with rows',
    of: 'mariadb',
    setup: table,
    one: ['INSERT INTO t (n) VALUES (5) RETURNING n'],
    other: ['INSERT INTO t (n) VALUES (6) RETURNING n'],
    ask: 'SELECT LAST_INSERT_ID() AS v',
  },
  {
    name: 'an INSERT of which the second row was refused',
    setup: table,
    one: ['INSERT INTO t (n) VALUES (8), (1)'],
    other: [],
    ask: 'SELECT LAST_INSERT_ID() AS v',
  },
  {
    name: 'several statements of which one fails',
    one: ['SET @k = 1; SELECT nope'],
    other: [],
    ask: value,
  },
  {
    name: 'an assignment in a statement that fails',
    setup: table,
    one: ['SELECT @k := 5, (SELECT n FROM t)'],
    other: ['SELECT @k := 6, (SELECT n FROM t)'],
    ask: value,
  },
  {
    name: 'a CALL that fails',
    setup: ['CREATE PROCEDURE p(n INT) BEGIN SET @k = n; SELECT nope; END'],
    one: ['CALL p(1)'],
    other: ['CALL p(2)'],
    ask: value,
  },
  {
    name: 'a CALL that sets the time zone',
    setup: ['CREATE PROCEDURE p(z VARCHAR(9)) SET time_zone = z'],
    one: ["CALL p('+01:00')"],
    other: ["CALL p('+02:00')"],
    ask: 'SELECT FROM_UNIXTIME(0) AS v',
  },
  {
    name: 'a CALL that sets how long GROUP_CONCAT may be',
    setup: ['CREATE PROCEDURE p(z INT) SET group_concat_max_len = z'],
    one: ['CALL p(4)'],
    other: ['CALL p(5)'],
    ask: "SELECT GROUP_CONCAT('abcdefgh') AS v",
  },
  {
    name: 'a block that sets a variable of the session',
    of: 'mariadb',
    one: ['BEGIN NOT ATOMIC SET div_precision_increment = 1; END'],
    other: ['BEGIN NOT ATOMIC SET div_precision_increment = 9; END'],
    ask: 'SELECT 1 / 3 AS v',
  },
  {
    name: 'GET_LOCK()',
    one: [['SELECT GET_LOCK(?, 0)', ['effects']]],
    other: [],
    ask: "SELECT RELEASE_LOCK('effects') AS v",
  },
  {
    name: 'NEXTVAL()',
    of: 'mariadb',
    setup: ['CREATE SEQUENCE s'],
    one: ['SELECT NEXTVAL(s)'],
    other: [],
    ask: 'SELECT LASTVAL(s) AS v',
  },
  {
    name: 'a savepoint that is over',
    setup: table,
    one: ['BEGIN', 'SAVEPOINT a', 'COMMIT', 'BEGIN'],
    other: ['BEGIN', 'SAVEPOINT a'],
    ask: 'ROLLBACK TO a',
  },
  {
    name: 'the same value, bound and spelled',
    one: [['SET @k = ?', ['a']]],
    other: ["SET @k = 'a'"],
    ask: value,
    isSame: true,
  },
];

type Answer = { readonly rows: unknown } | { readonly error: string } | 'miss';

async function run(c: Connection, step: Step): Promise<Answer> {
  try {
    const [rows] =
      typeof step === 'string'
        ? await c.query<RowDataPacket[]>(step)
        : await c.execute<RowDataPacket[]>(step[0], [...step[1]]);
    return { rows: JSON.parse(JSON.stringify(rows)) };
  } catch (error) {
    const { message } = error as Error;
    return message.startsWith('mock:') ? 'miss' : { error: message };
  }
}

async function both(c: readonly [Connection, Connection], { one, other, ask }: Case, isSwapped: boolean) {
  const sides = [
    [c[0], one],
    [c[1], other],
  ] as const;
  const answers: Answer[] = [];
  for (const [connection, steps] of isSwapped ? [...sides].reverse() : sides) {
    let isMissed = false;
    for (const step of steps) if ((await run(connection, step)) === 'miss') isMissed = true;
    const answer = await run(connection, ask);
    // who was told that a statement was not done knows that what follows is not what was recorded
    answers.push(isMissed ? 'miss' : answer);
  }
  return isSwapped ? answers.reverse() : answers;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const upstream = `${server.host}:${server.port}`;
    const connect = (port: number, database: string) =>
      createConnection({ host: '127.0.0.1', port, user, password, database, multipleStatements: true });
    const chosen = cases.filter(({ of }) => of === undefined || of === kind);

    test('each client gets its own answer, in either order', async () => {
      await using folder = await temporaryFolder();
      const schemas = await Promise.all(chosen.map(() => createSchema(server)));
      for (const [index, { setup = [] }] of chosen.entries()) {
        const direct = await connect(server.port, schemas[index]?.name ?? '');
        for (const sql of setup) await direct.query(sql);
        await direct.end();
      }
      // the current database keeps the cases apart
      const askAll = async (port: number, isSwapped: boolean) => {
        const answers: Record<string, Answer[]> = {};
        for (const [index, one] of chosen.entries()) {
          const name = schemas[index]?.name ?? '';
          const pair = [await connect(port, name), await connect(port, name)] as const;
          answers[one.name] = await both(pair, one, isSwapped);
          await Promise.all(pair.map((connection) => connection.end()));
        }
        return answers;
      };
      const recorder = await startRecord(folder, { upstream });
      const recorded = await askAll(recorder.port, false);
      await recorder.close();
      for (const schema of schemas) await schema[Symbol.asyncDispose]();
      for (const { name, isSame = false } of chosen) {
        const [one, other] = recorded[name] ?? [];
        expect([name, JSON.stringify(one) === JSON.stringify(other)]).toEqual([name, isSame]);
      }
      await using again = await startReplay(folder, recorder.file);
      expect(await askAll(again.port, false)).toEqual(recorded);
      await using swapped = await startReplay(folder, recorder.file);
      const answers = await askAll(swapped.port, true);
      const wrong = chosen.filter(({ name }) => {
        return answers[name]?.some((answer, index) => {
          return answer !== 'miss' && JSON.stringify(answer) !== JSON.stringify(recorded[name]?.[index]);
        });
      });
      expect(wrong.map(({ name }) => name)).toEqual([]);
    });
  });
}
