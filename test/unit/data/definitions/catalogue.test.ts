// What definitions say of tables, and what follows from several of them.

import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';

function catalogue(...definitions: readonly string[]): Catalogue {
  const one = new Catalogue();
  for (const sql of definitions) one.create(`db.${/TABLE (\w+)/.exec(sql)?.[1] ?? ''}`, Buffer.from(sql));
  return one;
}

const PARENT = 'CREATE TABLE parent (id INT PRIMARY KEY, n INT)';
const CHILD =
  'CREATE TABLE child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE)';
const KEEPER = 'CREATE TABLE keeper (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id))';

test('a definition tells keys, and two that differ tell nothing', () => {
  const one = catalogue(PARENT);
  expect(one.factsOf('db.parent')).toMatchObject({ primary: 'id' });
  expect(one.factsOf('db.other')).toBeUndefined();
  one.create('db.parent', Buffer.from(PARENT));
  expect(one.isUnclear('db.parent')).toBe(false);
  one.create('db.parent', Buffer.from('CREATE TABLE parent (id INT, n INT PRIMARY KEY)'));
  expect([one.isUnclear('db.parent'), one.factsOf('db.parent')]).toEqual([true, undefined]);
});

test('keys are the same in whichever order they are told', () => {
  const one = catalogue('CREATE TABLE t (id INT PRIMARY KEY, email VARCHAR(9) UNIQUE, n INT UNIQUE)');
  one.create(
    'db.t',
    Buffer.from('CREATE TABLE t (email VARCHAR(9), n INT, id INT, UNIQUE (email), UNIQUE (n), PRIMARY KEY (id))'),
  );
  expect([one.isUnclear('db.t'), one.factsOf('db.t')?.primary]).toEqual([false, 'id']);
});

test('further keys are there since they were added; a changed one makes it unclear', () => {
  const one = catalogue('CREATE TABLE t (id INT, n INT)');
  one.extend('db.t', { unique: [['n']], references: [{ column: 'id', table: 'db.parent', referenced: 'id' }] });
  expect(one.factsOf('db.t')).toMatchObject({ primary: 'n', unique: [['n']], references: [{ table: 'db.parent' }] });
  expect([...one.childrenOf('db.parent')]).toEqual(['db.t']);
  one.blur('db.t');
  expect(one.factsOf('db.t')).toBeUndefined();
});

test('rows that refer to others go with them, or stand in their way', () => {
  const one = catalogue(PARENT, CHILD, KEEPER);
  expect([...one.childrenOf('db.parent')].sort()).toEqual(['db.child', 'db.keeper']);
  expect([one.isRestricting('db.child', 'db.parent'), one.isRestricting('db.keeper', 'db.parent')]).toEqual([
    false,
    true,
  ]);
  expect([...one.cascadesTo('db.parent')]).toEqual(['db.child']);
  expect([...one.cascadesTo('db.child')]).toEqual([]);
});

test('children of children are reached, and circles end', () => {
  const refer = (name: string, to: string) =>
    `CREATE TABLE ${name} (id INT PRIMARY KEY, r INT, FOREIGN KEY (r) REFERENCES ${to} (id) ON DELETE CASCADE)`;
  const one = catalogue(refer('a', 'c'), refer('b', 'a'), refer('c', 'b'));
  expect([...one.descendantsOf('db.a')].sort()).toEqual(['db.b', 'db.c']);
  expect([...one.cascadesTo('db.a')].sort()).toEqual(['db.b', 'db.c']);
});

test('types of columns, until they are given others', () => {
  const one = catalogue(PARENT);
  const kind = one.kindOf('db.parent', 'id');
  expect([kind === undefined, kind === 'unsure', one.kindOf('db.parent', 'z')]).toEqual([false, false, undefined]);
  one.retype('db.parent');
  expect(one.kindOf('db.parent', 'id')).toBe('unsure');
});

test('views are what any of their definitions is made of', () => {
  const one = new Catalogue();
  one.createView('db.v', ['db.a']);
  one.createView('db.v', ['db.b', 'db.a']);
  expect([one.viewOf('db.v'), one.viewOf('db.w')]).toEqual([['db.a', 'db.b'], undefined]);
  one.createView('db.v', 'all');
  expect(one.viewOf('db.v')).toBe('all');
});

test('triggers reach what they name, and what that reaches in turn', () => {
  const one = catalogue(PARENT, CHILD);
  one.createTrigger('db.log', ['db.parent'], []);
  one.createTrigger('db.t', ['db.log'], 'all');
  expect(one.reachOf('db.u')).toBeUndefined();
  expect([...(one.reachOf('db.t') as string[])].sort()).toEqual(['db.child', 'db.log', 'db.parent']);
  expect([one.keepsValues('db.t'), one.keepsValues('db.log')]).toEqual([false, true]);
  one.createTrigger('db.parent', 'all', []);
  expect(one.reachOf('db.t')).toBe('all');
});

test('columns that a trigger may give other values tell no rows apart; the others keep what they are given', () => {
  const one = catalogue(PARENT, CHILD);
  one.createTrigger('db.child', [], ['n'], 'update');
  expect([one.kindOf('db.child', 'n'), one.kindOf('db.child', 'id')]).toEqual(['unsure', 'number']);
  expect([one.keepsValues('db.child'), one.hasGenerated('db.child')]).toEqual([true, true]);
  one.create('db.child', Buffer.from('CREATE TABLE child (id INT PRIMARY KEY, n INT)'));
  expect(one.kindOf('db.child', 'n')).toBe('unsure');
});

test('tables without transactions, and those with columns that follow others', () => {
  const one = catalogue('CREATE TABLE g (id INT PRIMARY KEY, n INT GENERATED ALWAYS AS (id + 1))');
  expect([one.hasGenerated('db.g'), one.hasTablesAtOnce, one.isAtOnce('db.g')]).toEqual([true, false, false]);
  one.writeAtOnce('db.m');
  one.generate('db.m');
  expect([one.hasTablesAtOnce, one.isAtOnce('db.m'), one.hasGenerated('db.m')]).toEqual([true, true, true]);
});

test('what is written through a view fires the triggers of its tables', () => {
  const catalogue = new Catalogue();
  catalogue.createView('db.v', ['db.t']);
  catalogue.createTrigger('db.t', ['db.log'], [], 'insert');
  expect(catalogue.reachThrough('db.v', 'insert')).toEqual(['db.log']);
  expect(catalogue.reachThrough('db.v', 'delete')).toBeUndefined();
  expect(catalogue.reachThrough('db.t', 'insert')).toEqual(['db.log']);
});
