// What sessions see of data, by the writes alone.

import { expect, test } from 'vitest';
import type { Control, DataUse } from '../../../../src/core/data-use.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';

const READ: DataUse = { reads: [{ table: 'db.t' }], writes: [] };
const WRITE: DataUse = { reads: [], writes: [{ table: 'db.t', effect: 'change' }] };
const OTHER: DataUse = { reads: [], writes: [{ table: 'db.u', effect: 'change' }] };
const open = (use: DataUse): DataUse => ({ ...use, isOpen: true });
const control = (kind: Control['kind'], name = ''): DataUse => ({
  ...{ reads: [], writes: [], control: { kind, name } },
  ...(kind !== 'begin' && kind !== 'snapshot' && { isOpen: true }),
});

/** A world with two sessions; each step is played as its own exchange. */
function world() {
  const one = new World();
  const [a, b] = [new SessionView(), new SessionView()];
  let exchange = 0;
  const play = (use: DataUse, session = a, identity = 1) => {
    exchange++;
    one.apply({ use, identity, exchange }, session);
    return exchange;
  };
  const version = (session = a, use = READ) => one.seen(use, session).version;
  return { one, a, b, play, version };
}

test('a write makes another version for everybody, and names itself; of another table it is no concern', () => {
  const { one, a, b, play, version } = world();
  const before = version();
  play(OTHER);
  expect(version()).toBe(before);
  const exchange = play(WRITE);
  expect(version()).not.toBe(before);
  expect(version(b)).toBe(version(a));
  expect(one.seen(READ, b).behind).toBe(exchange);
});

test('the same writes in the same order come to the same version, another write does not', () => {
  const [first, second, third] = [world(), world(), world()];
  for (const each of [first, second]) {
    each.play(WRITE, each.a, 5);
    each.play(WRITE, each.b, 6);
  }
  third.play(WRITE, third.a, 5);
  third.play(WRITE, third.a, 7);
  expect(first.version()).toBe(second.version());
  expect(first.version()).not.toBe(third.version());
});

test('in a transaction a write is the session’s own until the commit', () => {
  const { a, b, play, version } = world();
  const before = version(b);
  play(control('begin'));
  play(open(WRITE));
  expect([version(a) === before, version(b) === before]).toEqual([false, true]);
  expect(a.hasTransaction).toBe(true);
  play(control('commit'));
  expect(version(b)).toBe(version(a));
  expect(version(b)).not.toBe(before);
});

test.each(['rollback', 'end'] as const)('%s: it never was', (ending) => {
  const { one, a, b, play, version } = world();
  const before = version(b);
  play(control('begin'));
  play(open(WRITE));
  one[ending](a);
  expect([version(a), version(b), a.hasTransaction]).toEqual([before, before, false]);
});

test('a snapshot sees what was there when it was made, whatever others commit', () => {
  const { a, b, play, version } = world();
  play(control('snapshot'));
  const before = version(a, open(READ));
  play(WRITE, b);
  expect(version(a, open(READ))).toBe(before);
  expect(version(a, { ...open(READ), isLatest: true })).not.toBe(before);
  play(control('commit'));
  expect(version(a)).toBe(version(b));
});

test('a savepoint takes back what came behind it, and no more', () => {
  const { play, version, a } = world();
  play(control('begin'));
  play(open(WRITE), a, 5);
  const kept = version();
  play(control('savepoint', 's'));
  play(open(WRITE), a, 6);
  expect(version()).not.toBe(kept);
  play(control('rollback to', 's'));
  expect(version()).toBe(kept);
});

test('a table that is dropped has nothing of what was there before', () => {
  const { play, version } = world();
  play(WRITE);
  play({ reads: [], writes: [{ table: 'db.t', effect: 'drop' }] });
  const dropped = version();
  play({ reads: [], writes: [{ table: 'db.t', effect: 'create' }] });
  const [made, other] = [version(), world()];
  other.play({ reads: [], writes: [{ table: 'db.t', effect: 'create' }] });
  expect(made).not.toBe(dropped);
  expect(made).toBe(other.version());
});

test('what touches all tables touches each', () => {
  const { play, version } = world();
  const before = version();
  play({ reads: [], writes: 'all' });
  expect(version()).not.toBe(before);
});

test('the last writes are told, and how often rows were thrown away', () => {
  const { one, a, b, play } = world();
  play(WRITE);
  play(control('begin'), b);
  play(open(OTHER), b);
  expect(one.recentWrites(a).map(({ exchange }) => exchange)).toEqual([1]);
  expect(one.recentWrites(b).map(({ exchange }) => exchange)).toEqual([1, 3]);
  const times = () => [1, 3].map((exchange) => one.thrownAway.timesOf(exchange, exchange === 1 ? WRITE : OTHER));
  expect(times()).toEqual([0, 0]);
  one.rollback(b);
  expect(times()).toEqual([0, 1]);
  // of another table nothing is gone
  play({ reads: [], writes: [{ table: 'db.t', effect: 'empty' }] });
  expect(times()).toEqual([1, 1]);
  play({ reads: [], writes: [{ table: 'db.*', effect: 'drop' }] });
  expect(times()).toEqual([2, 2]);
});

test('where a failed statement may have committed, it counts for everybody, and so does how the transaction ends', () => {
  const failed: DataUse = { reads: [], writes: 'all', isOpen: true, mayCommit: true };
  const ended = (kind: 'commit' | 'rollback') => {
    const { b, play, version } = world();
    play(control('begin'));
    play(open(WRITE));
    const before = version(b);
    play(failed, undefined, 7);
    const behind = version(b);
    play(control(kind), undefined, kind === 'commit' ? 8 : 9);
    return { before, behind, end: version(b) };
  };
  const [committed, undone] = [ended('commit'), ended('rollback')];
  expect(committed.behind).not.toBe(committed.before);
  expect(committed.behind).toBe(undone.behind);
  expect(new Set([committed.behind, committed.end, undone.end]).size).toBe(3);
});
