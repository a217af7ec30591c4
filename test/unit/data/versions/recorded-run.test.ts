// A recorded run once more: which version of the data each exchange saw, and which it may have seen.

import { expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import { type Step, seenInRun } from '../../../../src/data/versions/recorded-run.ts';

const READ: DataUse = { reads: [{ table: 'db.t' }], writes: [] };
const WRITE: DataUse = { reads: [], writes: [{ table: 'db.t', effect: 'change' }] };

/** @param begunAfter default: the one before was complete */
const step = (exchange: number, use: DataUse, changes: Partial<Step> = {}): Step => ({
  ...{ exchange, session: 1, scope: 0, begunAfter: exchange - 1, use, identity: exchange, isReset: false },
  ...{ question: use === READ ? 'read' : `write ${exchange}`, answer: exchange, isError: false },
  ...{ startedAt: exchange * 10, lastAt: exchange * 10 + 5 },
  ...changes,
});

test('behind one another each sees what came before', () => {
  const [first, , second, third] = seenInRun([step(1, READ), step(2, WRITE), step(3, READ), step(4, READ)]);
  expect(second?.version).toBe(third?.version);
  expect(first?.version).not.toBe(second?.version);
  expect([first?.behind, second?.behind]).toEqual([0, 2]);
  expect([first?.also, second?.also]).toEqual([[], []]);
});

test('what ran at the same time as a write may have seen the data before it or behind it', () => {
  const seen = seenInRun([
    step(1, WRITE),
    step(2, WRITE, { session: 2 }),
    step(3, READ, { begunAfter: 1 }),
    step(4, READ, { question: 'later' }),
  ]);
  const [, , during, after] = seen;
  expect(during?.also.length).toBeGreaterThan(0);
  expect([during?.version, ...(during?.also ?? [])]).toContain(after?.version);
});

test('an answer that is known of one of them says which it was', () => {
  const before = step(1, READ, { answer: 50 });
  const during = step(3, READ, { begunAfter: 1, answer: 50, session: 2 });
  const [first, , second] = seenInRun([before, step(2, WRITE), during]);
  expect([second?.version, second?.also]).toEqual([first?.version, []]);
});

test('scopes have data of their own', () => {
  const [first, , second] = seenInRun([step(1, READ), step(2, WRITE, { scope: 1 }), step(3, READ)]);
  expect(first?.version).toBe(second?.version);
});

test('where it is not known what was complete, it is the one before', () => {
  const told = seenInRun([step(1, WRITE), step(2, READ)]);
  const untold = seenInRun([step(1, WRITE, { begunAfter: null }), step(2, READ, { begunAfter: null })]);
  expect(untold).toEqual(told);
});

test('what a session has not committed is gone with it, or with a reset', () => {
  const begin = step(1, { reads: [], writes: [], control: { kind: 'begin', name: '' } }, { session: 2 });
  const write = step(2, { ...WRITE, isOpen: true }, { session: 2 });
  const [, , read] = seenInRun([begin, write, step(3, READ)]);
  const [alone] = seenInRun([step(1, READ)]);
  expect(read?.version).toBe(alone?.version);
});
