import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MockError } from '../../../src/core/errors.ts';
import { Backlog } from '../../../src/record/backlog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A writer that notes what is asked of it. */
function noting() {
  const notes: string[] = [];
  const writer = {
    flush: () => void notes.push('flush'),
    fail: (error: unknown) => void notes.push(`fail: ${String(error)}`),
  };
  const exchange = (name: string, bytes = 1) => ({ bytes, write: () => void notes.push(name) });
  return { notes, exchange, backlog: new Backlog(writer) };
}

test('exchanges are written in order, ten milliseconds later at the most, and then put on disk', () => {
  const { notes, exchange, backlog } = noting();
  backlog.push(exchange('a'));
  backlog.push(exchange('b'));
  expect(notes).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(notes).toEqual(['a', 'b', 'flush']);
});

test('many are written in slices, so that clients have their turn in between', () => {
  const { notes, exchange, backlog } = noting();
  for (let n = 0; n < 300; n++) backlog.push(exchange(String(n)));
  vi.advanceTimersByTime(10);
  expect(notes.length).toBe(257);
  vi.advanceTimersByTime(1);
  expect(notes.filter((note) => note !== 'flush')).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
});

test.each([
  ['exchanges', 8192, 1],
  ['bytes', 16, 1024 * 1024],
])('too many %s are written at once', (_, count, bytes) => {
  const { notes, exchange, backlog } = noting();
  for (let n = 1; n < count; n++) backlog.push(exchange('early', bytes));
  expect(notes).toEqual([]);
  backlog.push(exchange('last', bytes));
  expect(notes.at(-2)).toBe('last');
});

test('what cannot be written ends the recording, and nothing is tried again', () => {
  const { notes, exchange, backlog } = noting();
  const failing = () => {
    throw new MockError('RECORDING_WRITE_FAILED', 'the disk is full');
  };
  backlog.push({ bytes: 1, write: failing });
  backlog.push(exchange('behind it'));
  vi.advanceTimersByTime(10);
  backlog.drain();
  expect(notes[0]).toBe('fail: MockError: the disk is full');
  expect(notes).not.toContain('behind it');
});

test('drain writes what waits now, and leaves no timer behind', () => {
  const { notes, exchange, backlog } = noting();
  backlog.push(exchange('a'));
  backlog.drain();
  expect(notes).toEqual(['a', 'flush']);
  vi.advanceTimersByTime(100);
  expect(notes.filter((note) => note === 'a').length).toBe(1);
});
