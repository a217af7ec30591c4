// The order of a list: what comes first, and that equal ones stay as they stood.

import { expect, test } from 'vitest';
import { orderOf, parseSort, sortKeys } from '../../../src/page/sorting.ts';

test('names of orders, and what is none', () => {
  expect(parseSort('ms')).toEqual({ name: 'ms', isDescending: false });
  expect(parseSort('-outcome')).toEqual({ name: 'outcome', isDescending: true });
  for (const none of ['', null, undefined, 'id', '--ms', 'toString', 'constructor', 'ms desc']) {
    expect(parseSort(none)).toBeNull();
  }
});

test('no rows, few, many, errors, gaps', () => {
  const one = { sql: null, command: 'COM_PING', session: 1, lastByteUs: 1, errorCode: null, gap: null, rows: null };
  const all = [
    { ...one, gap: 'truncated' },
    { ...one, errorCode: 1146 },
    { ...one, rows: 5e9 },
    { ...one, rows: 0 },
    one,
  ];
  expect([...orderOf(sortKeys(all, 'outcome'), false)]).toEqual([4, 3, 2, 1, 0]);
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

test('statements by their text, upper and lower case as one; what has none by its command', () => {
  const one = { session: 1, lastByteUs: 1, errorCode: null, gap: null, rows: null, command: 'COM_QUERY' };
  const long = 'select '.padEnd(300, 'x');
  const texts = ['update b', 'SELECT 2', 'select 1', null, 'Update a', `${long}b`, `${long}a`, 'SELECT 2'];
  const all = texts.map((sql) => ({ ...one, sql }));
  expect([...orderOf(sortKeys(all, 'statement'), false)]).toEqual([3, 2, 1, 7, 5, 6, 4, 0]);
  expect([...orderOf(sortKeys(all, 'statement'), true)]).toEqual([0, 4, 5, 6, 1, 7, 2, 3]);
});
