// Which rows an INSERT brings and a DELETE takes, by their constants alone; null wherever it may be others.
import { expect, test } from 'vitest';
import { addedBy, goneBy } from '../../../../src/sql/access/row-constants.ts';

const gone = (sql: string) => goneBy({ sql, parameters: null });
const added = (sql: string, ...columns: string[]) =>
  addedBy({ sql, parameters: null })?.filter(({ column }) => columns.includes(column)) ?? null;
const of = (column: string, ...values: string[]) => ({ column, values });

test('a DELETE takes all rows that have its constants together', () => {
  expect(gone("DELETE FROM `m` WHERE `m`.`app` = 'a'")).toEqual([of('app', "'a")]);
  expect(gone("delete from db.m where ( `m`.`app` = 'a' AND name = '0001_x' )")).toEqual([
    of('app', "'a"),
    of('name', "'0001_x"),
  ]);
  expect(gone('DELETE FROM m WHERE id IN (7, 8) ;')).toEqual([of('id', '#7', '#8')]);
  expect(gone("DELETE FROM m WHERE a = 'it''s'")).toEqual([of('a', "'it's")]);
  const parameters = [
    { kind: 'int', value: 5n },
    { kind: 'text', value: Buffer.from('b') },
  ] as never;
  expect(goneBy({ sql: 'DELETE FROM m WHERE id = ? AND a = ?', parameters })).toEqual([of('id', '#5'), of('a', "'b")]);
});

test.each([
  'DELETE FROM m',
  "DELETE FROM m WHERE app = 'a' LIMIT 1",
  "DELETE FROM m WHERE app = 'a' OR app = 'b'",
  "DELETE FROM m WHERE app = 'a' AND id > 5",
  "DELETE FROM m WHERE app = 'a' AND app = 'b'",
  "DELETE FROM m WHERE NOT app = 'a'",
  "DELETE FROM m WHERE app = 'a\\'b'",
  'DELETE FROM m WHERE id = 5 + 1',
  'DELETE FROM m WHERE id = -NULL',
  "DELETE a FROM m a WHERE app = 'a'",
  "UPDATE m SET app = 'a'",
])('%s: nobody knows which', (sql) => {
  expect(gone(sql)).toBeNull();
});

test('an INSERT brings rows with the constants of its columns, as far as these are asked for', () => {
  const sql = "INSERT INTO `m` (`app`, `name`, `n`) VALUES ('a', 'x', 1), ('a', 'y', 2)";
  expect(added(sql, 'app', 'name')).toEqual([of('app', "'a"), of('name', "'x", "'y")]);
  expect(added(sql, 'other')).toEqual([]);
  expect(added("INSERT INTO m (app, made) VALUES ('a', NOW())", 'app', 'made')).toBeNull();
  expect(added("INSERT INTO m (app, made) VALUES ('a', NULL)", 'app', 'made')).toEqual([of('app', "'a")]);
  expect(added("INSERT INTO m (app, n) VALUES ('a), (', 1)", 'app')).toEqual([of('app', "'a), (")]);
});

test.each([
  "INSERT INTO m VALUES ('a')",
  "INSERT INTO m (n, app) VALUES (x'41', x'42')",
  "INSERT INTO m (n, app) VALUES ('a' 'b', 'c' 'd')",
  "INSERT IGNORE INTO m (app) VALUES ('a')",
  "INSERT INTO m (app, n) VALUES ('a', f(1), 2, 3)",
  "INSERT INTO m (app, n) VALUES ('a', 1 + 1)",
  "INSERT INTO m (app) VALUES ('a') ON DUPLICATE KEY UPDATE app = 'b'",
  "INSERT INTO m (app) SELECT app FROM n WHERE app = 'a'",
])('%s: nobody knows what', (sql) => {
  expect(added(sql, 'app')).toBeNull();
});
