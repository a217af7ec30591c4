// What is taken back was never there: a world that went on and back sees what one sees that never did.

import { expect, test } from 'vitest';
import type {
  Control,
  DataUse,
  PinnedRows,
  RowCount,
  TableWrite,
  WrittenValues,
} from '../../../../src/core/data-use.ts';
import { noteEntry, UndoLog } from '../../../../src/data/history/undo-log.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';

test('takes back the last changes first, and only those', () => {
  const [undo, done] = [new UndoLog(), new Map<string, number>()];
  const put = (key: string, value: number) => {
    noteEntry(done, key, undo);
    done.set(key, value);
  };
  put('a', 1);
  const { length } = undo;
  put('a', 2);
  put('b', 1);
  put('a', 3);
  expect(undo.reaches(length)).toBe(true);
  undo.back(length);
  expect([...done]).toEqual([['a', 1]]);
});

test('forgets what was long ago', () => {
  const undo = new UndoLog();
  const { length } = undo;
  for (let at = 0; at < 200_000; at++) undo.note(() => undefined);
  expect([undo.reaches(length), undo.reaches(undo.length - 1), undo.length]).toEqual([false, true, 200_000]);
});

type Random = (count: number) => number;

function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

const TABLES = ['db.t', 'db.u', '~db.own', '~.@name'];
const EFFECTS: readonly TableWrite['effect'][] = ['change', 'change', 'change', 'empty', 'create', 'drop', 'define'];
const CONTROLS: readonly Control['kind'][] = [
  'begin',
  'snapshot',
  'commit',
  'rollback',
  'savepoint',
  'rollback to',
  'release',
];

function pins(random: Random): readonly PinnedRows[] {
  return random(3) === 0
    ? []
    : [{ column: 'id', values: [`n${random(3)}`], ...(random(2) === 0 && { parts: ['p1'] }) }];
}

function written(random: Random): readonly WrittenValues[] {
  return [{ column: 'app', values: [`'app${random(2)}`] }];
}

function count(random: Random): RowCount {
  return random(2) === 0 ? { by: -1 } : { by: 1, of: written(random) };
}

function use(random: Random): DataUse {
  const table = TABLES[random(TABLES.length)] as string;
  const isOpen = random(2) === 0;
  const rows = { table, pins: pins(random) };
  switch (random(9)) {
    case 0:
      return { reads: [], writes: [], isOpen, control: { kind: CONTROLS[random(7)] as Control['kind'], name: 's' } };
    case 1:
      return { reads: [rows], writes: [], isOpen, isLatest: random(2) === 0 };
    case 2:
      return { reads: [], writes: 'all', isOpen };
    case 3:
      return { reads: [], writes: [{ table: 'db.*', effect: 'drop' }], commits: true };
    case 4:
      return { reads: [], writes: [], named: [{ kind: random(2) === 0 ? 'get' : 'release', name: 'lock' }] };
    case 5:
      return { reads: [], writes: [{ ...rows, effect: 'change' }], isOpen, mayCommit: true };
    default:
      return {
        reads: [rows],
        writes: [
          {
            ...rows,
            effect: EFFECTS[random(7)] as TableWrite['effect'],
            ...(random(3) === 0 && { commutes: 'add' }),
            ...(random(2) === 0 && { count: count(random) }),
          },
        ],
        ...(random(2) === 0 && { clears: { table, of: written(random), rows: 1 } }),
        isOpen,
        isLatest: true,
      };
  }
}

/** All that sessions see. */
function look(world: World, sessions: readonly SessionView[]): unknown {
  const rows = (table: string): DataUse => ({
    reads: [{ table, pins: [{ column: 'id', values: ['n1'], parts: ['p1'] }] }],
    writes: [],
  });
  const asked: readonly DataUse[] = [
    ...TABLES.flatMap((table) => [{ reads: [{ table }], writes: [] }, rows(table), { ...rows(table), isLatest: true }]),
    { reads: 'all', writes: [] },
    { reads: 'definitions', writes: [] },
    { reads: [], writes: [], named: [{ kind: 'look', name: 'lock' }] },
  ];
  const write: DataUse = { reads: [], writes: [{ table: 'db.t', effect: 'change' }], isLatest: true };
  return sessions.map((session) => [
    asked.map((one) => world.seen(one, session)),
    // when each was asked is told by a clock that goes on
    world.recentWrites(session).map(({ askedAt: _, ...write }) => write),
    ["'app0", "'app1"].map((app) => world.countOf({ table: 'db.t', of: [{ column: 'app', values: [app] }] }, session)),
    [
      world.sessions.isInTheWayOf(write, session),
      world.sessions.heldFor(write, session),
      session.hasTransaction,
      session.isUnclear,
    ],
    session.savepoints.length,
  ]);
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))('what is taken back was never there, seed %i', (seed) => {
  const random = randomFrom(seed + 1);
  const undo = new UndoLog();
  const [world, plain] = [new World(undo), new World()];
  const sessions = [new SessionView(), new SessionView()];
  const others = [new SessionView(), new SessionView()];
  let exchange = 0;
  for (let round = 0; round < 12; round++) {
    const { length } = undo;
    for (let at = random(6); at > 0; at--) {
      const session = sessions[random(2)] as SessionView;
      if (random(12) === 0) world[(['commit', 'rollback', 'end'] as const)[random(3)] ?? 'end'](session);
      else world.apply({ use: use(random), identity: random(5), exchange: ++exchange }, session);
      if (random(2) === 0) look(world, sessions);
    }
    undo.back(length);
    expect(look(world, sessions)).toEqual(look(plain, others));
    for (let at = random(4); at > 0; at--) {
      const write = { use: use(random), identity: random(5), exchange: ++exchange };
      const who = random(2);
      world.apply(write, sessions[who] as SessionView);
      plain.apply(write, others[who] as SessionView);
    }
    expect(look(world, sessions)).toEqual(look(plain, others));
  }
});
