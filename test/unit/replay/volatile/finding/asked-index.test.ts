import { expect, test } from 'vitest';
import type { RecordedStatement, RecordingReader } from '../../../../../src/core/recording.ts';
import { AskedIndex } from '../../../../../src/replay/volatile/finding/asked-index.ts';
import { VolatileIndex } from '../../../../../src/replay/volatile/finding/volatile-index.ts';

const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
const AT = Date.parse('2026-11-29T08:00:00Z');
const uuid = (n: number) => `8d3f0c51-e9a2-4b77-91fe-02c6d4a8b${String(n).padStart(3, '0')}`;
const statement = (id: number, sql: string, scope = 0): RecordedStatement => {
  const about = { id, session: 1, scope, command: 'COM_QUERY', request: null };
  return { ...about, sql, parameters: null, askedMs: AT } as RecordedStatement;
};

function indexOf(recorded: readonly RecordedStatement[]) {
  const reader = {
    statementsAfter: (after: number, limit: number) => recorded.filter(({ id }) => id > after).slice(0, limit),
    recordedStatement: (id: number) => recorded.find((one) => one.id === id),
  } as unknown as RecordingReader;
  const all = new VolatileIndex({ reader, dialect, rulesFor: () => [], isFreshCarried: true });
  const index = new AskedIndex({ reader, mask: (one, isFirst) => all.mask(one, isFirst) });
  const key = all.mask(statement(99, select(9)), () => true)?.key ?? '';
  return { index, ids: (scope = 0) => index.withKey(key, scope).map(({ id }) => id) };
}

const select = (n: number) => `SELECT 1 FROM t WHERE id = '${uuid(n)}'`;
const insert = (n: number) => `INSERT INTO t VALUES ('${uuid(n)}')`;

test('asked for before it is stored: not what is stored before, nor what never is', () => {
  const { index, ids } = indexOf(
    [select(1), insert(1), select(1), select(2), insert(3), select(4), insert(4)].map((sql, at) =>
      statement(at + 1, sql),
    ),
  );
  expect(ids()).toEqual([1, 6]);
  expect(ids(1)).toEqual([]);
  expect([1, 2, 3].map((n) => index.isStored(uuid(n), 0))).toEqual([true, false, true]);
});

test('in a recording that grows it is known once it is stored; times are no identities', () => {
  const recorded = [statement(1, select(1))];
  const { ids, index } = indexOf(recorded);
  expect(ids()).toEqual([]);
  recorded.push(statement(2, insert(1)), statement(3, "SELECT 1 FROM t WHERE made > '2026-11-29 08:00:00'"));
  expect(ids()).toEqual([1]);
  const masked = index.mask(statement(3, "SELECT 1 FROM t WHERE made > '2026-11-29 08:00:00'"));
  expect(masked?.slots.map(({ isAsked, isNow }) => [isAsked, isNow])).toEqual([[undefined, true]]);
});

test('the clock to a thousandth of a second may be asked for before it is stored; to a second it may be that of any row', () => {
  const at = (ms: number) => [
    statement(1, `SELECT 1 FROM t WHERE at = ${ms}`),
    statement(2, `INSERT INTO t (at) VALUES (${ms})`),
  ];
  const asked = (recorded: readonly RecordedStatement[]) => {
    const { index, ids } = indexOf(recorded);
    ids();
    return index.mask(recorded[0] as RecordedStatement)?.slots.map(({ isAsked }) => isAsked) ?? null;
  };
  expect(asked(at(AT + 123))).toEqual([true]);
  expect(asked(at(AT / 1000))).toBe(null);
  expect(asked(at(AT + 3_600_123))).toBe(null);
});
