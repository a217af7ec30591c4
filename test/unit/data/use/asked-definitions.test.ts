// Whose definitions a statement asks for: one table's where it names it for certain, and else those of all.
import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { useOf } from '../../../../src/data/use/use-of.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

function readsOf(text: string, errorCode: number | null = null) {
  const catalogue = new Catalogue();
  catalogue.create('db.t', Buffer.from('CREATE TABLE t (id INT PRIMARY KEY, a INT)'));
  catalogue.createView('db.v', ['db.t']);
  const { access, normal } = readStatement(Buffer.from(text));
  const answer = { errorCode, lastInsertId: 0n, affectedRows: 0, warnings: 0, isCollection: false, isByChance: false };
  return useOf(
    { access, sql: normal.toString('utf8'), database: 'db', state: '', parameters: null, ...answer },
    catalogue,
  ).reads;
}

const definition = (table: string) => [{ table, isDefinition: true }];

test.each([
  ['DESCRIBE t', 'db.t'],
  ['desc `other`.`a b`', 'other.a b'],
  ['EXPLAIN t', 'db.t'],
  ["DESCRIBE `t` 'a'", 'db.t'],
  ['SHOW COLUMNS FROM t', 'db.t'],
  ['SHOW FULL FIELDS IN t FROM other', 'other.t'],
  ["SHOW COLUMNS FROM `t` LIKE 'a%'", 'db.t'],
  ["SELECT table_name FROM information_schema.tables WHERE table_schema = 'db' AND table_name = '_x'", 'db._x'],
  [`SELECT 1 FROM information_schema.columns WHERE table_schema = 'db' AND table_name = 'q\\' o'`, "db.q' o"],
  ["SELECT 1 FROM information_schema.columns c WHERE c.table_name = 'T' AND c.table_schema = DATABASE()", 'db.t'],
  [
    "SELECT CASE WHEN collation_name = 'x' THEN NULL ELSE 1 END FROM information_schema.columns WHERE table_name = 'T' AND table_schema = DATABASE()",
    'db.t',
  ],
  [
    "SELECT 1 FROM information_schema.key_column_usage WHERE table_name = 'T' AND table_schema = DATABASE() AND referenced_table_name IS NOT NULL",
    'db.t',
  ],
  [
    `SELECT cc.constraint_name, cc.check_clause FROM information_schema.check_constraints AS cc, information_schema.table_constraints AS tc
      WHERE cc.constraint_schema = DATABASE() AND tc.table_schema = cc.constraint_schema AND
        cc.constraint_name = tc.constraint_name AND tc.constraint_type = 'CHECK' AND tc.table_name = 't'`,
    'db.t',
  ],
])('%s: of one table', (sql, table) => {
  expect(readsOf(sql)).toEqual(definition(table));
});

test('a view has no index, and its columns are those of its tables', () => {
  for (const sql of ['DESCRIBE v', 'SHOW COLUMNS FROM v']) {
    expect(readsOf(sql)).toEqual([...definition('db.v'), ...definition('db.t')]);
  }
  expect(readsOf('SHOW INDEX FROM `v`')).toMatchObject([...definition('db.v'), ...definition('db.t')]);
});

test('how many tables have one name is whether it is there', () => {
  const sql = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'db' AND table_name = 't'";
  expect(readsOf(sql)).toEqual([{ table: 'db.t', isExistence: true }]);
  expect(readsOf(`${sql} OR 1`)).toBe('definitions');
});

test('columns that are listed with the names of their tables are of these', () => {
  const from = 'select column_name from information_schema.columns where';
  const list = "(('db', 't', 'a'), ('other', 'T2', 'b'))";
  expect(readsOf(`${from} (table_schema, table_name, lower(column_name)) in ${list}`)).toEqual([
    ...definition('db.t'),
    ...definition('other.t2'),
  ]);
  expect(readsOf(`${from} (table_schema, table_name, column_name) in ${list} or 1`)).toBe('definitions');
});

test.each([
  'SHOW TABLES',
  "SELECT 1 FROM information_schema.tables WHERE table_name = 't'",
  "SELECT 1 FROM information_schema.tables WHERE table_schema = 'db' OR table_name = 't'",
  "SELECT 1 FROM information_schema.tables WHERE (table_schema = DATABASE() OR 1 = 1) AND table_name = 't'",
  "SELECT 1 FROM information_schema.tables WHERE table_schema = 'db' AND table_name IN ('t', 'u')",
  "SELECT 1 FROM information_schema.schemata WHERE schema_name = 'db'",
  `SELECT cc.check_clause FROM information_schema.check_constraints cc, information_schema.table_constraints tc
    WHERE cc.constraint_schema = DATABASE() AND tc.table_schema = cc.constraint_schema AND
      cc.constraint_name = tc.constraint_name OR tc.table_name = 't'`,
  `SELECT cc.check_clause FROM information_schema.check_constraints cc, information_schema.table_constraints tc
    WHERE cc.constraint_schema = DATABASE() AND tc.table_schema = cc.constraint_schema AND tc.table_name = 't'`,
])('%s: of all', (sql) => {
  expect(readsOf(sql)).toBe('definitions');
});

test('the next id and what an index tells apart are of the rows as well', () => {
  for (const sql of ['SHOW INDEX FROM `t`', 'SHOW KEYS FROM t IN db'])
    expect(readsOf(sql)).toEqual([{ table: 'db.t', order: 'all' }]);
  expect(readsOf('SHOW CREATE TABLE t')).toEqual([{ table: 'db.t', order: 'shown' }]);
  expect(readsOf('SHOW CREATE TABLE v')).toBe('all');
  expect(
    readsOf("SELECT table_rows FROM information_schema.tables WHERE table_schema = 'db' AND table_name = 't'"),
  ).toBe('all');
});

test('a last word that is no statement has read nothing, and what came before it what it reads', () => {
  expect(readsOf('SELECT 1; xyzzy', 1064)).toEqual([]);
  expect(readsOf('SELECT * FROM t; xyzzy', 1064)).toMatchObject([{ table: 'db.t' }]);
  expect(readsOf('CALL p(); xyzzy', 1064)).toBe('all');
  expect(readsOf('SELECT 1; xyzzy')).toBe('all');
});
