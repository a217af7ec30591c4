// Whether rows that came are among those that go, by their constants alone; null wherever nobody knows.
import { expect, test } from 'vitest';
import type { WrittenValues } from '../../../../src/core/data-use.ts';
import { areThose, isAmong, isApart, isWithin, ofCharacters } from '../../../../src/data/use/written-values.ts';

const of = (column: string, ...values: string[]) => ({ column, values });
const rows = (...list: WrittenValues[]) => list;

test('rows are among those that go where all of them have the constants, and not where one column is another for certain', () => {
  const row = rows(of('app', "'a"), of('name', "'abc"));
  expect(isAmong(row, [of('app', "'a")])).toBe(true);
  expect(isAmong(row, [of('app', "'a"), of('name', "'abc")])).toBe(true);
  expect(isAmong(row, [of('app', "'a"), of('name', "'xyz")])).toBe(false);
  // a collation may take them for one
  expect(isAmong(row, [of('app', "'A")])).toBeNull();
  expect(isAmong(row, [of('id', '#5')])).toBeNull();
  expect(isAmong(rows(of('id', '#5', '#6')), [of('id', '#5')])).toBeNull();
  expect(isAmong(rows(of('id', '#5')), [of('id', "'5")])).toBeNull();
});

test('what begins with digits is a number of its own only where the column is not one of characters', () => {
  const [one, other] = [of('name', "'0001_first"), of('name', "'0002_second")];
  expect(isAmong(rows(one), [other])).toBeNull();
  expect(isAmong(rows(ofCharacters(one)), [ofCharacters(other)])).toBe(false);
  expect(isAmong(rows(ofCharacters(one)), [ofCharacters(one)])).toBe(true);
});

test('rows with more constants are among those with fewer', () => {
  expect(isWithin([of('app', "'a"), of('name', "'x")], [of('app', "'a", "'b")])).toBe(true);
  expect(isWithin([of('app', "'a")], [of('app', "'a"), of('name', "'x")])).toBe(false);
  expect(isWithin([of('app', "'a", "'c")], [of('app', "'a", "'b")])).toBe(false);
});

test('rows are others than the pinned ones where one column says so for certain', () => {
  const pins = [{ column: 'id', values: ['#5', '#6'] }];
  expect(isApart([of('id', '#7'), of('name', "'x")], pins)).toBe(true);
  expect(isApart([of('id', "'7")], pins)).toBe(true);
  expect(isApart([of('id', '#7', '#6')], pins)).toBe(false);
  expect(isApart([of('id', '#0')], pins)).toBe(false);
  expect(isApart([of('name', "'x")], pins)).toBe(false);
  expect(isApart([of('id', '#7')], pins, ['id'])).toBe(false);
  expect(isApart([of('name', "'Abc")], [{ column: 'name', values: ["'abc"] }])).toBe(false);
  expect(isApart([of('name', '"abc')], [{ column: 'name', values: ["'xyz"] }])).toBe(true);
  expect(isApart([of('id', '#7')], [{ column: 'id', values: [], parts: ['5..6'] }])).toBe(false);
});

test('pinned rows have none but these numbers; of texts that is not known', () => {
  const pins = [of('id', '#5'), of('name', "'ann")];
  expect(areThose(pins, [])).toBe(true);
  expect(areThose(pins, [of('id', '#5', '#6')])).toBe(true);
  expect(areThose(pins, [of('id', '#6')])).toBe(false);
  expect(areThose(pins, [of('id', '#5'), of('kind', '#1')])).toBe(false);
  expect(areThose(pins, [of('name', "'ann")])).toBe(false);
});
