import { describe, expect, test } from 'vitest';
import type { DataAccess, TableAccess, Tables } from '../../../../src/sql/access/access-shape.ts';
import { readDataAccess } from '../../../../src/sql/access/data-access.ts';
import type { LexerOptions } from '../../../../src/sql/words/token.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

function accesses(sql: string, options: LexerOptions = {}): readonly DataAccess[] {
  return readDataAccess(new Tokens(Buffer.from(sql), options));
}

function shownTable({ schema, name, pins, bounds, links = [] }: TableAccess): string {
  const ranges = bounds.map(({ column, how, value }) => `${column}${how}${'key' in value ? value.key : '?'}`);
  const shown = pins.map(({ column, values, isIfOwn }) => {
    const keys = values.map((value) => ('key' in value ? value.key : `?${value.parameter}`));
    return `${column}${isIfOwn === true ? '?' : ''}=${keys.join('|')}`;
  });
  const linked = links.map(({ column, of, ofColumn }) => `${column}~${of}.${ofColumn}`);
  const all = [...shown, ...ranges, ...linked];
  const pinned = all.length === 0 ? '' : `[${all.join(' ')}]`;
  return `${schema === null ? '' : `${schema}.`}${name}${pinned}`;
}

function shownTables(tables: Tables): string {
  return tables === 'all' ? 'all' : tables.map(shownTable).join(', ');
}

/** In one line: kind, reads, writes, and what else is told. */
function shown(access: DataAccess): string {
  const { kind, reads, writes, forgets, forgetsSchema, commutes } = access;
  const parts = [`${kind}`, `r: ${shownTables(reads)}`, `w: ${shownTables(writes)}`];
  if (forgets.length > 0)
    parts.push(`forgets: ${shownTables(forgets.map((one) => ({ ...one, pins: [], bounds: [] })))}`);
  if (forgetsSchema !== null) parts.push(`forgets schema: ${forgetsSchema}`);
  if (commutes !== null) parts.push(`commutes: ${commutes}`);
  for (const flag of ['isUpsert', 'locksReads', 'callsUnknown', 'readsDefinitions', 'isTemporary'] as const) {
    if (access[flag]) parts.push(flag);
  }
  return parts.join('; ');
}

function all(sql: string): string {
  return accesses(sql).map(shown).join(' // ');
}

const ALL = 'r: all; w: all; callsUnknown';

