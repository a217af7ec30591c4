// The first signal asks, the next one is the system's own.

import { expect, test } from 'vitest';
import { stopSignal, untilSignalled } from '../../../src/cli/signals.ts';

const listeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal));

test('the first signal resolves, and from then on none is listened for', async () => {
  const before = listeners();
  const stop = stopSignal(false);
  expect(listeners()).toEqual(before.map((count) => count + 1));
  process.emit('SIGHUP', 'SIGHUP');
  expect(await stop.signal).toBe('SIGHUP');
  expect(listeners()).toEqual(before);
});

test('under npm the same signal twice is one', async () => {
  const before = listeners();
  const stop = stopSignal(true);
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
  // the twin is still caught: it would end the process otherwise
  expect(listeners()).toEqual(before.map((count) => count + 1));
  expect(await stop.signal).toBe('SIGINT');
  expect(listeners()).toEqual(before);
});

test('who waits no more leaves nothing behind', () => {
  const before = listeners();
  stopSignal(false).release();
  expect(listeners()).toEqual(before);
});

test('work is told of a signal, and however it ends nothing is left behind', async () => {
  const before = listeners();
  await untilSignalled(async (signal) => {
    expect(signal.aborted).toBe(false);
    process.emit('SIGTERM', 'SIGTERM');
    expect(signal.aborted).toBe(true);
    expect(listeners()).toEqual(before);
  });
  await expect(untilSignalled(() => Promise.reject(new Error('a')))).rejects.toThrow('a');
  expect(listeners()).toEqual(before);
});
