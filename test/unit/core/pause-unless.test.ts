import { expect, test } from 'vitest';
import { pauseUnless } from '../../../src/core/pause-unless.ts';

test('nobody is waited for who is gone, for however long it would be', async () => {
  await pauseUnless(Number.POSITIVE_INFINITY, Promise.resolve());
});

test('else the time passes', async () => {
  const began = performance.now();
  await pauseUnless(20, new Promise(() => undefined));
  expect(performance.now() - began).toBeGreaterThan(15);
});