describe('reads', () => {
  test.each([
    ['SELECT 1', 'read; r: ; w: '],
    ['SELECT a FROM t', 'read; r: t; w: '],
    ['select * from `db`.`t` as x', 'read; r: db.t; w: '],
    ['SELECT * FROM a, b.c x, d', 'read; r: a, b.c, d; w: '],
    [
      'SELECT * FROM a JOIN b ON a.id = b.id LEFT JOIN (c, d) USING (x) WHERE 1',
      'read; r: a[id~1.id], b[id~0.id], c, d; w: ',
    ],
    ['SELECT * FROM a NATURAL LEFT OUTER JOIN b STRAIGHT_JOIN c', 'read; r: a, b, c; w: '],
    ['SELECT * FROM { OJ a LEFT OUTER JOIN b ON a.x = b.x }', 'read; r: a, b; w: '],
    ['SELECT * FROM a USE INDEX FOR JOIN (i), b PARTITION (p0, p1) x FORCE INDEX (j)', 'read; r: a, b; w: '],
    ['SELECT (SELECT MAX(n) FROM b) FROM a WHERE x IN (SELECT y FROM c)', 'read; r: b, a[x~2.y], c; w: '],
    ['SELECT * FROM (SELECT * FROM a) AS d (x, y) JOIN b', 'read; r: a, b; w: '],
    ['SELECT * FROM a LEFT JOIN b ON b.x = (SELECT 1 FROM c), d', 'read; r: a, b, c, d; w: '],
    ['SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY (SELECT 1 FROM v)', 'read; r: t, u, v; w: '],
    ['(SELECT a FROM t) UNION (SELECT b FROM u) LIMIT 1', 'read; r: t, u; w: '],
    ['SELECT * FROM ((SELECT a FROM t) UNION (SELECT b FROM u)) d, e', 'read; r: t, u, e; w: '],
    ['TABLE t', 'read; r: t; w: '],
    ['VALUES ROW(1, 2), ROW((SELECT 1 FROM a), 3)', 'read; r: a; w: '],
    ['SELECT EXTRACT(YEAR FROM d), TRIM(LEADING FROM x) FROM t', 'read; r: t; w: '],
    ['SELECT DISTINCT LEFT(a, 1), RIGHT(b, 2) FROM t WHERE LEFT(a, 1) = 2 AND id = 3', 'read; r: t[id=#3]; w: '],
    ['SELECT * FROM a JOIN b ON LEFT(a.x, 1) = b.x LEFT JOIN c ON 1', 'read; r: a, b, c; w: '],
    ['SELECT * FROM JSON_TABLE(?, "$[*]" COLUMNS (id INT PATH "$")) AS j, t', 'read; r: t; w: '],
    ['SELECT * FROM t FOR SYSTEM_TIME AS OF NOW(), u', 'read; r: t, u; w: '],
    ['SELECT 1 FROM DUAL', 'read; r: ; w: '],
    ['SELECT a INTO @x FROM t', 'read; r: t; w: '],
    ['SELECT * FROM t FOR UPDATE SKIP LOCKED', 'read; r: t; w: ; locksReads'],
    ['SELECT * FROM t WHERE id = 1 LOCK IN SHARE MODE', 'read; r: t[id=#1]; w: ; locksReads'],
    ['SELECT `from`.`where` FROM `select` `from`', 'read; r: select; w: '],
    ["SELECT 'FROM x' /* FROM y */ FROM t -- , z", 'read; r: t; w: '],
    ['SELECT t.select FROM t', 'read; r: t; w: '],
  ])('%s', (sql, expected) => {
    expect(all(sql)).toBe(expected);
  });

  test.each([
    ['WITH a AS (SELECT * FROM t) SELECT * FROM a', 'read; r: t; w: '],
    ['WITH t AS (SELECT * FROM t) SELECT * FROM t', 'read; r: t; w: '],
    ['WITH a AS (SELECT * FROM t), b (x) AS (SELECT * FROM a, u) SELECT * FROM a, b, db.a', 'read; r: t, u, db.a; w: '],
    ['WITH RECURSIVE a AS (SELECT 1 UNION SELECT n + 1 FROM a) SELECT * FROM a', 'read; r: ; w: '],
    ['SELECT * FROM (WITH a AS (SELECT * FROM t) SELECT * FROM a) x, a', 'read; r: t, a; w: '],
    ['WITH a AS (SELECT id FROM t) UPDATE u SET n = 1 WHERE id IN (SELECT id FROM a)', 'write; r: t, u; w: u'],
    ['WITH a AS (SELECT id FROM t) DELETE FROM u WHERE id IN (SELECT id FROM a)', 'write; r: t, u; w: u'],
  ])('names of WITH are no tables: %s', (sql, expected) => {
    expect(all(sql)).toBe(expected);
  });
});

