// Pairs of states that a session may be in, each brought about behind the text of its statements, and what is asked in them:
// test/integration/session-effects.test.ts asks real servers.

/** A text, or a statement that is prepared and its values. */
export type Step = string | readonly [string, readonly (string | number | null)[]];

export interface Case {
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

export const cases: readonly Case[] = [
  {
    name: 'what SET TRANSACTION said, behind a read of no table',
    setup: table,
    one: ['SET TRANSACTION READ ONLY', 'SELECT @@sql_mode AS m'],
    other: ['SELECT @@sql_mode AS m'],
    ask: 'UPDATE t SET n = n + 1 WHERE id = 9',
  },
  {
    name: 'a user variable that a function of one’s own reads again',
    setup: ['CREATE FUNCTION f() RETURNS INT NO SQL RETURN @a'],
    one: ['SET @a = 3', 'SELECT f() AS v'],
    other: ['SELECT f() AS v'],
    ask: 'SELECT f() AS v',
  },
  {
    name: 'a temporary table that a procedure made',
    setup: ['CREATE PROCEDURE p() CREATE TEMPORARY TABLE made (a INT)'],
    one: ['CALL p()'],
    other: ['SELECT 1 AS one'],
    ask: 'CREATE TEMPORARY TABLE made (a INT)',
  },
  {
    name: 'SHOW STATUS behind another read',
    setup: table,
    one: ['SELECT * FROM t'],
    other: ['SELECT * FROM t WHERE id = 1'],
    ask: "SHOW SESSION STATUS LIKE 'Handler_read_%'",
  },
  {
    name: 'SHOW STATUS behind the same read of another value',
    setup: table,
    one: ['FLUSH STATUS', ['SELECT n FROM t WHERE id > ?', [0]]],
    other: ['FLUSH STATUS', ['SELECT n FROM t WHERE id > ?', [1]]],
    ask: "SHOW STATUS WHERE Variable_name = 'Handler_read_next' OR Variable_name = 'Handler_read_key'",
  },
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
