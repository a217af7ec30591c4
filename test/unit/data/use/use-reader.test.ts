// Which rows of which tables a statement reads and writes, with what definitions say of them. What answers and transactions make
// of it is tested in use-of.test.ts.

import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import type { AskedStatement } from '../../../../src/data/use/asked-statement.ts';
import { UseReader } from '../../../../src/data/use/use-reader.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

const T = 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, mail CHAR(9) UNIQUE, n INT)';
const CHILD =
  'CREATE TABLE child (id INT PRIMARY KEY, t_id INT, FOREIGN KEY (t_id) REFERENCES t (id) ON DELETE CASCADE)';

function catalogue(): Catalogue {
  const one = new Catalogue();
  one.create('db.t', Buffer.from(T));
  one.create('db.child', Buffer.from(CHILD));
  return one;
}

function use(sql: string, told: Partial<AskedStatement> = {}, known = catalogue()) {
  const { access, normal } = readStatement(Buffer.from(sql));
  const [first] = access;
  if (first === undefined) throw new Error('it has no access to anything');
  const answer = { errorCode: null, lastInsertId: 0n, affectedRows: 1, warnings: 0 };
  const asked: AskedStatement = {
    ...{ access, sql: normal.toString('utf8'), parameters: null, database: 'db', state: '' },
    ...{ isByChance: false, isCollection: false, ...answer, ...told },
  };
  return new UseReader(asked, first, known).read();
}

const tables = (list: ReturnType<typeof use>['reads'] | ReturnType<typeof use>['writes']) =>
  typeof list === 'string' ? list : list.map(({ table }) => table);

test('rows by their key, however the constant is written or bound', () => {
  const pins = [{ column: 'id', values: ['#5'] }];
  expect(use('SELECT * FROM t WHERE id = 5').reads).toMatchObject([{ table: 'db.t', pins }]);
  const bound = use('SELECT * FROM t WHERE id = ?', { parameters: [{ kind: 'int', value: 5n }] });
  expect(bound.reads).toMatchObject([{ table: 'db.t', pins }]);
  expect(use('SELECT * FROM t').reads).toEqual([{ table: 'db.t' }]);
});

test('an INSERT meets rows with the same keys only, and has the id that was told', () => {
  const { reads, writes } = use("INSERT INTO t (mail, n) VALUES ('a', 1)", { lastInsertId: 7n });
  expect(new Set(tables(reads))).toEqual(new Set(['db.t']));
  expect(JSON.stringify(writes)).toContain('#7');
  expect(writes).toMatchObject([{ table: 'db.t', effect: 'change' }]);
});

test('a DELETE takes along the rows that refer to its own', () => {
  expect(tables(use('DELETE FROM t WHERE id = 5').writes)).toEqual(['db.t', 'db.child']);
  expect(tables(use('DELETE FROM child WHERE id = 5').writes)).toEqual(['db.child']);
});

test('a row that refers to another needs it to be there', () => {
  const { reads } = use('INSERT INTO child (id, t_id) VALUES (1, 5)');
  expect(reads).toContainEqual({ table: 'db.t', pins: [{ column: 'id', values: ['#5'] }] });
});

test('a view is what it is made of; one of which that is not known may be anything', () => {
  const known = catalogue();
  known.createView('db.v', ['db.t']);
  known.createView('db.w', 'all');
  expect(tables(use('SELECT * FROM v', {}, known).reads)).toEqual(['db.v', 'db.t']);
  expect(use('SELECT * FROM w', {}, known).reads).toBe('all');
  expect(tables(use('UPDATE v SET n = 1', {}, known).writes)).toContain('db.t');
});

test('a trigger writes what it names, and reads it', () => {
  const known = catalogue();
  known.createTrigger('db.t', ['db.log'], []);
  const { reads, writes } = use('UPDATE t SET n = 1 WHERE id = 5', {}, known);
  expect([tables(reads), tables(writes)].every((each) => each.includes('db.log'))).toBe(true);
});

test('where the server warned, a value may have been cut: no row is certain', () => {
  const pinsOf = (warnings: number) => {
    const { writes } = use('UPDATE t SET n = 1 WHERE id = 5', { warnings });
    return typeof writes === 'string' ? writes : writes[0]?.pins;
  };
  expect([pinsOf(0), pinsOf(1)]).toEqual([[{ column: 'id', values: ['#5'] }], undefined]);
});

test('definitions: what is made, dropped and emptied', () => {
  const effects = (sql: string) => {
    const { writes } = use(sql);
    return typeof writes === 'string' ? writes : writes.map(({ effect, table }) => `${effect} ${table}`);
  };
  expect(effects('CREATE TABLE u (id INT)')).toEqual(['create db.u']);
  expect(effects('DROP TABLE t')).toContain('drop db.t');
  expect(effects('TRUNCATE TABLE child')).toEqual(['empty db.child']);
  expect(effects('DROP DATABASE other')).toEqual(['drop *database.other', 'drop other.*', 'drop *.other.*']);
  expect(use('USE `Other`').reads).toEqual([{ table: '*database.other', isExistence: true }]);
});

test('an addition may come in any order, unless another column follows it', () => {
  const commutes = (known: Catalogue) => {
    const { writes } = use('UPDATE t SET n = n + 1 WHERE id = 5', {}, known);
    return typeof writes === 'string' ? undefined : writes[0]?.commutes;
  };
  expect(commutes(catalogue())).toMatch(/^adds? n$/);
  const generated = catalogue();
  generated.generate('db.t');
  expect(commutes(generated)).toBeUndefined();
});
