import { expect, test } from 'vitest';
import { deferred, rejected } from '../../../src/net/deferred.ts';

test('a promise is settled from outside, once', async () => {
  const one = deferred<number>();
  one.resolve(1);
  one.reject(new Error('too late'));
  expect(await one.promise).toBe(1);
});

test('a rejection that nobody looks at ends no process, and is there for who does', async () => {
  const one = deferred<void>();
  one.reject(new Error('gone'));
  const other = rejected(new Error('never'));
  await new Promise(setImmediate);
  await expect(one.promise).rejects.toThrow('gone');
  await expect(other).rejects.toThrow('never');
});
