// Searches that end in time, and what is remembered of them.

import { expect, test } from 'vitest';
import { BoundedRegExp } from '../../../../src/script/limits/bounded-regexp.ts';
import { Budget } from '../../../../src/script/limits/budget.ts';
import { ScriptFailure } from '../../../../src/script/script-failure.ts';

function searching(limitMs: number) {
  const budget = new Budget(limitMs);
  const bounded = new BoundedRegExp(budget);
  const exec = (expression: RegExp, text: string) => bounded.exec(expression, text, () => expression.exec(text));
  return { budget, bounded, exec };
}

test('finds what the expression itself finds, watched or not', () => {
  const { exec } = searching(5000);
  expect(exec(/b(.)/, 'abc')?.slice()).toEqual(['bc', 'c']);
  expect(exec(/x/, 'abc')).toBeNull();
  // one that may take long, and does not
  expect(exec(/^(a+)+b$/, 'aaab')?.[1]).toBe('aaa');
  expect(exec(/^(a+)+b$/, 'aaab')?.[1]).toBe('aaa');
});

test('a search that would take for ever ends with the call', () => {
  const { exec } = searching(20);
  expect(() => exec(/^(a+)+$/, `${'a'.repeat(60)}b`)).toThrow(ScriptFailure);
});

test('a watched search is asked for anew from another place of the text', () => {
  const { exec } = searching(5000);
  const sticky = /(a+)+b/g;
  expect([exec(sticky, 'aab ab')?.index, exec(sticky, 'aab ab')?.index, exec(sticky, 'aab ab')]).toEqual([0, 4, null]);
});

test('an error within the search is its own, not one of time', () => {
  const { bounded } = searching(5000);
  const broken = () => {
    throw new TypeError('broken');
  };
  expect(() => bounded.exec(/^(a+)+$/, 'a'.repeat(60), broken)).toThrow(TypeError);
});
