import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MockError } from '../../../src/core/errors.ts';
import { Backlog, LATEST_MS, MAX_BYTES, OBJECT_BYTES } from '../../../src/record/backlog.ts';

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

test('where little is asked, exchanges are written in order, ten milliseconds later, and then put on disk', () => {
  const { notes, exchange, backlog } = noting();
  backlog.push(exchange('a'));
  backlog.push(exchange('b'));
  expect(notes).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(notes).toEqual(['a', 'b', 'flush']);
});

test('what a load leaves is written when it has ended, in slices, so that clients have their turn in between', () => {
  const { notes, exchange, backlog } = noting();
  const names = Array.from({ length: 300 }, (_, n) => String(n));
  for (const name of names) backlog.push(exchange(name));
  vi.advanceTimersByTime(10);
  expect(notes).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(notes).toEqual(names.slice(0, 256));
  vi.advanceTimersByTime(1);
  expect(notes).toEqual([...names, 'flush']);
});

test('a load that does not end waits for it no longer than a second, and from then on ten milliseconds', () => {
  const { notes, exchange, backlog } = noting();
  const written = () => notes.filter((note) => note !== 'flush').length;
  let asked = 0;
  const load = (ms: number) => {
    for (let n = 0; n < ms; n++) {
      backlog.push(exchange(String(asked++)));
      vi.advanceTimersByTime(1);
    }
  };
  load(LATEST_MS - 1);
  expect(notes).toEqual([]);
  load(20);
  expect(written()).toBeGreaterThanOrEqual(LATEST_MS);
  load(100);
  expect(asked - written()).toBeLessThan(25);
  vi.advanceTimersByTime(100);
  expect(notes.filter((note) => note !== 'flush')).toEqual(Array.from({ length: asked }, (_, n) => String(n)));
  // the next load has a second of its own
  load(LATEST_MS - 100);
  expect(asked - written()).toBe(LATEST_MS - 100);
  backlog.drain();
});

test('whoever asks while others are written waits for a millisecond of them, and then for none', () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const { notes, exchange, backlog } = noting();
  const slow = (name: string) => {
    const write = () => {
      notes.push(name);
      now += 0.2;
    };
    return { bytes: 1, write };
  };
  for (let n = 0; n < 40; n++) backlog.push(slow(String(n)));
  for (now = 10; now <= 20; now += 10) vi.advanceTimersByTime(10);
  expect(notes.length).toBe(8);
  for (let n = 0; n < 4; n++) backlog.push(exchange('load'));
  vi.advanceTimersByTime(1);
  expect(notes.length).toBe(8);
  vi.restoreAllMocks();
});

test.each([
  ['exchanges', 1],
  ['bytes', 1024 * 1024],
])('of too many %s the oldest are written at once', (_, bytes) => {
  const { notes, exchange, backlog } = noting();
  const most = Math.ceil(MAX_BYTES / (bytes + OBJECT_BYTES));
  for (let n = 1; n < most; n++) backlog.push(exchange(String(n), bytes));
  expect(notes).toEqual([]);
  backlog.push(exchange('last', bytes));
  expect(notes).toEqual(Array.from({ length: Math.min(most, 256) }, (_, n) => (n + 1 < most ? String(n + 1) : 'last')));
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

test('who looks on the way has what little waits written, and does not hold up a load', () => {
  const { notes, exchange, backlog } = noting();
  for (let n = 0; n < 256; n++) backlog.push(exchange(String(n)));
  backlog.catchUp();
  expect(notes.length).toBe(257);
  for (let n = 0; n < 257; n++) backlog.push(exchange('more'));
  backlog.catchUp();
  expect(notes.slice(256)).toEqual(['flush', 'flush']);
});

test('drain writes what waits now, and leaves no timer behind', () => {
  const { notes, exchange, backlog } = noting();
  backlog.push(exchange('a'));
  backlog.drain();
  expect(notes).toEqual(['a', 'flush']);
  vi.advanceTimersByTime(100);
  expect(notes.filter((note) => note === 'a').length).toBe(1);
});
