import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { hasDatabase, hasTable } from '../../../../src/store/reading/names-used.ts';
import { ReadStatements } from '../../../../src/store/reading/read-statements.ts';

function read(): ReadStatements {
  const db = new Database(':memory:');
  db.exec(
    'CREATE TABLE session (database TEXT); CREATE TABLE exchange (database TEXT); CREATE TABLE data_use (use TEXT)',
  );
  db.prepare('INSERT INTO session VALUES (?)').run('shop');
  db.prepare('INSERT INTO exchange VALUES (?)').run('stock');
  const use = { reads: [{ table: 'shop.a"b' }, { table: 'shop.sites' }], writes: [] };
  db.prepare('INSERT INTO data_use VALUES (?)').run(JSON.stringify(use));
  return new ReadStatements(db);
}

test('a database is one in which somebody was, or asked', () => {
  expect(['shop', 'stock', 'sho'].map((name) => hasDatabase(read(), name))).toEqual([true, true, false]);
});

test('a table is one that a statement is about, by its whole name', () => {
  const names = ['shop.sites', 'shop.a"b', 'shop.site', 'sites'];
  expect(names.map((name) => hasTable(read(), name))).toEqual([true, true, false, false]);
});
