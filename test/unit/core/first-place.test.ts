import { expect, test } from 'vitest';
import { firstPlace } from '../../../src/core/first-place.ts';

test.each([
  [[], 5, 0],
  [[5], 4, 0],
  [[5], 5, 1],
  [[1, 3, 3, 3, 9], 3, 4],
  [[1, 3, 3, 3, 9], 0, 0],
  [[1, 3, 3, 3, 9], 100, 5],
])('the first of %j beyond %i is at place %i', (sorted: number[], limit, place) => {
  expect(firstPlace(sorted.length, (at) => (sorted[at] ?? 0) > limit)).toBe(place);
});
