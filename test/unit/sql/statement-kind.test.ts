import { expect, test } from 'vitest';
import { kindOf } from '../../../src/sql/statement-kind.ts';

function kind(sql: string): string {
  const found = kindOf(Buffer.from(sql), {});
  return found.kind === 'transaction' ? found.step : found.kind;
}

test.each([
  ['SELECT 1', 'read'],
  ['  /* why */ (SELECT a FROM t)', 'read'],
  ["SELECT REPLACE(a, 'x', 'y'), INSERT(a, 1, 2, 'z') FROM t", 'read'],
  ['WITH a AS (SELECT 1) SELECT * FROM a', 'read'],
  ['SHOW CREATE TABLE t', 'read'],
  ['EXPLAIN ANALYZE SELECT 1', 'read'],
  ['DO SLEEP(0)', 'read'],
  ['', 'read'],
  ['SELECT * FROM t FOR UPDATE', 'write'],
  ['SELECT * FROM t LOCK IN SHARE MODE', 'write'],
  ['INSERT INTO t VALUES (1)', 'write'],
  ['REPLACE t SET a = 1', 'write'],
  ['update t set a = 1', 'write'],
  ['WITH a AS (SELECT 1) DELETE FROM t', 'write'],
  ['CREATE TEMPORARY TABLE x (a INT)', 'write'],
  ['CREATE OR REPLACE TEMPORARY TABLE x (a INT)', 'write'],
  ['USE shop', 'session'],
  ['SET NAMES utf8mb4', 'session'],
  ["SET SESSION sql_mode = 'ANSI', @a = 1", 'session'],
  ["SET @mock_scope = 'x'", 'session'],
  ['SET ROLE ALL', 'session'],
  ['SAVEPOINT a', 'session'],
  ['ROLLBACK TO SAVEPOINT a', 'session'],
  ['SET autocommit=1, sql_mode = ""', 'session'],
  ['/*!40101 SET NAMES utf8 */;', 'session'],
  ['BEGIN', 'begin'],
  ['START TRANSACTION READ ONLY', 'begin'],
  ['COMMIT AND CHAIN', 'commit'],
  ['ROLLBACK', 'rollback'],
  ['SET autocommit = 0', 'autocommit off'],
  ['SET @@session.autocommit = ON', 'autocommit on'],
  ['SELECT 1; DELETE FROM t', 'write'],
])('%s may be sent as %s', (sql, expected) => {
  expect(kind(sql)).toBe(expected);
});

test.each([
  'CREATE TABLE t (a INT)',
  'DROP TABLE t',
  'TRUNCATE t',
  'ALTER TABLE t ADD a INT',
  'RENAME TABLE a TO b',
  "GRANT ALL ON *.* TO 'x'",
  'LOCK TABLES t WRITE',
  'ANALYZE TABLE t',
  'OPTIMIZE TABLE t',
  'FLUSH TABLES',
  'CALL p()',
  "PREPARE s FROM 'DROP TABLE t'",
  'EXECUTE s',
  "LOAD DATA INFILE 'x' INTO TABLE t",
  "SELECT 1 INTO OUTFILE '/tmp/x'",
  'SELECT NEXTVAL(s)',
  'SELECT NEXT VALUE FOR s',
  'SET GLOBAL max_connections = 1',
  'SET @a = 1, @@global.max_connections = 1',
  'SET PERSIST max_connections = 1',
  "SET PASSWORD = 'x'",
  "SET PASSWORD FOR x = 'y'",
  'SET DEFAULT ROLE ALL TO x',
  'SET STATEMENT max_statement_time = 1 FOR DELETE FROM t',
  'SET TRANSACTION READ WRITE',
  'SET SESSION TRANSACTION READ WRITE',
  'SET transaction_read_only = 0',
  'SET autocommit = 0, sql_mode = ""',
  'SET autocommit = @before',
  'XA START 1',
  'HANDLER t OPEN',
  'BEGIN NOT ATOMIC DELETE FROM t; END',
  'START SLAVE',
  'SELECT 1; DROP TABLE t',
  'SELECT 1; COMMIT',
  '/*!99999 SELECT */ DROP TABLE t',
  '/* x */ /*!99999 SELECT */ /*!50000 DROP TABLE t */',
  'SELECT 1 /*!99999 -- */ ; DROP TABLE t',
  '/*M! SELECT 1; */ DROP TABLE t',
  'INVENTED BY A LATER VERSION',
])('%s is not sent', (sql) => {
  expect(kind(sql)).toBe('withheld');
});

test('what is about the server itself is not sent whatever is allowed', () => {
  for (const sql of ['KILL 7', 'SHUTDOWN', 'SELECT 1; KILL QUERY 7', 'RESTART']) {
    expect(kindOf(Buffer.from(sql), {})).toMatchObject({ kind: 'withheld', isDeadly: true });
  }
  expect(kindOf(Buffer.from('DROP TABLE t'), {})).toMatchObject({ kind: 'withheld', isDeadly: false });
});

test.each([
  ['INSERT INTO shop.t (a, b) SELECT x FROM y', ['T']],
  ['INSERT IGNORE t VALUES (1)', ['T']],
  ['UPDATE a JOIN b ON a.id = b.id SET a.x = 1', ['A', 'B', 'ID']],
  ['DELETE FROM `weird name` WHERE a = 1', ['WEIRD NAME']],
  ['DROP TABLE IF EXISTS a, b', ['A', 'B']],
  ['CREATE TABLE IF NOT EXISTS t (id INT)', ['T']],
  ['UPDATE mysql.user SET a = 1', ['MYSQL', 'USER']],
])('%s is about %j', (sql, tables) => {
  const found = kindOf(Buffer.from(sql), {});
  expect('tables' in found ? [...found.tables].sort() : []).toEqual(tables);
});
