import { expect, test } from 'vitest';
import type { DataUse, TableWrite } from '../../../../src/core/data-use.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';

function seenBehind(reads: 'all' | 'definitions', ...writes: readonly (TableWrite | 'all')[]): number {
  const [world, session] = [new World(), new SessionView()];
  writes.forEach((write, at) => {
    const use: DataUse = { reads: [], writes: write === 'all' ? write : [write] };
    world.apply({ use, identity: at + 1, exchange: at + 1 }, session);
  });
  return world.seen({ reads, writes: [] }, session).version;
}

const make: TableWrite = { table: 'db.a', effect: 'create' };
const drop: TableWrite = { table: 'db.a', effect: 'drop' };
const gone: TableWrite = { ...drop, leavesNothing: true };
const insert: TableWrite = { table: 'db.a', effect: 'change' };

test.each(['all', 'definitions'] as const)('%s: what is made and dropped is as what never was', (reads) => {
  const nothing = seenBehind(reads);
  expect(seenBehind(reads, make, insert, gone)).toBe(nothing);
  expect(seenBehind(reads, make, gone, make)).not.toBe(nothing);
  // it may have been there at the beginning
  expect(seenBehind(reads, make, drop)).not.toBe(nothing);
  const base: TableWrite = { table: 'db.*', effect: 'drop', leavesNothing: true };
  expect(seenBehind(reads, make, insert, base)).toBe(nothing);
  expect(seenBehind(reads, make, { ...base, leavesNothing: false })).not.toBe(nothing);
});

test('what nobody knows of counts all the same', () => {
  expect(seenBehind('all', make, gone, 'all')).not.toBe(seenBehind('all', make, gone));
  expect(seenBehind('all', insert)).not.toBe(seenBehind('all'));
  expect(seenBehind('definitions', insert)).toBe(seenBehind('definitions'));
});
