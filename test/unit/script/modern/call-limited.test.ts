import { expect, test } from 'vitest';
import { Budget } from '../../../../src/script/limits/budget.ts';
import { callLimited } from '../../../../src/script/modern/call-limited.ts';
import { ScriptFailure } from '../../../../src/script/script-failure.ts';

const limits = (callTimeoutMs = 1000) => {
  return { path: import.meta.filename, callTimeoutMs, budget: new Budget(callTimeoutMs) };
};

test('what a function gives at once is there at once', async () => {
  expect(callLimited(() => 1, limits())).toBe(1);
  expect(await callLimited(async () => 2, limits())).toBe(2);
});

test('what it throws, now or later, is one failure with its place and its cause', async () => {
  const error = new TypeError('no');
  const now = () => {
    throw error;
  };
  const place = /^at .*call-limited\.test\.ts:\d+: TypeError: no/;
  expect(() => callLimited(now, limits())).toThrow(ScriptFailure);
  expect(() => callLimited(now, limits())).toThrow(place);
  await expect(callLimited(async () => now(), limits())).rejects.toMatchObject({
    ...{ name: 'ScriptFailure', message: expect.stringMatching(place), cause: error },
  });
});

test('one that waits for too long is given up', async () => {
  const stuck = () => new Promise<never>(() => undefined);
  await expect(callLimited(stuck, limits(5))).rejects.toThrow('the script took more than 5 ms for one call');
});

test('each call has all of its time', () => {
  const given = limits();
  given.budget.left = 0;
  callLimited(() => undefined, given);
  expect(given.budget.left).toBeGreaterThan(0);
});
