// What a statement does by the routines that it calls, and by triggers of the event that it is.
import { expect, test } from 'vitest';
import type { Touched } from '../../../../src/core/described-routines.ts';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { useOf } from '../../../../src/data/use/use-of.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

const TOUCHED: Readonly<Record<string, Touched | 'all'>> = {
  'db.total': { reads: ['db.lines'], writes: [] },
  'db.note': { reads: ['db.lines'], writes: ['db.log'] },
  'other.note': { reads: [], writes: ['other.log'] },
  'db.anything': 'all',
};

function use(text: string, errorCode: number | null = null, found: 'no row' | 'no change' | null = null) {
  const catalogue = new Catalogue();
  for (const [name, touched] of Object.entries(TOUCHED)) catalogue.createRoutine(name, touched);
  catalogue.createRoutine('db.own', { reads: ['db.scratch'], writes: [] });
  catalogue.createTemporary('db.scratch');
  catalogue.createTrigger('db.t', ['db.gone'], [], 'delete');
  catalogue.createTrigger('db.watched', ['db.log'], [], 'update');
  const { access, normal } = readStatement(Buffer.from(text));
  const asked = { access, sql: normal.toString('utf8'), database: 'db', state: '', errorCode, parameters: null };
  const told = { lastInsertId: 0n, affectedRows: 0, found, warnings: 0, isCollection: false, isByChance: false };
  return useOf({ ...asked, ...told }, catalogue);
}
const names = (list: 'all' | 'definitions' | readonly { readonly table: string }[]) =>
  typeof list === 'string' ? list : list.map(({ table }) => table).filter((table) => !table.startsWith('*'));

test.each([
  ['SELECT total(id) FROM t', ['db.t', 'db.lines'], []],
  ['SELECT `total`(1), db.total(2)', ['db.lines', 'db.lines'], []],
  ['CALL note(1)', ['db.lines', 'db.log'], ['db.log']],
  ['CALL other.note((SELECT MAX(id) FROM t))', ['db.t', 'other.log'], ['other.log']],
  ['UPDATE t SET n = 1 WHERE note(id)', ['db.t', 'db.lines', 'db.log'], ['db.t', 'db.log']],
  ['SELECT total(1), unheard_of(2)', 'all', 'all'],
  ['CALL anything()', 'all', 'all'],
  ['SELECT own()', ['db.scratch', '~db.scratch'], []],
])('%s reads %j and writes %j', (sql, reads, writes) => {
  expect([names(use(sql).reads), names(use(sql).writes)]).toEqual([reads, writes]);
});

test('how a routine is made counts, and one that fails has done what came before', () => {
  expect(use('CALL note(1)').reads).toContainEqual({ table: '*procedure.db.note', isDefinition: true });
  expect(names(use('CALL note(1)', 1062).writes)).toEqual(['db.log']);
  expect(use('CALL note(1)', 1305).writes).toEqual([]);
});

test('what comes of another table that is written has that in it', () => {
  expect(use('UPDATE t SET n = 1 WHERE note(id)').isCopy).toBe(true);
  expect(use('UPDATE t, u SET t.n = u.n, u.n = 0').isCopy).toBe(true);
  expect(use('CALL note(1)').isCopy).toBe(undefined);
});

test('a trigger counts for its own event, and for what may be several', () => {
  expect(names(use('UPDATE t SET n = 1 LIMIT 1').reads)).not.toContain('db.gone');
  expect(names(use('INSERT INTO t VALUES (1)').writes)).toEqual(['db.t']);
  expect(names(use('REPLACE INTO t VALUES (1)').writes)).toEqual(['db.gone', 'db.t']);
});

test('a trigger writes for a row that stays as it is, but for none that is not there', () => {
  const sql = 'UPDATE watched SET n = n';
  expect(names(use(sql, null, 'no change').writes)).toEqual(['db.log', 'db.watched']);
  expect(use(sql, null, 'no row').writes).toEqual([]);
});
