import { describe, expect, test } from 'vitest';
import { readBroughtIn } from '../../../../src/sql/values/brought-in.ts';
import { readValues } from '../../../../src/sql/values/statement-values.ts';

/** The values that are stored, as they are written. */
function stored(text: string): string[] {
  const sql = Buffer.from(text);
  const { stores } = readBroughtIn(sql, {});
  return readValues(sql, {})
    .filter(({ start }) => stores(start))
    .map(({ start, end }) => text.slice(start, end));
}

const namesOf = (text: string) => readBroughtIn(Buffer.from(text), {}).names.map((name) => name.text);

describe('stored values', () => {
  test.each([
    ["INSERT INTO t (a, b) VALUES ('x', 1), (UPPER('y'), ?)", ["'x'", '1', "'y'", '?']],
    ["insert t set a = 'x', b = ? on duplicate key update b = 7", ["'x'", '?', '7']],
    ["INSERT INTO t VALUES ('x', 1) ON DUPLICATE KEY UPDATE a = VALUES(a), b = 7", ["'x'", '1', '7']],
    ["REPLACE t VALUE ('x')", ["'x'"]],
    ["INSERT INTO t SELECT 'x', 2 FROM u WHERE a = 3", []],
    ["INSERT INTO t VALUES ('x', (SELECT a FROM u WHERE b = 'read'), 'y')", ["'x'", "'y'"]],
    ["INSERT INTO t VALUES ('x') RETURNING 5", ["'x'"]],
    ["UPDATE t SET a = 'x', b = b + 1 WHERE c = 'read' LIMIT 1", ["'x'", '1']],
    ["UPDATE t JOIN u ON t.a = 'read' SET t.b = 'x'", ["'x'"]],
    ["SET @token = 'x'", ["'x'"]],
    ["SELECT * FROM t WHERE a = 'read'", []],
    ["DELETE FROM t WHERE a = 'read'", []],
    ["CALL p('read')", []],
    ["WITH q AS (SELECT 1) UPDATE t SET a = 'x'", []],
    ["INSERT INTO t VALUES ('x'); SELECT 'read'; UPDATE t SET a = 'y'", ["'x'", "'y'"]],
  ])('%s', (sql, values) => {
    expect(stored(sql)).toEqual(values);
  });
});

describe('names', () => {
  test.each([
    ['SAVEPOINT s140541397090368_x1', 's140541397090368_x1'],
    ['CREATE TEMPORARY TABLE `a``b` (id INT)', 'a`b'],
    ['DROP TABLE IF EXISTS test_1764', 'test_1764'],
    ["PREPARE p1 FROM 'SELECT 1'", 'p1'],
  ])('%s', (sql, name) => {
    expect(namesOf(sql)).toContain(name);
  });

  test.each(['ROLLBACK TO SAVEPOINT sp_12345', 'SELECT * FROM t_12345', 'INSERT INTO t_12345 VALUES (1)'])(
    'none is defined by %s',
    (sql) => {
      expect(namesOf(sql)).toEqual([]);
    },
  );
});
