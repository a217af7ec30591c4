import { expect, test } from 'vitest';
import { toPattern } from '../../../src/faults/statement-pattern.ts';

test('of text, upper and lower case are the same; of an expression, as it says', () => {
  expect(toPattern('^select').test('SELECT 1')).toBe(true);
  expect(toPattern(/^select/).test('SELECT 1')).toBe(false);
  expect(() => toPattern('(')).toThrow();
});
