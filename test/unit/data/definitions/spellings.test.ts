import { expect, test } from 'vitest';
import { Spellings } from '../../../../src/data/definitions/spellings.ts';

test('a key that was written in one way stands for one text, by its column', () => {
  const spellings = new Spellings();
  spellings.note('db.t', 'name', "'ann", 'ann');
  spellings.note('db.t', 'name', "'ann", 'ann');
  spellings.note('db.t', 'mail', "'ann", 'Ann');
  expect(['name', 'mail', 'v'].map((column) => spellings.isOne('db.t', column, "'ann"))).toEqual([true, true, false]);
  spellings.note('db.t', 'mail', "'ann", 'ann');
  expect(['name', 'mail'].map((column) => spellings.isOne('db.t', column, "'ann"))).toEqual([true, false]);
});

test('one that is no text does not, a UUID always does', () => {
  const spellings = new Spellings();
  spellings.note('db.t', 'code', '#7', '7');
  expect(spellings.isOne('db.t', 'code', '#7')).toBe(true);
  spellings.note('db.t', 'code', '#7', null);
  expect(spellings.isOne('db.t', 'code', '#7')).toBe(false);
  expect(spellings.isOne('db.t', 'code', `'${'ab12'.repeat(8)}`)).toBe(true);
});