describe('pins', () => {
  test.each([
    ['SELECT * FROM t WHERE id = 5', 't[id=#5]'],
    ['SELECT * FROM t WHERE 5 = id AND n > 3', 't[id=#5 n>#3]'],
    ['SELECT * FROM t x WHERE x.id = -5 AND x.b = ?', 't[id=#-5 b=?0]'],
    ['SELECT ? FROM t WHERE (`t`.`id` = ?) AND (a = 1 AND (b = 2))', 't[id=?1 a=#1 b=#2]'],
    ["SELECT * FROM t WHERE name = 'Jon' && id IN (1, 02, '3')", "t[name='ion id=#1|#2|#3]"],
    ['SELECT * FROM t WHERE a BETWEEN 1 AND 2 AND id = 5 LIMIT 1', 't[id=#5 a>=#1 a<=#2]'],
    ["SELECT * FROM t WHERE 0 < a AND a <= ? AND b LIKE 'Jo_%'", "t[a>#0 a<=? blike'io]"],
    ['SELECT * FROM t WHERE a NOT BETWEEN 1 AND 2 AND b < 1 + 1 AND c > 1.5', 't'],
    ['SELECT * FROM t WHERE id = 5 ORDER BY (x = 1) LIMIT 1', 't[id=#5]'],
    ['SELECT * FROM t WHERE x IS NOT NULL AND id = 5 GROUP BY a HAVING b = 3', 't[id=#5]'],
    ['SELECT * FROM a, b WHERE a.id = 1 AND b.id = 2 AND n = 3', 'a[id=#1], b[id=#2]'],
    ['SELECT * FROM t WHERE id = 5 AND n = (SELECT MAX(n) FROM t)', 't[id=#5], t'],
    ['SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE id = 5 AND u.x = 6)', 't, u[id?=#5 x=#6]'],
    ['SELECT 1 FROM t WHERE id = 1 UNION SELECT 1 FROM t WHERE id = 2', 't[id=#1], t[id=#2]'],
    ['SELECT * FROM t, t u WHERE u.id = 1', 't, t[id=#1]'],
  ])('%s', (sql, expected) => {
    const [access] = accesses(sql);
    expect(shownTables(access?.reads ?? 'all')).toBe(expected);
  });

  test.each([
    ['SELECT * FROM a JOIN b ON a.id = b.a_id WHERE a.id = 5', 'a[id=#5 id~1.a_id], b[a_id~0.id]'],
    ['SELECT * FROM a x LEFT JOIN b ON (x.id = b.a_id AND b.n > 1) WHERE 1', 'a[id~1.a_id], b[a_id~0.id]'],
    ['SELECT * FROM a, b WHERE a.id = b.a_id', 'a[id~1.a_id], b[a_id~0.id]'],
    ['SELECT * FROM a JOIN b ON a.id = b.a_id, c WHERE c.id = 1', 'a[id~1.a_id], b[a_id~0.id], c[id=#1]'],
    ['DELETE FROM t WHERE id IN (SELECT t_id FROM u WHERE k = 5)', 't[id~1.t_id], u[k?=#5]'],
    [
      'SELECT * FROM a LEFT JOIN LATERAL (SELECT 1 FROM b WHERE b.a_id = a.id) x ON 1 WHERE a.id = 5',
      'a[id=#5], b[a_id~0.id]',
    ],
    [
      'SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b, c WHERE b.a_id = a.id AND c.id = b.c_id)',
      'a, b[a_id~0.id c_id~2.id], c[id~1.c_id]',
    ],
    // says nothing of all rows
    ['SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b, (SELECT 1 id) a WHERE b.a_id = a.id)', 'a, b'],
    ['SELECT * FROM a JOIN b ON a.id = b.a_id OR b.n = 1', 'a, b'],
    ['SELECT * FROM a JOIN c ON a.k = c.k LEFT JOIN b ON a.id = c.id', 'a[k~1.k], c[k~0.k], b'],
    ['SELECT * FROM a JOIN b ON 1 LEFT JOIN (SELECT 1 x) d ON a.id = b.a_id', 'a, b'],
    ['SELECT * FROM a JOIN b ON a.id < b.a_id WHERE a.id <> b.a_id', 'a, b'],
    ['SELECT * FROM t WHERE id NOT IN (SELECT t_id FROM u)', 't, u'],
    ['SELECT * FROM t WHERE id IN (SELECT t_id FROM u UNION SELECT 1)', 't, u'],
    ['SELECT * FROM t WHERE id IN (SELECT t_id + 1 FROM u) AND n IN (SELECT 1 FROM u)', 't, u, u'],
    ['SELECT * FROM t WHERE id IN (SELECT t_id FROM u) OR n = 1', 't, u'],
    ['UPDATE a JOIN b ON a.id = b.a_id SET b.a_id = 7 WHERE a.id = 5', 'a[id=#5], b'],
  ])('%s', (sql, expected) => {
    const [access] = accesses(sql);
    expect(shownTables(access?.reads ?? 'all')).toBe(expected);
  });

  test.each([
    'id = 5 OR a = 1',
    'id = 5 || a = 1',
    'id = 5 XOR a = 1',
    'id = 5 AND a = 1 OR b = 1',
    'NOT id = 5',
    'NOT (id = 5)',
    '!(id = 5)',
    'a BETWEEN 1 AND id = 5',
    'a NOT BETWEEN (SELECT 1) AND id = 5',
    '(id = 5 OR a = 1)',
    '(id = 5) = 0',
    '(id = 5 AND a = 1) IS NULL',
    'id = 5 = 0',
    'id = 5 + 1',
    'id = 5 COLLATE utf8mb4_bin',
    'id = 5 IS NULL',
    'id <> 5',
    'id >= 5',
    'id = NULL',
    'id = 0',
    'id = 5.5',
    "d = '2020-01-01'",
    "n = '5 apples'",
    "n = 'Zoë'",
    "n = _latin1'a'",
    "n = 'a' 'b'",
    'TRUE = 1',
    'CURRENT_USER = 1',
    'f(id) = 5',
    'id IN (1, n)',
    'id IN (1, 0)',
    'id NOT IN (1, 2)',
    'id IN (1, 2) = 0',
    'id IN (SELECT 5)',
    'CASE WHEN a = 1 AND id = 5 AND b = 2 THEN 1 END',
    '@x := id = 5',
    'a = 1 AND b AND @x := a AND id = 5',
    '(a, id) = (1, 5)',
    'x.y.z = 5',
    'u.id = 5',
    "id LIKE '5'",
    'id = /*!99999 5 OR */ 5',
  ])('nothing by %s', (condition) => {
    const [access] = accesses(`SELECT * FROM t WHERE ${condition}`);
    const reads = access?.reads ?? 'all';
    expect(reads === 'all' ? [] : reads[0]?.pins).toEqual([]);
  });

  test('a double-quoted word is a name where the session says so', () => {
    const pinsOf = (options: LexerOptions) => accesses('SELECT * FROM t WHERE "id" = 5', options).map(shown);
    expect(pinsOf({ ansiQuotes: true })).toEqual(['read; r: t[id=#5]; w: ']);
    expect(pinsOf({})).toEqual(['read; r: t; w: ']);
  });
});

