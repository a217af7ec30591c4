// Errors that nobody waits for: whose they are, by where they were thrown.

import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { describeStray, StrayErrors } from '../../../src/cli/stray-errors.ts';

const errorFrom = (filename: string, message = 'no') =>
  runInThisContext(`new Error(${JSON.stringify(message)})`, { filename }) as Error;

test('those of the module are told, all others are not its', () => {
  const heard: Error[] = [];
  const stray = new StrayErrors();
  const error = errorFrom('/a/script.mjs');
  expect(stray.take(error)).toBe(false);
  stray.expectFrom('/a/script.mjs', (each) => heard.push(each));
  expect(stray.take(error)).toBe(true);
  expect(stray.take(errorFrom('/a/other.mjs'))).toBe(false);
  // that a message names the module does not make it the module's
  expect(stray.take(errorFrom('/a/other.mjs', 'in /a/script.mjs'))).toBe(false);
  expect(stray.take('text of /a/script.mjs')).toBe(false);
  expect(heard).toEqual([error]);
});

test('one is told in one line', () => {
  expect(describeStray(new TypeError('a\n  b'))).toBe('an error that nobody waits for: TypeError: a b');
});
