// What happens once is promised to who asks before and to who asks afterwards.

import { expect, test } from 'vitest';
import { Happening } from '../../../src/net/happening.ts';

test('who asks before it happens and who asks afterwards are told', async () => {
  const one = new Happening();
  let told = 0;
  const before = one.promise.then(() => told++);
  await Promise.resolve();
  expect(told).toBe(0);
  one.happen();
  one.happen();
  await before;
  expect(told).toBe(1);
  expect(await one.promise).toBeUndefined();
});

test('who asks only afterwards is told, the same promise each time', async () => {
  const one = new Happening();
  one.happen();
  expect(await one.promise).toBeUndefined();
  expect(one.promise).toBe(one.promise);
});
