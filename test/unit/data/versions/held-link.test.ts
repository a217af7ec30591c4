// A DELETE of all rows with a constant in a transaction: what is known of them until its commit, and behind it.

import { expect, test } from 'vitest';
import type { Control, DataUse } from '../../../../src/core/data-use.ts';
import { withoutOrphans } from '../../../../src/data/versions/held-link.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';

const pin = (value: string) => ({ column: 'owner', values: [value] });
const write = (by: number, value: string) =>
  ({ table: 'db.t', effect: 'change', pins: [pin(value)], count: { by } }) as const;
const added: DataUse = { reads: [], writes: [{ ...write(1, '#7'), commutes: 'inserts' }], isLatest: true };
const cleared = (rows: number): DataUse => ({
  ...{ reads: [], isLatest: true, clears: { table: 'db.t', pin: pin('#7'), rows } },
  writes: rows === 0 ? [] : [write(-rows, '#7')],
});
const open = (use: DataUse): DataUse => ({ ...use, isOpen: true });
const control = (kind: Control['kind']): DataUse => ({
  ...{ reads: [], writes: [], control: { kind, name: '' } },
  ...(kind !== 'begin' && { isOpen: true }),
});
const READ: DataUse = { reads: [{ table: 'db.t', pins: [pin('#7')] }], writes: [], isLatest: true };

function world() {
  const one = new World();
  const [a, b] = [new SessionView(), new SessionView()];
  let exchange = 0;
  const play = (session: SessionView, ...uses: readonly DataUse[]) => {
    for (const use of uses) one.apply({ use, identity: use.writes.length, exchange: ++exchange }, session);
  };
  const rows = (session: SessionView) => one.countOf({ table: 'db.t', pin: pin('#7') }, session);
  return { a, b, play, rows, version: (session: SessionView) => one.seen(READ, session).version };
}

test('what came and went again leaves nothing, for the session at once and for others behind the commit', () => {
  const { a, b, play, rows, version } = world();
  const before = version(a);
  play(a, control('begin'), open(cleared(0)));
  expect([version(a) === before, rows(a), rows(b)]).toEqual([true, 0, null]);
  play(a, open(added));
  expect([version(a) === before, version(b) === before, rows(a)]).toEqual([false, true, 1]);
  play(a, control('commit'));
  expect([version(b) === before, rows(b)]).toEqual([false, 1]);
  play(b, control('begin'), open(cleared(1)));
  expect([version(b) === before, version(a) === before, rows(b)]).toEqual([true, false, 0]);
  play(b, control('commit'));
  expect([version(a) === before, rows(a)]).toEqual([true, 0]);
});

test('of one that was taken back nothing is left', () => {
  const { a, play, rows, version } = world();
  play(a, cleared(0), added);
  const before = version(a);
  play(a, control('begin'), open(cleared(1)), control('rollback'));
  expect([version(a) === before, rows(a)]).toEqual([true, 1]);
});

test('where others have written such rows meanwhile it counts as any other write', () => {
  const { a, b, play, rows, version } = world();
  const before = version(a);
  play(a, control('begin'), open(cleared(0)));
  play(b, added);
  expect(rows(a)).toBeNull();
  play(a, control('commit'));
  expect([rows(a), version(a) === before]).toEqual([null, false]);
});

test('what it threw away may be numbered once more, at once, and not where it was taken back', () => {
  const one = new World();
  const a = new SessionView();
  const times = () => one.thrownAway.timesOf(1, { reads: [], writes: [{ table: 'db.t', effect: 'change' }] });
  const play = (use: DataUse, exchange: number) => one.apply({ use, identity: 1, exchange }, a);
  play(cleared(0), 9);
  play(added, 1);
  play(control('begin'), 2);
  play(open(cleared(1)), 3);
  expect(times()).toBe(1);
  play(control('rollback'), 4);
  expect(times()).toBe(0);
  play(control('begin'), 5);
  play(open(cleared(1)), 6);
  play(control('commit'), 7);
  expect(times()).toBe(1);
});

test('rows that refer to a table that was made since they were may refer to none', () => {
  const along = [{ table: 'db.c', pin: pin('#7') }];
  const use: DataUse = { reads: [], writes: [], clears: { table: 'db.t', pin: pin('#7'), rows: 0, along } };
  const madeAt = (t: number, c: number) => (table: string) => (table === 'db.t' ? t : c);
  expect(withoutOrphans(use, madeAt(1, 2)).clears?.along).toEqual(along);
  expect(withoutOrphans(use, madeAt(2, 1)).clears?.along).toEqual([]);
});

test('rows that go along leave nothing either, however many they were', () => {
  const [one, a] = [new World(), new SessionView()];
  const child = { table: 'db.c', pin: { column: 'p', values: ['#7'] } };
  const version = () => one.seen({ reads: [{ table: 'db.c', pins: [child.pin] }], writes: [] }, a).version;
  const apply = (use: DataUse, exchange: number) => one.apply({ use, identity: 1, exchange }, a);
  const clears = { table: 'db.t', pin: pin('#7'), rows: 0, along: [child] };
  apply({ reads: [], writes: [], clears }, 1);
  const before = version();
  const own = { table: 'db.c', effect: 'change', pins: [child.pin] } as const;
  apply(added, 2);
  apply({ reads: [], writes: [{ ...own, count: { by: 2 }, commutes: 'inserts' }] }, 3);
  expect(version()).not.toBe(before);
  apply({ reads: [], writes: [write(-1, '#7'), { ...own, mixes: 'all' }], clears: { ...clears, rows: 1 } }, 4);
  expect([version() === before, one.countOf(child, a)]).toEqual([true, 0]);
});
