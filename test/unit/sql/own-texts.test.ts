import { expect, test } from 'vitest';
import { readDependencies } from '../../../src/sql/dependencies.ts';
import { Tokens } from '../../../src/sql/words/tokens.ts';

const dependsOnCollation = (sql: string) => readDependencies(new Tokens(Buffer.from(sql))).collation;

test.each([
  "SELECT id FROM t WHERE 'ß' = 'ss'",
  "SELECT id FROM t WHERE ? = 'x' OR a = ?",
  "SELECT id FROM t WHERE 'a' NOT IN ('ä', 'b')",
  "SELECT id FROM t WHERE 'a ' = 'a'",
  "SELECT id FROM t ORDER BY CASE WHEN n = 1 THEN 'a_b' ELSE 'ab' END",
  "SELECT DISTINCT IF(n = 1, 'ä', 'a') FROM t",
  "DELETE FROM t WHERE 'ß' LIKE 'ss'",
])('the collation of the connection counts in %s', (sql) => expect(dependsOnCollation(sql)).toBe(true));

test.each([
  "SELECT id FROM t WHERE name = 'ß' AND 'x' = 'X'",
  "SELECT id FROM t WHERE name IN ('ä', 'b') AND n = ?",
  "SELECT id FROM t WHERE a = 'ä' AND b = 'ü' ORDER BY name",
  "SELECT id FROM t ORDER BY CASE status WHEN 'open' THEN 1 WHEN 'closed' THEN 2 END",
  "SELECT CONCAT(a, '_', b) FROM t",
  'SELECT id FROM t WHERE a = ? AND b = ? GROUP BY id',
  "INSERT INTO t (a, b) VALUES ('ä', 'ö')",
])('that of the columns does in %s', (sql) => expect(dependsOnCollation(sql)).toBe(false));
