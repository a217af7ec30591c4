// Names that a statement makes, drops or moves.

import { expect, test } from 'vitest';
import { readNamed } from '../../../../src/sql/values/named.ts';

test.each([
  ['SAVEPOINT s1', 'savepoint s1'],
  ['ROLLBACK TO SAVEPOINT `a``b`', 'savepoint a`b'],
  ['CREATE TEMPORARY TABLE IF NOT EXISTS shop.`t 1` (id INT) -- u', 'table t 1'],
  ['DROP TABLE IF EXISTS a, shop . b CASCADE', 'table a, table b'],
  ['RENAME TABLE a TO b, c TO d', 'table a, table b, table c, table d'],
  ['TRUNCATE TABLE a', 'table a'],
  ['CREATE OR REPLACE VIEW v AS SELECT 1', 'view v'],
  ['CREATE DATABASE IF NOT EXISTS d CHARACTER SET utf8mb4', 'database d'],
  ['CREATE UNIQUE INDEX i ON t (a)', 'index i'],
  ['CREATE PROCEDURE p(a INT) SELECT 1', 'procedure p'],
  ['PREPARE p1 FROM ?', 'prepared p1'],
  ['DEALLOCATE PREPARE p1', 'prepared p1'],
  ['EXECUTE p1 USING @a', 'prepared p1'],
  ['SELECT * FROM t', ''],
  ['ROLLBACK', ''],
  ['CREATE', ''],
  ['CREATE TABLE', ''],
  ['DROP TABLE a,', 'table a'],
  ['', ''],
])('%s', (sql, names) => {
  const found = readNamed(Buffer.from(sql), {}).map(({ kind, text }) => `${kind} ${text}`);
  expect(found.join(', ')).toBe(names);
});
