import { expect, test } from 'vitest';
import { Timed } from '../../../../src/data/history/timed.ts';

const NOBODY = Number.POSITIVE_INFINITY;
const at = <T>(timed: Timed<T>, ...moments: readonly number[]) => moments.map((moment) => timed.at(moment));

test('a value is there from its moment on', () => {
  const timed = new Timed('first');
  timed.set('second', 5, 0);
  timed.set('third', 8, 0);
  expect(at(timed, 4, 5, 7, 8, 100)).toEqual(['first', 'second', 'second', 'third', 'third']);
  expect([timed.now, timed.at(null)]).toEqual(['third', 'third']);
});

test('nothing is kept for moments that nobody looks at', () => {
  const timed = new Timed('first');
  timed.set('second', 5, NOBODY);
  expect(timed.at(4)).toBe('second');
  timed.set('third', 8, 7);
  expect(at(timed, 7, 8)).toEqual(['second', 'third']);
  // whoever looked at 7 has gone
  timed.set('fourth', 9, 8);
  expect(at(timed, 8, 9)).toEqual(['third', 'fourth']);
  timed.set('fifth', 10, NOBODY);
  expect(at(timed, 8, 9)).toEqual(['fifth', 'fifth']);
});

test('a value that comes at the oldest moment that is looked at is what is seen there', () => {
  const timed = new Timed('first');
  timed.set('second', 5, 5);
  expect(timed.at(5)).toBe('second');
});

test('a copy has the same past, each value made another, and goes its own way', () => {
  const timed = new Timed(1);
  timed.set(2, 5, 0);
  const copy = timed.copy((value) => `copy of ${value}`);
  copy.set('new', 6, 0);
  expect(at(copy, 4, 5, 6)).toEqual(['copy of 1', 'copy of 2', 'new']);
  expect(at(timed, 4, 6)).toEqual([1, 2]);
});
