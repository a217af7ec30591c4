import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import type { AskedStatement } from '../../../../src/data/use/asked-statement.ts';
import { CALLED, changesTables, sessionUse } from '../../../../src/data/use/session-use.ts';
import { reachOf, touchedBy } from '../../../../src/sql/access/reach.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

function asked(sql: string): AskedStatement {
  const { access } = readStatement(Buffer.from(sql));
  const nothing = { isCollection: false, isByChance: false, errorCode: null, parameters: null, warnings: 0 } as const;
  return { access, sql, database: 'db', state: '', lastInsertId: 0n, affectedRows: 0, ...nothing };
}

function told(sql: string, prepare: (catalogue: Catalogue) => void, tables: readonly string[] = []) {
  const catalogue = new Catalogue();
  prepare(catalogue);
  const { reads, writes } = sessionUse(asked(sql), catalogue, tables);
  return [reads.map(({ table }) => table), writes.map(({ table, effect }) => `${effect} ${table}`)];
}

const routine = (body: string) => (catalogue: Catalogue) => catalogue.createRoutine('db.r', touchedBy(body, 'db'));
const trigger = (body: string) => (catalogue: Catalogue) =>
  catalogue.createTrigger('db.t', reachOf(body, 'db'), [], 'insert');

test('a user variable that a trigger stores is data where the session sets it', () => {
  const stores = trigger('INSERT INTO log VALUES (@who)');
  expect(told("SET @who = 'bob'", stores)).toEqual([[], ['empty ~.@who', 'change ~.@who']]);
  expect(told('SELECT n INTO @who FROM t', stores)).toEqual([[], ['change ~.@who']]);
  expect(told('SET @other = 1', stores)).toEqual([[], []]);
  expect(told('SELECT @who', stores)).toEqual([[], []]);
});

test('one that a program gives its session is read where it is named', () => {
  const gives = routine('BEGIN SET @total = 1; END');
  expect(told('SELECT @total', gives)).toEqual([['~.@total'], []]);
  expect(told('SET @a = @total + 1', gives)).toEqual([['~.@total'], []]);
  expect(told('SELECT @other', gives)).toEqual([[], []]);
});

test('where a program sets session variables every statement depends on it', () => {
  expect(told('SELECT 1', routine("BEGIN SET SESSION sql_mode = ''; END"))).toEqual([['~.settings'], []]);
  expect(told('SELECT 1', routine('BEGIN DECLARE n INT; SET n = 1; END'))).toEqual([[], []]);
});

test('a table that nobody has described may be one that an unknown procedure has made', () => {
  const unknown = (catalogue: Catalogue) => catalogue.noteCalls();
  expect(told('SELECT * FROM x', unknown, ['db.x', 'information_schema.tables'])).toEqual([[CALLED], []]);
  expect(told('SELECT * FROM x', () => undefined, ['db.x'])).toEqual([[], []]);
  const made = (catalogue: Catalogue) => {
    catalogue.noteCalls();
    catalogue.create('db.x', Buffer.from('CREATE TABLE x (id INT)'));
  };
  expect(told('SELECT * FROM x', made, ['db.x'])).toEqual([[], []]);
});

test('what only the session holds is no change that others see', () => {
  expect(changesTables([{ table: '~.@a', effect: 'change' }])).toBe(false);
  expect(changesTables([{ table: 'db.t', effect: 'change' }])).toBe(true);
  expect(changesTables('all')).toBe(true);
});

test('whether a text can be prepared depends on how its tables are made', () => {
  const nothing = () => undefined;
  expect(told("PREPARE s FROM 'SELECT a FROM t JOIN o.u USING (id)'", nothing)).toEqual([['db.t', 'o.u'], []]);
  expect(told('PREPARE s FROM @text', nothing)).toEqual([[], []]);
});