describe('writes', () => {
  test.each([
    ['INSERT INTO t VALUES (1, 2)', 'write; r: t[@0=#1 @1=#2 *=#1|#2]; w: t[@0=#1 @1=#2 *=#1|#2]; commutes: inserts'],
    ["INSERT INTO t (id, n) VALUES (5, 'x'), (6, NOW())", 'write; r: t[id=#5|#6]; w: t[id=#5|#6]'],
    [
      'INSERT t (id, n) VALUES (5, ?), (6, ?)',
      'write; r: t[id=#5|#6 n=?0|?1]; w: t[id=#5|#6 n=?0|?1]; commutes: inserts',
    ],
    ['INSERT INTO t (id, n) VALUES (NULL, 1), (0, 2)', 'write; r: t[n=#1|#2]; w: t[n=#1|#2]; commutes: inserts'],
    ['INSERT INTO t (id) VALUES (DEFAULT), (3)', 'write; r: t; w: t; commutes: inserts'],
    ['INSERT IGNORE INTO db.t SET id = 5, n = 1.5', 'write; r: db.t[id=#5]; w: db.t[id=#5]; commutes: inserts'],
    ['INSERT INTO t (id, n) VALUES (5, (SELECT MAX(n) FROM u))', 'write; r: t[id=#5], u; w: t[id=#5]'],
    [
      'INSERT INTO t (id, n) VALUES (5, 1) ON DUPLICATE KEY UPDATE n = VALUES(n) + 1',
      'write; r: t[id=#5 n=#1]; w: t[id=#5 n=#1]; isUpsert',
    ],
    [
      'INSERT INTO t (id) VALUES (5) AS new (a) ON DUPLICATE KEY UPDATE id = new.a',
      'write; r: t[id=#5]; w: t[id=#5]; isUpsert',
    ],
    [
      'INSERT INTO t (a) SELECT b FROM u WHERE id = 1 ON DUPLICATE KEY UPDATE n = 1',
      'write; r: t, u[id=#1]; w: t; isUpsert',
    ],
    ['INSERT INTO t (a) (SELECT b FROM u JOIN v ON u.x = v.x)', 'write; r: t, u[x~2.x], v[x~1.x]; w: t'],
    ['INSERT INTO t SELECT * FROM u JOIN v ON DUPLICATE KEY UPDATE n = 1', 'write; r: t, u, v; w: t; isUpsert'],
    ['INSERT INTO t TABLE u', 'write; r: t, u; w: t'],
    ['INSERT INTO t WITH c AS (SELECT * FROM u) SELECT * FROM c', 'write; r: t, u; w: t'],
    ['INSERT INTO t (id) VALUES (5) RETURNING id', 'write; r: t[id=#5]; w: t[id=#5]; commutes: inserts'],
    ['REPLACE INTO t (id, n) VALUES (5, 1)', 'write; r: t[id=#5 n=#1]; w: t[id=#5 n=#1]; isUpsert'],
    ['REPLACE INTO t SELECT * FROM u', 'write; r: t, u; w: t; isUpsert'],
    [
      "LOAD DATA LOCAL INFILE 'f' INTO TABLE db.t FIELDS TERMINATED BY ',' (a, @b) SET c = @b",
      'write; r: db.t; w: db.t',
    ],
    ['UPDATE t SET n = 1 WHERE id = 5', 'write; r: t[id=#5]; w: t[id=#5]'],
    ['UPDATE t SET n = n + 1, t.m = t.m - ? WHERE id = ?', 'write; r: t[id=?1]; w: t[id=?1]; commutes: adds m,n'],
    ['UPDATE t SET n = n - 1 WHERE id = 5 AND n > 0', 'write; r: t[id=#5]; w: t[id=#5]'],
    ['UPDATE t SET n = n - 1 + SLEEP(0.3)', 'write; r: t; w: t'],
    ['UPDATE t SET n = n * 2', 'write; r: t; w: t'],
    ['UPDATE t SET n = m + 1', 'write; r: t; w: t'],
    ['UPDATE t SET n = n + 1 ORDER BY n LIMIT 1', 'write; r: t; w: t'],
    ['UPDATE t SET id = 6, n = 2 WHERE id = 5 AND a = 1', 'write; r: t[a=#1]; w: t[a=#1]'],
    ['UPDATE t SET id = 5, n = 2 WHERE id = 5', 'write; r: t[id=#5]; w: t[id=#5]'],
    ['UPDATE t SET id = 5, id = 6 WHERE id = 5', 'write; r: t; w: t'],
    ['UPDATE t SET id = 5 WHERE id IN (5, 6)', 'write; r: t; w: t'],
    ['UPDATE t SET id = 5 WHERE id >= 5', 'write; r: t; w: t'],
    ['UPDATE t, u SET t.id = 5 WHERE t.id = 5', 'write; r: t, u; w: t, u'],
    [
      'UPDATE a JOIN b ON a.id = b.id SET a.n = b.n WHERE b.id = 1',
      'write; r: a[id~1.id], b[id=#1 id~0.id]; w: a[id~1.id], b[id=#1 id~0.id]',
    ],
    ['UPDATE a x, b SET x.n = 1 WHERE x.id = 1', 'write; r: a[id=#1], b; w: a[id=#1], b'],
    ['DELETE FROM t WHERE id = 5', 'write; r: t[id=#5]; w: t[id=#5]'],
    ['DELETE FROM t', 'write; r: t; w: t; forgets: t'],
    ['DELETE FROM t ORDER BY a LIMIT 1', 'write; r: t; w: t'],
    ['DELETE a, b.* FROM a JOIN b ON a.x = b.x', 'write; r: a[x~1.x], b[x~0.x]; w: a[x~1.x], b[x~0.x]'],
    [
      'DELETE FROM a USING a JOIN b ON a.x = b.x WHERE a.id = 1',
      'write; r: a[id=#1 x~1.x], b[x~0.x]; w: a[id=#1 x~1.x], b[x~0.x]',
    ],
    ['DELETE FROM t WHERE id = 5 OR id IN (SELECT id FROM u)', 'write; r: t, u; w: t'],
    ['SELECT NEXTVAL(s)', 'write; r: s; w: s'],
    ['SELECT SETVAL(s, 5), (SELECT 1 FROM t)', 'write; r: t, s; w: s'],
    ['SELECT NEXT VALUE FOR db.s FROM t', 'write; r: t, db.s; w: db.s'],
  ])('%s', (sql, expected) => {
    expect(all(sql)).toBe(expected);
  });
});

