import { expect, test } from 'vitest';
import { leftBehind } from '../../../../src/sql/session/failed-statement.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

const read = (sql: string) => readStatement(Buffer.from(sql), {});

/** As both servers did, where it is not said which one. */
test.each([
  ['CREATE  TABLE t (id INT)', 1050, 'ended'],
  ['CREATE TABLE x (id INT', 1064, 'open'],
  ['CREATE /* a */ TEMPORARY TABLE x (id INT, id INT)', 1060, 'open'],
  ['CREATE OR REPLACE TEMPORARY TABLE x (id INT, id INT)', 1060, 'open'],
  ['DROP TEMPORARY TABLE x', 1051, 'open'],
  ['DROP PREPARE s', 1243, 'open'],
  ['DROP TABLE x', 1051, 'ended'],
  ['ALTER TABLE t ADD a INT', 1060, 'ended'],
  ['TRUNCATE x', 1146, 'ended'],
  ['LOCK TABLES x READ', 1146, 'ended'],
  ['LOCK INSTANCE FOR BACKUP', 1227, 'open'],
  ['ANALYZE FORMAT=JSON SELECT * FROM x', 1146, 'open'],
  ["SET PASSWORD FOR nobody = 'a'", 1133, 'ended'],
  ['SET STATEMENT max_statement_time=1 FOR DROP TABLE x', 1051, 'ended'],
  ['CREATE TABLE x (id INT) ENGINE=none', 1286, 'unclear'], // MySQL: open, MariaDB: ended
  ['CALL p()', 1062, 'unclear'],
  ['CALL p()', 1305, 'open'],
  ['INSERT INTO t VALUES (1); DROP TABLE x', 1051, 'unclear'],
  ['INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)', 1062, 'open'],
  ['CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END', 1304, 'ended'],
  ['UPDATE t SET a = 1', 1205, 'open'],
  ['UPDATE t SET a = 1', 1213, 'ended'],
  ["XA END 'a'", 1399, 'open'],
] as const)('%s with error %i: %s', (sql, error, left) => {
  expect(leftBehind(read(sql), error)).toBe(left);
});

test('EXECUTE does what its statement does', () => {
  expect(leftBehind(read('EXECUTE s'), 1051, read('DROP TABLE x'))).toBe('ended');
  expect(leftBehind(read('EXECUTE s'), 1062, read('INSERT INTO t VALUES (1)'))).toBe('open');
  expect(leftBehind(read('EXECUTE s'), 1062)).toBe('unclear');
});
