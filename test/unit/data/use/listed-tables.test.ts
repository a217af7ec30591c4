import { expect, test } from 'vitest';
import { listedTables } from '../../../../src/data/use/listed-tables.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

function listedBy(text: string) {
  const { access, normal } = readStatement(Buffer.from(text));
  const answered = {
    parameters: null,
    state: '',
    isByChance: false,
    isCollection: false,
    warnings: 0,
    errorCode: null,
  };
  const sql = normal.toString('utf8');
  return listedTables({ ...answered, access, sql, database: 'Db', lastInsertId: 0n, affectedRows: 0 });
}

test.each([
  ['SHOW TABLES', { schema: 'db', like: null }],
  ["show tables from `o``x` like 'A\\_b%'", { schema: 'o`x', like: 'a\\_b%' }],
  [
    "SELECT engine FROM information_schema.tables WHERE table_name = 'A_b'",
    { schema: null, like: 'a\\_b', isFull: true, isDefined: true },
  ],
  ["SHOW /*!50002 FULL*/ TABLES FROM `test` LIKE 'x'", { schema: 'test', like: 'x', isFull: true }],
  [
    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type != 'VIEW' ORDER BY table_name",
    { schema: 'db', like: null, isFull: true },
  ],
  [
    "SELECT table_name FROM (SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = database()) _subquery WHERE _subquery.table_name = 'a_b' AND _subquery.table_type = 'BASE TABLE'",
    { schema: 'db', like: 'a\\_b', isFull: true },
  ],
  [
    "SELECT table_name FROM (SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'Other') _subquery",
    { schema: 'other', like: null, isFull: true },
  ],
  [
    "SELECT table_name FROM (SELECT * FROM information_schema.tables WHERE table_schema = database()) _subquery WHERE _subquery.table_type = 'VIEW'",
    { schema: 'db', like: null, isFull: true },
  ],
  [
    'SELECT table_name FROM (SELECT * FROM information_schema.tables WHERE table_schema = database()) _subquery WHERE _subquery.table_rows > 1',
    null,
  ],
  ["SELECT table_rows FROM information_schema.tables WHERE table_schema = 'db'", null],
  ["SHOW TABLES WHERE Tables_in_db = 'x'", null],
  ['SHOW OPEN TABLES', null],
])('%s', (sql, expected) => {
  expect(listedBy(sql)).toEqual(expected);
});
