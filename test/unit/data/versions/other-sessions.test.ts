import { expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import { OtherSessions } from '../../../../src/data/versions/other-sessions.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';

const get: DataUse = { reads: [], writes: [], named: [{ kind: 'get', name: 'k' }] };
const write: DataUse = { reads: [], writes: [{ table: 'db.t', effect: 'change' }], isOpen: true, isLatest: true };

test('what one session holds is met by the others, until it gives it back', () => {
  const sessions = new OtherSessions();
  const [one, two] = [new SessionView(), new SessionView()];
  sessions.takeNamed(get, one);
  expect([[...sessions.namedFor(get, two)], [...sessions.namedFor(get, one)]]).toEqual([['k'], []]);
  const [own, others] = [sessions.withNamed(get, one, 7), sessions.withNamed(get, two, 7)];
  expect(new Set([own, others, 7]).size).toBe(3);
  sessions.forgetNamed(one);
  expect(sessions.withNamed(get, two, 7)).toBe(7);
  sessions.hold(write, 5, one);
  one.own.push({ use: write, identity: 5, exchange: 1 });
  expect([sessions.isInTheWayOf(write, two), sessions.isInTheWayOf(write, one)]).toEqual([true, false]);
  expect(sessions.heldFor(write, two)).not.toBe(0);
  sessions.release(one);
  expect([sessions.isInTheWayOf(write, two), sessions.heldFor(write, two)]).toEqual([false, 0]);
});
