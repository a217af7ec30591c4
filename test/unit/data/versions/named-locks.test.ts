import { expect, test } from 'vitest';
import type { DataUse, NamedLock } from '../../../../src/core/data-use.ts';
import { NamedLocks, ownOf } from '../../../../src/data/versions/named-locks.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';

const use = (kind: NamedLock['kind'], name: string | null = 'k'): DataUse => ({
  reads: [],
  writes: [],
  named: [{ kind, name }],
});

function worldOf() {
  const world = new World();
  const [one, two] = [new SessionView(), new SessionView()];
  const ask = (session: SessionView, ...asked: Parameters<typeof use>) =>
    world.apply({ use: use(...asked), identity: 1, exchange: 1 }, session);
  const seen = (session: SessionView, ...asked: Parameters<typeof use>) => world.seen(use(...asked), session).version;
  return { world, one, two, ask, seen };
}

test('what another session holds is another version, and what the session itself holds a third', () => {
  const { one, two, ask, seen } = worldOf();
  ask(one, 'get');
  expect(seen(two, 'look', 'other')).toBe(0);
  expect(new Set([0, seen(one, 'look'), seen(two, 'look')]).size).toBe(3);
  // nobody knows which one it is about
  expect(seen(two, 'look', null)).toBe(seen(two, 'look'));
});

test('it is taken as often as it was, and given back by its holder, who asks for all, or who leaves', () => {
  const { world, one, two, ask, seen } = worldOf();
  ask(one, 'get');
  ask(one, 'get');
  ask(two, 'get');
  ask(two, 'release');
  ask(one, 'release');
  expect(seen(two, 'look')).not.toBe(0);
  ask(one, 'release');
  expect(seen(two, 'look')).toBe(0);
  for (const end of [() => ask(one, 'release all'), () => world.end(one)]) {
    ask(one, 'get');
    expect(seen(two, 'look')).not.toBe(0);
    end();
    expect(seen(two, 'look')).toBe(0);
  }
});

test('how many RELEASE_ALL_LOCKS() lets go hangs on all that the session got, not on what it asked for', () => {
  const named = new NamedLocks();
  named.take({ kind: 'get', name: 'a' }, new Set(['a']));
  expect([...ownOf(use('release all', null), { named })]).toEqual([]);
  named.take({ kind: 'get', name: 'b' }, new Set(['a']));
  expect([...ownOf(use('release all', null), { named })]).toEqual(['b']);
  named.take({ kind: 'get', name: 'b' }, new Set(['a']));
  expect([...ownOf(use('release all', null), { named })]).toEqual(['b 2']);
  expect([...ownOf(use('look', 'b'), { named })]).toEqual(['b']);
});
