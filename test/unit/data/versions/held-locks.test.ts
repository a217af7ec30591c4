import { expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import { lockedVersion } from '../../../../src/data/versions/held-locks.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';

const on = (table: string, more: Partial<DataUse> = {}): DataUse => ({
  reads: [{ table }],
  writes: [],
  isOpen: true,
  ...more,
});
const locking = (table: string) => on(table, { isLatest: true });

/** What a statement meets behind what another session, and a third one, have asked. */
function heldBehind(asked: DataUse, ...programs: readonly (readonly DataUse[])[]): number {
  const world = new World();
  for (const program of programs) {
    const session = new SessionView();
    program.forEach((use, at) => {
      world.apply({ use, identity: 100 + at, exchange: 1 + at }, session);
    });
  }
  return world.sessions.heldFor(asked, new SessionView());
}

test('what is held is what open transactions have written or read under a lock, in any order and once', () => {
  const asked = locking('db.t');
  const held = heldBehind(asked, [locking('db.t')]);
  expect(held).not.toBe(0);
  expect(heldBehind(asked, [locking('db.other')])).toBe(0);
  expect(heldBehind(asked, [on('db.t')])).toBe(0);
  expect(heldBehind(asked, [on('db.t', { isLatest: true, isOpen: false })])).toBe(0);
  const write: DataUse = { ...locking('db.t'), writes: [{ table: 'db.t', effect: 'change' }] };
  const [one, other] = [[locking('db.t')], [on('db.x'), write]];
  expect(heldBehind(asked, one, other)).toBe(heldBehind(asked, other, one));
  expect(heldBehind(asked, one, other)).not.toBe(held);
  expect(heldBehind(locking('db.t'), [{ reads: 'all', writes: 'all', isOpen: true, isLatest: true }])).not.toBe(0);
  expect(heldBehind(locking('~db.t'), [locking('~db.t')])).toBe(0);
});

test('what only reads is in the way of who changes how a table is made', () => {
  const alter = on('db.t', { isOpen: false, isLatest: true, commits: true });
  expect(heldBehind(alter, [on('db.t')])).not.toBe(0);
  expect(heldBehind(alter, [on('db.t'), on('db.t')])).toBe(heldBehind(alter, [on('db.t')]));
});

test.each(['commit', 'rollback', 'end'] as const)('the end of a transaction lets go: %s', (ending) => {
  const world = new World();
  const session = new SessionView();
  world.apply({ use: locking('db.t'), identity: 1, exchange: 1 }, session);
  expect(world.sessions.heldFor(locking('db.t'), session)).toBe(0);
  world[ending](session);
  expect(world.sessions.heldFor(locking('db.t'), new SessionView())).toBe(0);
});

test('a version with nothing held is the version', () => {
  expect(lockedVersion(5, 0)).toBe(5);
  expect(lockedVersion(5, 1)).not.toBe(lockedVersion(5, 2));
});
