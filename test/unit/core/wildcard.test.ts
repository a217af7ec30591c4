import { expect, test } from 'vitest';
import { ANY, matchesWildcard, ONE } from '../../../src/core/wildcard.ts';

/** `%` and `_` as in LIKE. */
const parts = (pattern: string) => [...pattern].map((one) => (one === '%' ? ANY : one === '_' ? ONE : one));

test.each([
  ['', '', true],
  ['', '%', true],
  ['', '_', false],
  ['abc', 'abc', true],
  ['abc', 'a_c', true],
  ['abc', 'a%', true],
  ['abc', '%c', true],
  ['abc', '%b%', true],
  ['abcabd', '%ab_', true],
  ['abc', 'ab', false],
  ['abc', '%x%', false],
])('%j is like %j: %s', (text, pattern, is) => {
  expect(matchesWildcard(text, parts(pattern))).toBe(is);
});

test('a pattern that a regular expression would try for ever is compared at once', () => {
  expect(matchesWildcard('a'.repeat(5000), parts(`${'%a'.repeat(200)}%b`))).toBe(false);
});