describe('definitions', () => {
  test.each([
    ['TRUNCATE TABLE t', 'definition; r: t; w: t; forgets: t'],
    ['TRUNCATE db.t', 'definition; r: db.t; w: db.t; forgets: db.t'],
    ['DROP TABLE IF EXISTS a, db.b CASCADE', 'definition; r: a, db.b; w: a, db.b; forgets: a, db.b'],
    ['CREATE TABLE t (id INT(11) PRIMARY KEY, KEY k (id))', 'definition; r: t; w: t; forgets: t'],
    ['CREATE TABLE IF NOT EXISTS t (id INT)', 'definition; r: t; w: t'],
    ['CREATE OR REPLACE TEMPORARY TABLE t (id INT)', 'definition; r: t; w: t; forgets: t; isTemporary'],
    ['CREATE TABLE t LIKE u', 'definition; r: t, u; w: t; forgets: t'],
    ['CREATE TABLE t (LIKE u)', 'definition; r: t, u; w: t; forgets: t'],
    ['CREATE TABLE t (id INT) ENGINE=InnoDB AS SELECT * FROM u', 'definition; r: t, u; w: t; forgets: t'],
    ['CREATE TABLE t SELECT * FROM u', 'definition; r: t, u; w: t; forgets: t'],
    ['CREATE VIEW v AS SELECT * FROM t', 'definition; r: v, t; w: v; forgets: v'],
    ['CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`b` VIEW v (x) AS SELECT 1', 'definition; r: v; w: v; forgets: v'],
    ['CREATE UNIQUE INDEX i ON t (a)', 'definition; r: t; w: t'],
    ['DROP INDEX i ON t', 'definition; r: t; w: t'],
    ['ALTER TABLE t ADD COLUMN n INT', 'definition; r: t; w: t'],
    ['ALTER TABLE t RENAME TO u, RENAME COLUMN a TO b', 'definition; r: t, u; w: t, u'],
    ['RENAME TABLE a TO b, c TO d', 'definition; r: a, b, c, d; w: a, b, c, d'],
    ['CREATE DATABASE d', 'definition; r: ; w: all; forgets schema: d'],
    ['CREATE DATABASE IF NOT EXISTS d', 'definition; r: ; w: all'],
    ['DROP SCHEMA IF EXISTS `d`', 'definition; r: ; w: all; forgets schema: d'],
    ['CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1', 'definition; r: all; w: all'],
    ['CREATE USER u IDENTIFIED BY "x"', 'definition; r: all; w: all'],
    ['OPTIMIZE TABLE a, b', 'definition; r: a, b; w: a, b'],
    ['SHOW TABLES', 'read; r: ; w: ; readsDefinitions'],
    ['SHOW FULL COLUMNS FROM t', 'read; r: ; w: ; readsDefinitions'],
    ['SHOW CREATE TABLE t', 'read; r: all; w: ; readsDefinitions'],
    ['SHOW TABLE STATUS', 'read; r: all; w: ; readsDefinitions'],
    ['SHOW WARNINGS', 'read; r: ; w: '],
    ['SHOW VARIABLES LIKE "x"', 'read; r: ; w: '],
    ['DESCRIBE t', 'read; r: ; w: ; readsDefinitions'],
    ['EXPLAIN SELECT * FROM t WHERE id = 1', 'read; r: t; w: '],
    ['EXPLAIN DELETE FROM t', 'read; r: t; w: '],
    ['ANALYZE TABLE t', 'definition; r: t; w: '],
    ['CHECK TABLE t QUICK', 'definition; r: t; w: '],
    ['CHECKSUM TABLE t', 'read; r: t; w: '],
    ['OPTIMIZE TABLE t', 'definition; r: t; w: t'],
    ['SELECT * FROM information_schema.COLUMNS', 'read; r: information_schema.COLUMNS; w: ; readsDefinitions'],
    ['SELECT * FROM information_schema.TABLES', 'read; r: all; w: ; readsDefinitions'],
    ['SELECT table_rows FROM information_schema.tables', 'read; r: all; w: ; readsDefinitions'],
    ['SELECT data_length FROM information_schema.tables', 'read; r: all; w: ; readsDefinitions'],
    [
      'SELECT engine, table_collation, table_comment FROM information_schema.tables',
      'read; r: information_schema.tables; w: ; readsDefinitions',
    ],
    [
      'SELECT c.character_maximum_length FROM information_schema.columns c JOIN information_schema.tables t ON t.table_name = c.table_name',
      'read; r: information_schema.columns[table_name~1.table_name], information_schema.tables[table_name~0.table_name]; w: ; readsDefinitions',
    ],
    [
      'SELECT table_name, COUNT(*) FROM information_schema.tables GROUP BY 1',
      'read; r: information_schema.tables; w: ; readsDefinitions',
    ],
    [
      'SELECT index_name FROM information_schema.statistics',
      'read; r: information_schema.statistics; w: ; readsDefinitions',
    ],
    ['SELECT cardinality FROM information_schema.statistics', 'read; r: all; w: ; readsDefinitions'],
  ])('%s', (sql, expected) => {
    expect(all(sql)).toBe(expected);
  });
});

