import { describe, expect, test } from 'vitest';
import { isCharsetFree } from '../../../src/sql/charset-free.ts';
import { StatementReading } from '../../../src/sql/statement-reading.ts';

function isFree(sql: string, isSameBytes = true): boolean {
  return isCharsetFree(new StatementReading(Buffer.from(sql), {}), isSameBytes);
}

describe('the character set of the connection does not count', () => {
  test.each([
    'SELECT id, name FROM t WHERE name = ?',
    "SELECT name FROM t WHERE name LIKE '%p%' ORDER BY name",
    'SELECT COUNT(*), SUM(n), MAX(made) FROM t GROUP BY name',
    "INSERT INTO t (a, b) VALUES ('x', 1)",
    "UPDATE t SET a = 'x' WHERE a IN ('y', 'z')",
    'BEGIN',
    'ROLLBACK',
    'SHOW TABLES',
    "SELECT COALESCE(name, 'none') FROM t",
    "CREATE TABLE t (a CHAR(3) CHARACTER SET latin1 DEFAULT 'x', b VARCHAR(20) COLLATE utf8mb4_bin)",
    'SELECT CONCAT(name, ?) FROM t',
    '',
  ])('%s', (sql) => expect(isFree(sql)).toBe(true));
});

describe('it counts, or may', () => {
  test.each([
    'SELECT CHARSET(name) FROM t',
    "SELECT HEX('a') FROM t",
    'SELECT CAST(n AS CHAR) FROM t ORDER BY 1',
    "SELECT a FROM t WHERE 'a' = 'A'",
    "SELECT a FROM t WHERE ? = 'A'",
    "SELECT a FROM t WHERE 'a' IN ('A', 'b')",
    "SELECT a FROM t WHERE a = 'x' COLLATE utf8mb4_bin",
    "SELECT _latin1'x' FROM t",
    'SELECT @a FROM t',
    'SELECT @@character_set_client',
    "SHOW VARIABLES LIKE 'char%'",
    "SELECT a FROM t ORDER BY CASE WHEN n = 1 THEN 'a' ELSE 'B' END",
    "SELECT DISTINCT IF(n = 1, 'a', 'ä') FROM t",
    'SELECT mine(a) FROM t',
    "CREATE VIEW v AS SELECT 'x'",
    "CREATE TABLE c AS SELECT 'x' AS x",
    'CALL p()',
    'SET @a = 1',
    "LOAD DATA INFILE 'x' INTO TABLE t",
    "SELECT 'a' = 'A'",
  ])('%s', (sql) => expect(isFree(sql)).toBe(false));
});

test('what measures texts in bytes is the same where these are', () => {
  expect(isFree("SELECT LENGTH('a') FROM t")).toBe(true);
  expect(isFree("SELECT LENGTH('ä') FROM t", false)).toBe(false);
  expect(isFree("SELECT UPPER('ä') FROM t", false)).toBe(true);
});
