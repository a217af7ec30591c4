// The time of a call, from its first step on.

import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Budget } from '../../../../src/script/limits/budget.ts';
import { ScriptFailure } from '../../../../src/script/script-failure.ts';

// the clock is the test's own: a busy machine takes time from a call as well
beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

function burn(ms: number): void {
  vi.advanceTimersByTime(ms);
}

/** What a compiled loop does. */
function steps(budget: Budget, count: number): void {
  for (let step = 0; step < count; step++) if (--budget.left < 0) budget.spend();
}

test('a call that takes its time is ended, and ended again where the script catches that', () => {
  const budget = new Budget(5);
  budget.renew();
  steps(budget, 2000);
  burn(10);
  expect(() => steps(budget, 2000)).toThrow('the script took more than 5 ms for one call');
  expect(() => steps(budget, 1)).toThrow(ScriptFailure);
  expect(budget.remainingMs()).toBeLessThan(0);
});

test('the next call has all of its time again', () => {
  const budget = new Budget(50);
  expect(() => budget.exceed()).toThrow(ScriptFailure);
  budget.renew();
  expect(budget.remainingMs()).toBeGreaterThan(40);
  expect(() => steps(budget, 2000)).not.toThrow();
});

test('the clock runs from the first look at it, not from the making', () => {
  const budget = new Budget(50);
  budget.renew();
  burn(20);
  expect(budget.remainingMs()).toBeGreaterThan(45);
});

test('what goes on in a later turn has time of its own', async () => {
  const budget = new Budget(5);
  budget.remainingMs();
  burn(10);
  expect(budget.remainingMs()).toBeLessThan(0);
  await turn();
  expect(budget.remainingMs()).toBeGreaterThan(0);
});
