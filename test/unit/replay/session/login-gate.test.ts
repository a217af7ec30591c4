// Whoever guesses passwords is slowed down, over all of its connections; others are not.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LoginGate } from '../../../../src/replay/session/login-gate.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

test('ten refusals are free; behind them tries stand in a row, and past ten seconds none is looked at', async () => {
  const gate = new LoginGate();
  for (let n = 0; n < 10; n++) {
    expect(await gate.enter('10.0.0.1')).toBe(true);
    gate.noteFailure('10.0.0.1');
  }
  let tries: Promise<boolean>[] = [];
  const first = () => {
    tries = Array.from({ length: 150 }, () => gate.enter('10.0.0.1'));
    return Promise.all(tries.slice(0, 4));
  };
  expect(await timed(first)).toBeGreaterThanOrEqual(290);
  const late = await Promise.all(tries.slice(102));
  expect(late.every((isLookedAt) => !isLookedAt)).toBe(true);
  expect(await timed(() => gate.enter('10.0.0.2'))).toBeLessThan(90);
  vi.advanceTimersByTime(60_001);
  expect(await timed(() => gate.enter('10.0.0.1'))).toBeLessThan(90);
});
