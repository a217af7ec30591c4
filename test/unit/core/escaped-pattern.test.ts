import { expect, test } from 'vitest';
import { escapedPattern } from '../../../src/core/escaped-pattern.ts';

test('what means something in a pattern stands for itself', () => {
  const text = 'a.b*c+d?e^f$ {g}(h)|[i]\\j';
  expect(new RegExp(`^${escapedPattern(text)}$`).test(text)).toBe(true);
  expect(new RegExp(`^${escapedPattern('a.b')}$`).test('axb')).toBe(false);
});
