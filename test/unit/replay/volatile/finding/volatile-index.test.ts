import { expect, test } from 'vitest';
import type { RecordedStatement, RecordingReader } from '../../../../../src/core/recording.ts';
import type { OpenTransaction } from '../../../../../src/replay/matching/open-transaction.ts';
import { startPlace } from '../../../../../src/replay/matching/place.ts';
import { inTurn, VolatileIndex } from '../../../../../src/replay/volatile/finding/volatile-index.ts';

const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
const AT = Date.parse('2026-11-29T08:00:00Z');
const uuid = (n: number) => `8d3f0c51-e9a2-4b77-91fe-02c6d4a8b${String(n).padStart(3, '0')}`;
const statement = (id: number, sql: string, scope = 0): RecordedStatement => {
  const about = { id, session: 1, scope, command: 'COM_QUERY', request: null };
  return { ...about, sql, parameters: null, askedMs: AT } as RecordedStatement;
};

test('statements that differ in fresh values only are found together, by scope, also those recorded meanwhile', () => {
  const recorded = [1, 2].map((id) => statement(id, `INSERT INTO t VALUES ('${uuid(id)}')`));
  recorded.push(statement(3, `INSERT INTO t VALUES ('${uuid(3)}')`, 1), statement(4, 'INSERT INTO t VALUES (1)'));
  const reader = {
    statementsAfter: (after: number, limit: number) => recorded.filter(({ id }) => id > after).slice(0, limit),
  } as unknown as RecordingReader;
  const index = new VolatileIndex({ reader, dialect, rulesFor: () => [], isFreshCarried: true });
  const key = index.mask(statement(9, `INSERT INTO t VALUES ('${uuid(9)}')`))?.key ?? '';
  const ids = (scope: number) => index.withKey(key, scope).map(({ id }) => id);
  expect([ids(0), ids(1), ids(2)]).toEqual([[1, 2], [3], []]);
  recorded.push(statement(5, `INSERT INTO t VALUES ('${uuid(5)}')`));
  expect(ids(0)).toEqual([1, 2, 5]);
  expect(index.mask(statement(9, 'INSERT INTO t VALUES (1)'))).toBe(null);
});

test('the likeliest first: behind the place before the rest, in a transaction those of its session before all', () => {
  const exchanges = [1, 2, 1, 2, 1].map((session, at) => ({ id: (at + 1) * 10, session }));
  const place = { ...startPlace(2), after: 25 };
  const order = (played: readonly number[] = [], transaction: OpenTransaction | null = null) =>
    [...inTurn(exchanges, { ...place, transaction }, (id) => played.includes(id))].map(({ id }) => id);
  expect(order()).toEqual([30, 40, 50, 10, 20]);
  expect(order([30, 10])).toEqual([40, 50, 20]);
  expect([...new Set(order([], {} as OpenTransaction))]).toEqual([40, 30, 50, 10, 20]);
  expect([...inTurn([], place, () => false)]).toEqual([]);
});
