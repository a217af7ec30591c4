import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NoticePlan } from '../../../../src/script/script.ts';
import { XUnaskedNotices } from '../../../../src/script/x/x-unasked-notices.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function notice(sendOffsetMs: number, type: number | null = 5): NoticePlan {
  return { sendOffsetMs, type, scope: null, payload: {} };
}

test('each is sent when its time has come; what no client could read is not', () => {
  const sent: Buffer[] = [];
  const notices = new XUnaskedNotices((frame) => void sent.push(frame));
  notices.start([notice(0), notice(0, null), notice(0, 99), notice(50), notice(2 ** 40)]);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(49);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(sent).toHaveLength(2);
  vi.advanceTimersByTime(10_000);
  expect(sent).toHaveLength(2);
  notices.stop();
});

test('none comes behind the end', () => {
  const send = vi.fn();
  const notices = new XUnaskedNotices(send);
  notices.start([notice(50)]);
  notices.stop();
  vi.advanceTimersByTime(100);
  expect(send).not.toHaveBeenCalled();
});
