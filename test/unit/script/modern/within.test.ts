import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { within } from '../../../../src/script/modern/within.ts';
import { ScriptFailure } from '../../../../src/script/script-failure.ts';

test('what comes in time is passed on, and so is what goes wrong', async () => {
  expect(await within(Promise.resolve(1), 1000)).toBe(1);
  await expect(within(Promise.reject(new TypeError('a')), 1000)).rejects.toThrow(TypeError);
});

test('what does not is given up, and what goes wrong with it later troubles nobody', async () => {
  let fail = (_: Error): void => undefined;
  const stuck = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const failure = within(stuck, 5);
  await expect(failure).rejects.toThrow(ScriptFailure);
  await expect(failure).rejects.toThrow('the script took more than 5 ms for one call');
  fail(new Error('too late'));
  await turn();
});
