// Ten thousand connections wait for one signal: what one costs must not grow with the others, and none is left behind.
import { expect, test, vi } from 'vitest';
import { runUntil, whenAborted } from '../../../src/net/run-until.ts';

test('many wait by one listener, each hears it once, and who has left hears nothing', () => {
  const controller = new AbortController();
  const listening = vi.spyOn(controller.signal, 'addEventListener');
  const heard: number[] = [];
  const forget = [1, 2, 3].map((n) => whenAborted(controller.signal, () => heard.push(n)));
  expect(listening).toHaveBeenCalledTimes(1);
  forget[1]?.();
  controller.abort();
  expect(heard).toEqual([1, 3]);
});

test('a session that begins behind the end is stopped', async () => {
  const stop = vi.fn();
  await runUntil(AbortSignal.abort(), { run: () => Promise.resolve(), stop });
  expect(stop).toHaveBeenCalledTimes(1);
});
