import { expect, test } from 'vitest';
import type { DataUse, TableWrite } from '../../../../src/core/data-use.ts';
import { isListed } from '../../../../src/data/versions/list-seen.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';

test('a pattern fits as LIKE does', () => {
  const list = (like: string | null) =>
    ['db.a_b', 'db.axb', '~db.a_b', 'db2.a_b'].filter((name) => isListed({ schema: 'db', like }, name));
  expect(list('a\\_b')).toEqual(['db.a_b', '~db.a_b']);
  expect(list('a_b')).toEqual(['db.a_b', 'db.axb', '~db.a_b']);
  expect(['db.a_b', 'db2.a_b', 'db2.axb'].filter((name) => isListed({ schema: null, like: 'a\\_b' }, name))).toEqual([
    'db.a_b',
    'db2.a_b',
  ]);
  expect(list('x%')).toEqual([]);
  expect(list(null)).toEqual(['db.a_b', 'db.axb', '~db.a_b']);
});

test('a list is the same where the same tables are there, whatever was made and dropped besides', () => {
  const play = (...effects: readonly [table: string, effect: TableWrite['effect']][]) => {
    const world = new World();
    const session = new SessionView();
    effects.forEach(([table, effect], at) => {
      world.apply({ use: { reads: [], writes: [{ table, effect }] }, identity: at, exchange: at + 1 }, session);
    });
    const ask = (listed: DataUse['listed']): DataUse => ({
      reads: 'definitions',
      writes: [],
      ...(listed && { listed }),
    });
    return (like: string | null, isFull = false) => world.seen(ask({ schema: 'db', like, isFull }), session).version;
  };
  const of = (kind: 'table' | 'view', ...more: TableWrite['effect'][]) => {
    const world = new World();
    const session = new SessionView();
    for (const effect of ['create absent', ...more] as const)
      world.apply({ use: { reads: [], writes: [{ table: 'db.b', effect, kind }] }, identity: 1, exchange: 1 }, session);
    return (like: string | null, isFull = false) =>
      world.seen({ reads: 'definitions', writes: [], listed: { schema: 'db', like, isFull } }, session).version;
  };
  const none = play();
  const gone = play(['db.a', 'create absent'], ['db.a', 'define'], ['db.a', 'drop']);
  const there = play(['db.b', 'create absent']);
  const before = play(['db.a', 'drop']);
  expect(gone(null)).toBe(none(null));
  expect(there(null)).not.toBe(none(null));
  expect(there('a%')).toBe(none('a%'));
  // it may have been there
  expect(before(null)).not.toBe(none(null));
  expect(play(['db.b', 'create absent'], ['db.b', 'define'])(null)).toBe(there(null));
  // of one that was not made here it is not known what it is
  expect(play(['db.b', 'define'])(null, true)).not.toBe(there(null, true));
  expect(of('view')(null, true)).not.toBe(of('table')(null, true));
  expect(of('table', 'define')(null, true)).toBe(of('table')(null, true));
  expect(play(['db.*', 'drop'], ['db.c', 'create absent'], ['db.c', 'drop'])(null)).toBe(play(['db.*', 'drop'])(null));
});
