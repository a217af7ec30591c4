import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TimeLimit } from '../../../src/net/time-limit.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const started = () => {
  const onOver = vi.fn();
  return { onOver, limit: new TimeLimit(20, onOver) };
};

test('is over after its time, once', () => {
  const { onOver } = started();
  vi.advanceTimersByTime(19);
  expect(onOver).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(onOver).toHaveBeenCalledOnce();
});

test('what is worked at meanwhile does not count, and the whole time is there again behind it', async () => {
  const { onOver, limit } = started();
  const { resolve, work } = later();
  const result = limit.pauseFor(work);
  await vi.advanceTimersByTimeAsync(1000);
  resolve();
  expect(await result).toBe('done');
  await vi.advanceTimersByTimeAsync(19);
  expect(onOver).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(onOver).toHaveBeenCalledOnce();
});

test('never comes once it has ended, though work was under way', async () => {
  const { onOver, limit } = started();
  const { resolve, work } = later();
  const result = limit.pauseFor(work);
  limit.end();
  resolve();
  await result;
  await vi.advanceTimersByTimeAsync(1000);
  expect(onOver).not.toHaveBeenCalled();
});

function later(): { work: Promise<string>; resolve: () => void } {
  let resolve = (): void => {};
  const work = new Promise<string>((done) => {
    resolve = () => done('done');
  });
  return { work, resolve };
}
