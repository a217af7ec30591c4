import { expect, test } from 'vitest';
import { VersionNumbers } from '../../../../src/data/history/version-numbers.ts';

test('versions are numbered from 1 as they come, each once; what was never added has none', () => {
  const numbers = new VersionNumbers();
  expect(numbers.of(77)).toBe(0);
  expect([77, 0, 77, 5].map((version) => numbers.add(version))).toEqual([1, 2, 1, 3]);
  expect([0, 5, 77, 6].map((version) => numbers.of(version))).toEqual([2, 3, 1, 0]);
  // to ask is not to add
  expect(numbers.add(6)).toBe(4);
});
