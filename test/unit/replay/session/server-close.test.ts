// A connection ends where the recorded one did: so long after the same last answer, and only behind that one.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RecordedExchange, SessionClosing } from '../../../../src/core/recording.ts';
import { type Place, startPlace } from '../../../../src/replay/matching/place.ts';
import type { ReplayContext } from '../../../../src/replay/session/replay-context.ts';
import { ServerClose } from '../../../../src/replay/session/server-close.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lastWords = Buffer.from('bye');

function closeAfter(changes: Partial<SessionClosing>, last: number | null = 5) {
  const closing: SessionClosing = { exchange: 5, isAnswered: true, idleUs: 2_000_000, lastWords, ...changes };
  const place: Place = { ...startPlace(), last: last === null ? null : ({ id: last } as RecordedExchange) } as Place;
  const run = { closingOf: () => closing } as Partial<ReplayContext> as ReplayContext;
  const ended: string[] = [];
  return {
    close: new ServerClose(
      run,
      () => place,
      (words) => void ended.push(String(words)),
    ),
    ended,
  };
}

test('it ends when the time is over, not before, with the same last words', () => {
  const { close, ended } = closeAfter({});
  expect(close.wait()).toBeNull();
  vi.advanceTimersByTime(1999);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['bye']);
});

test('a new command ends the wait, and a new wait begins anew', () => {
  const { close, ended } = closeAfter({});
  close.wait();
  vi.advanceTimersByTime(1500);
  close.wait();
  vi.advanceTimersByTime(1500);
  expect(ended).toEqual([]);
  close.cancel();
  vi.advanceTimersByTime(10_000);
  expect(ended).toEqual([]);
});

test('what ended at once ends at once', () => {
  expect(closeAfter({ idleUs: 99_999 }).close.wait()).toBe(lastWords);
  expect(closeAfter({ idleUs: 100_000 }).close.wait()).toBeNull();
});

test('behind another answer, or where the end was the answer, nothing ends', () => {
  for (const one of [closeAfter({}, 4), closeAfter({}, null), closeAfter({ isAnswered: false })]) {
    expect([one.close.isNext, one.close.wait()]).toEqual([false, null]);
    vi.advanceTimersByTime(10_000);
    expect(one.ended).toEqual([]);
  }
  expect(closeAfter({ exchange: 0, idleUs: 0 }, null).close.wait()).toBe(lastWords);
});

test('a wait that no timer can take is the longest that one can', () => {
  const { close, ended } = closeAfter({ idleUs: 2 ** 50 });
  close.wait();
  vi.advanceTimersByTime(1000);
  expect(ended).toEqual([]);
  close.cancel();
});