describe('what is about neither', () => {
  test.each([
    ['BEGIN', 'control; r: ; w: '],
    ['START TRANSACTION READ ONLY', 'control; r: ; w: '],
    ['COMMIT AND CHAIN', 'control; r: ; w: '],
    ['ROLLBACK TO SAVEPOINT a', 'control; r: ; w: '],
    ['SET @x = 1, autocommit = 0', 'session; r: ; w: '],
    ['SET @x = (SELECT MAX(n) FROM t)', 'session; r: t; w: '],
    ['SET STATEMENT max_statement_time = 1 FOR DELETE FROM t', 'write; r: t; w: t; forgets: t'],
    ['USE d', 'session; r: ; w: '],
    ["PREPARE s FROM 'DELETE FROM t'", 'session; r: ; w: '],
    ['DO SLEEP(1)', 'read; r: ; w: '],
    ['', ''],
    ['/* nothing */', ''],
  ])('%s', (sql, expected) => {
    expect(all(sql)).toBe(expected);
  });
});

describe('everything, where nobody can tell', () => {
  test.each([
    'CALL p()',
    'EXECUTE s',
    "EXECUTE IMMEDIATE 'SELECT 1'",
    'BEGIN NOT ATOMIC SELECT 1; END',
    'SELECT mine(1)',
    'SELECT db.mine(1) FROM t',
    'SELECT * FROM t WHERE id = mine(1)',
    'INSERT INTO t VALUES (mine())',
    'DO mine()',
    'BINLOG "x"',
    'WHATEVER t',
    'SELECT db.count(1)',
  ])('%s', (sql) => {
    expect(accesses(sql).map(shown)[0]).toBe(`unknown; ${ALL}`);
  });

  test('what an executable comment holds some servers run: nothing is pinned or forgotten', () => {
    expect(all('DELETE FROM t /*!99999 WHERE id = 1 */')).toBe('write; r: t; w: t');
    expect(all('DELETE FROM t WHERE id = 1 /*!99999 OR 1 */')).toBe('write; r: t; w: t');
    expect(all('/*!40101 SET NAMES utf8 */')).toBe('session; r: ; w: ');
  });
});

describe('several statements', () => {
  test('each has its own', () => {
    expect(all('INSERT INTO t VALUES (1); SELECT * FROM u;; SELECT 1')).toBe(
      'write; r: t[@0=#1 *=#1]; w: t[@0=#1 *=#1]; commutes: inserts // read; r: u; w:  // read; r: ; w: ',
    );
  });

  test('parameters are counted over all of them', () => {
    expect(all('SELECT ? FROM t; SELECT * FROM u WHERE id = ?')).toBe('read; r: t; w:  // read; r: u[id=?1]; w: ');
  });
});

test('a long statement is read like a short one', () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `(${index + 1})`).join(',');
  expect(all(`INSERT INTO t (id) VALUES ${rows}`)).toBe('write; r: t; w: t; commutes: inserts');
});
