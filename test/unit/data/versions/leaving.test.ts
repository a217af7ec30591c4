// Locks by name of a session of a recorded run that asks nothing more.

import { expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import { type Step, seenInRun } from '../../../../src/data/versions/recorded-run.ts';

const TAKE: DataUse = { reads: [], writes: [], named: [{ kind: 'get', name: 'job' }] };
const LOOK: DataUse = { reads: [], writes: [], named: [{ kind: 'look', name: 'job' }] };
const step = (exchange: number, use: DataUse, session: number): Step => ({
  ...{ exchange, session, scope: 0, begunAfter: exchange - 1, use, identity: exchange, isReset: false },
  ...{ question: exchange, answer: exchange, isError: false, startedAt: exchange * 10, lastAt: exchange * 10 + 5 },
});

const steps = [step(1, LOOK, 1), step(2, TAKE, 2), step(3, LOOK, 1), step(4, LOOK, 1)];
const [free, , ...others] = seenInRun(steps, new Map([[2, { at: 38, isAnswered: true }]]));

test('they are held until it ends, and free then', () => {
  const [held, freeAgain] = others;
  expect([held?.also, freeAgain]).toEqual([[], free]);
  expect(held?.version).not.toBe(free?.version);
});

test('they may still be held a moment after the connection is gone', () => {
  const [, , held, gone] = seenInRun(steps, new Map([[2, { at: 38, isAnswered: false }]]));
  expect([gone?.version, gone?.also]).toEqual([free?.version, [held?.version]]);
});

test('they may be held or free where nobody has said how it ended', () => {
  const [, , first, second] = seenInRun(steps);
  const [held] = others;
  expect([first?.version, first?.also]).toEqual([free?.version, [held?.version]]);
  expect(second).toEqual(first);
});

test('they are not held in another recording that was merged with it', () => {
  const merged = steps.map((one) => (one.exchange === 4 ? { ...one, startedAt: -9e6, lastAt: -9e6 } : one));
  const [, , , last] = seenInRun(merged, new Map([[2, { at: 1000, isAnswered: true }]]));
  expect(last).toEqual(free);
});
