// A map that is not there before something is in it does all that a Map does.

import { expect, test } from 'vitest';
import { RareMap } from '../../../src/core/rare-map.ts';

test('empty, it has nothing, and nothing goes wrong', () => {
  const map = new RareMap<string, number>();
  expect([map.size, map.get('a'), map.has('a'), map.delete('a')]).toEqual([0, undefined, false, false]);
  expect([[...map], [...map.keys()], [...map.values()]]).toEqual([[], [], []]);
  map.clear();
  expect(map.size).toBe(0);
});

test('it keeps what it is given, in order, until that is deleted or all is cleared', () => {
  const map = new RareMap<string, number>().set('b', 1).set('a', 2).set('b', 3);
  expect([...map]).toEqual([
    ['b', 3],
    ['a', 2],
  ]);
  expect([map.size, map.get('a'), map.has('b')]).toEqual([2, 2, true]);
  expect([[...map.keys()], [...map.values()]]).toEqual([
    ['b', 'a'],
    [3, 2],
  ]);
  expect([map.delete('b'), map.delete('b'), map.size]).toEqual([true, false, 1]);
  map.clear();
  expect([map.size, map.get('a'), [...map]]).toEqual([0, undefined, []]);
});
