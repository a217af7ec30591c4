import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import type { AskedStatement } from '../../../../src/data/use/asked-statement.ts';
import { OwnTables } from '../../../../src/data/use/own-tables.ts';
import { UseReader } from '../../../../src/data/use/use-reader.ts';
import type { DataAccess } from '../../../../src/sql/access/access-shape.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

function nameOf(
  name: string,
  { state = '', sql = 'SELECT 1', catalogue = new Catalogue(), schema = null as string | null } = {},
) {
  const [access] = readStatement(Buffer.from(sql)).access;
  if (access === undefined) throw new Error(sql);
  return new OwnTables({ database: 'DB', state, sql } as AskedStatement, access, catalogue).nameOf({ schema, name });
}

test('a table is its session’s own where the session has made it, or makes it now', () => {
  expect(nameOf('T')).toBe('db.t');
  expect(nameOf('T', { state: 'autocommit=1 temporary=a,t' })).toBe('~db.t');
  expect(nameOf('t', { state: 'autocommit=1 temporary=t', schema: 'other' })).toBe('other.t');
  expect(nameOf('t', { sql: 'CREATE TEMPORARY TABLE t (id INT)' })).toBe('~db.t');
});

test('what is made for all is no session’s, though the session has one of its name', () => {
  const state = 'autocommit=1 temporary=t';
  for (const sql of [
    'CREATE TABLE t (id INT)',
    'CREATE TABLE IF NOT EXISTS t (id INT)',
    'create or replace view t as select 1',
  ]) {
    expect(nameOf('t', { state, sql })).toBe('db.t');
  }
  expect(nameOf('t', { state, sql: 'CREATE TABLE u LIKE t' })).toBe('~db.t');
  expect(nameOf('t', { state, sql: 'CREATE INDEX i ON t (id)' })).toBe('~db.t');
  expect(nameOf('t', { state, sql: 'DROP TABLE t' })).toBe('~db.t');
});

test('so is one that a procedure makes, unless there is another of this name', () => {
  const catalogue = new Catalogue();
  catalogue.createRoutine('db.make', { reads: [], writes: ['~db.t'] });
  expect(nameOf('t', { catalogue })).toBe('~db.t');
  catalogue.create('db.t', Buffer.from('CREATE TABLE t (id INT)'));
  expect(nameOf('t', { catalogue })).toBe('db.t');
});

test('where a procedure may have made one that stands before that of all, a statement may mean either, and ends neither', () => {
  const catalogue = new Catalogue();
  catalogue.createRoutine('db.make', { reads: [], writes: ['~db.t'] });
  catalogue.create('db.t', Buffer.from('CREATE TABLE t (id INT)'));
  const use = (sql: string) => {
    const { access } = readStatement(Buffer.from(sql));
    const nothing = { isCollection: false, isByChance: false, errorCode: null, parameters: null, warnings: 0 } as const;
    const asked = { access, sql, database: 'db', state: '', lastInsertId: 0n, affectedRows: 1, ...nothing };
    const { reads, writes } = new UseReader(asked, access[0] as DataAccess, catalogue).read();
    const told = typeof reads === 'string' ? [reads] : reads.map(({ table }) => table);
    return [told, writes === 'all' ? [] : writes.map(({ effect, table }) => `${effect} ${table}`)];
  };
  expect(use('SELECT * FROM t')).toEqual([['db.t', '~db.t'], []]);
  expect(use('UPDATE t SET n = 1')).toEqual([
    ['db.t', '~db.t'],
    ['change db.t', 'change ~db.t'],
  ]);
  expect(use('TRUNCATE TABLE t')[1]).toEqual(['define db.t', 'change ~db.t']);
  expect(use('DROP TEMPORARY TABLE t')[1]).toEqual(['drop ~db.t']);
  expect(use('SELECT * FROM u')).toEqual([['db.u'], []]);
});
