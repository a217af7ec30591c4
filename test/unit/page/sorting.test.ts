// The order of a list: what comes first, and that equal ones stay as they stood.

import { expect, test } from 'vitest';
import { orderOf, parseSort, sortKey } from '../../../src/page/sorting.ts';

test('names of orders, and what is none', () => {
  expect(parseSort('ms')).toEqual({ name: 'ms', isDescending: false });
  expect(parseSort('-outcome')).toEqual({ name: 'outcome', isDescending: true });
  for (const none of ['', null, undefined, 'id', '--ms', 'toString', 'constructor', 'ms desc']) {
    expect(parseSort(none)).toBeNull();
  }
});

test('no rows, few, many, errors, gaps', () => {
  const one = { session: 1, lastByteUs: 1, errorCode: null, gap: null, rows: null };
  const all = [
    { ...one, gap: 'truncated' },
    { ...one, errorCode: 1146 },
    { ...one, rows: 5e9 },
    { ...one, rows: 0 },
    one,
  ];
  expect([...orderOf(all.map(sortKey('outcome')), false)]).toEqual([4, 3, 2, 1, 0]);
});

test.each([false, true])('equal ones stay as they stood; descending: %s', (isDescending) => {
  const keys = [3, 1, 3, 2 ** 32 - 1, 0, 1, 3];
  const expected = keys
    .map((key, place) => ({ key, place }))
    .sort((a, b) => (isDescending ? b.key - a.key : a.key - b.key))
    .map(({ place }) => place);
  expect([...orderOf(keys, isDescending)]).toEqual(expected);
  expect([...orderOf([], isDescending)]).toEqual([]);
});
