// What a report counts: each miss once however often it came, and no more is kept than fits.

import { expect, test } from 'vitest';
import type { Miss } from '../../../../src/replay/misses/misses.ts';
import { Journal } from '../../../../src/replay/session/journal.ts';

function miss(changes: Partial<Miss> = {}): Miss {
  return {
    ...{ time: '2026-11-29T17:00:00.000Z', connection: 1, before: [], reason: 'unknown', command: 'COM_QUERY' },
    ...{ sql: 'SELECT 1', parameters: null, database: 'shop', scope: '', state: '', nearest: null, others: [] },
    ...{ nearestScopes: [], ...changes },
  };
}

test('a miss is the same one on another connection, at another time', () => {
  const journal = new Journal();
  journal.noteMiss(miss());
  journal.noteMiss(miss({ connection: 2, time: 'later', before: [7] }));
  expect(journal.misses).toEqual([{ miss: miss(), count: 2 }]);
});

test('it is another one by each of what was asked, and where', () => {
  const journal = new Journal();
  const others: Partial<Miss>[] = [
    ...[{}, { reason: 'exhausted' as const }, { command: 'COM_STMT_EXECUTE' }, { sql: 'SELECT 2' }, { sql: null }],
    ...[{ parameters: '[1]' }, { database: 'other' }, { scope: 'a' }],
  ];
  for (const changes of others) journal.noteMiss(miss(changes));
  expect(journal.misses.map(({ count }) => count)).toEqual(others.map(() => 1));
});

test('ten thousand are kept; those beyond are counted, and known ones still count up', () => {
  const journal = new Journal();
  for (let n = 0; n <= 10_000; n++) journal.noteMiss(miss({ sql: String(n) }));
  journal.noteMiss(miss({ sql: '0' }));
  expect([journal.missCount, journal.misses.length, journal.misses[0]?.count]).toEqual([10_002, 10_000, 2]);
  for (let n = 0; n <= 10_000; n++) {
    journal.noteScripted({});
    journal.noteSynthesised({});
    journal.noteSubstituted({ exchange: n, place: 'value 1', recorded: 'a', live: 'b', rule: null });
  }
  expect(journal.scriptedCount).toBe(10_001);
  const { scripted, synthesised, substituted } = journal;
  expect([scripted, synthesised, substituted].map(({ length }) => length)).toEqual([10_000, 10_000, 10_000]);
});

test('an uncertain answer is told the first time, and counted each time; holes by themselves', () => {
  const journal = new Journal();
  const first = [journal.noteUncertain(5, 'hole'), journal.noteUncertain(5, 'hole'), journal.noteUncertain(6, 'waits')];
  expect(first).toEqual([true, false, true]);
  expect(journal.uncertain).toEqual([
    { exchange: 5, why: 'hole', times: 2 },
    { exchange: 6, why: 'waits', times: 1 },
  ]);
  expect(journal.holeCount).toBe(2);
  journal.noteRepeated(5);
  journal.noteRepeated(5);
  expect([...journal.repeated]).toEqual([[5, 2]]);
});
