import { expect, test } from 'vitest';
import type { TableWrite } from '../../../../src/core/data-use.ts';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { asChecked, isSameEitherWay, isUnchecked, isUntied } from '../../../../src/data/use/unchecked.ts';

const catalogue = new Catalogue();
for (const [table, columns] of [
  ['s.p', 'id INT PRIMARY KEY, n INT'],
  ['s.c', 'id INT PRIMARY KEY, n INT, p INT, FOREIGN KEY (p) REFERENCES p (id)'],
  ['s.made', 'id INT PRIMARY KEY, n INT, p INT AS (n + 1) STORED, FOREIGN KEY (p) REFERENCES p (id)'],
  ['s.fired', 'id INT PRIMARY KEY, n INT, p INT, FOREIGN KEY (p) REFERENCES p (id)'],
  ['s.filled', 'id INT PRIMARY KEY, n INT, p INT, FOREIGN KEY (p) REFERENCES p (id)'],
  ['s.m', 'id INT PRIMARY KEY, n INT'],
] as const) {
  catalogue.create(table, Buffer.from(`CREATE TABLE ${table.slice(2)} (${columns})`));
}
catalogue.createTrigger('s.fired', [], 'all', 'update');
catalogue.createTrigger('s.filled', [], ['p'], 'update');

const write = (...tables: readonly string[]) => ({
  reads: [],
  writes: tables.map((table): TableWrite => ({ table, effect: 'change' })),
});

test('a state says whether foreign keys are looked at', () => {
  const off = "autocommit=1 charset=utf8mb4 foreign_key_checks='0' time_zone='x'";
  expect([isUnchecked(off), asChecked(off)]).toEqual([true, "autocommit=1 charset=utf8mb4 time_zone='x'"]);
  expect(isUnchecked(asChecked(off))).toBe(false);
});

test.each([
  ['s.m', null, true],
  ['s.m', 'adds', true],
  ['s.p', ['n'], true],
  ['s.c', ['n', 'id'], true],
  // which a foreign key names
  ['s.p', ['n', 'id'], false],
  ['s.c', ['p'], false],
  ['s.c', 'adds', false],
  ['s.p', [], false],
  // which follows another, or is given by a trigger
  ['s.made', ['n'], false],
  ['s.fired', ['n'], false],
  ['s.filled', ['n'], false],
  ['s.unknown', ['n'], false],
] as const)('%s, %j: %j', (table, sets, expected) => {
  expect(isUntied(write(table), sets, catalogue)).toBe(expected);
});

test('several tables are so where no foreign key names any of them', () => {
  expect(isUntied(write('s.m', 's.p'), ['n'], catalogue)).toBe(false);
  expect(isUntied({ reads: [], writes: 'all' }, ['n'], catalogue)).toBe(false);
});

test('what makes, drops or empties a table, and rows that are added, do the same where they go well', () => {
  for (const sql of ['CREATE TABLE a (b INT)', 'drop table if exists a', 'TRUNCATE a']) {
    expect(isSameEitherWay(write('s.a'), sql, null), sql).toBe(true);
  }
  expect(isSameEitherWay(write('s.c'), 'INSERT INTO c VALUES (1)', 'adds')).toBe(true);
  expect(isSameEitherWay(write('s.c', 's.p'), 'INSERT INTO c VALUES (1)', 'adds')).toBe(false);
  for (const sql of ['CREATE TABLE a SELECT * FROM b', 'DELETE FROM p', 'UPDATE p SET id = 1']) {
    expect(isSameEitherWay(write('s.a'), sql, ['id']), sql).toBe(false);
  }
});
