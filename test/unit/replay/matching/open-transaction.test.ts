import { expect, test } from 'vitest';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { OpenTransaction } from '../../../../src/replay/matching/open-transaction.ts';
import type { StatementQuery } from '../../../../src/replay/matching/statement-query.ts';
import { type Recorded, recordingOf } from '../../../support/recorded-exchanges.ts';

const inside = (fingerprint: string, sql?: string): Recorded => {
  return { fingerprint, transaction: 1, ...(sql !== undefined && { sql }) };
};
const read = (fingerprint: string) => inside(fingerprint, 'SELECT * FROM t');

function begun(...members: readonly Recorded[]): OpenTransaction {
  const reader = recordingOf([{ fingerprint: 'begin' }, ...members]);
  return new OpenTransaction(reader, reader.exchangeById(1) as RecordedExchange);
}

function query(fingerprint: string, more: Partial<StatementQuery> = {}): StatementQuery {
  const state = { state: 'inside', isInTransaction: true, isTransactional: true };
  return { fingerprint, ...state, isRead: false, isSessionBound: false, repeat: 'never', ...more };
}
const reading = (fingerprint: string) => query(fingerprint, { isRead: true, repeat: 'same' });

/** What is played where each is asked as the next. */
function play(open: OpenTransaction, ...queries: readonly StatementQuery[]): readonly (number | undefined)[] {
  return queries.map((one) => {
    const next = open.next(one);
    if (next !== undefined) open.take(one, next);
    return next?.id;
  });
}

test('writes come in their order, each once, and only while the transaction lasts', () => {
  const open = begun(inside('a'), inside('b'), { fingerprint: 'c' });
  expect(play(open, query('b'), query('a'), query('a'), query('b'), query('c'))).toEqual([
    undefined,
    2,
    undefined,
    3,
    undefined,
  ]);
  expect(open.exchanges().map(({ id }) => id)).toEqual([1, 2, 3]);
});

test('reads may be left out or come in another order, but not before a write that was recorded before them', () => {
  const open = begun(read('r1'), read('r2'), inside('w'), read('r3'));
  expect(play(open, reading('r2'), reading('r1'), reading('r3'), query('w'), reading('r1'))).toEqual([
    3,
    2,
    undefined,
    4,
    undefined,
  ]);
  expect(play(begun(read('r1'), inside('w')), query('w'), reading('r1'))).toEqual([3, undefined]);
});

test.each([
  ['SET NAMES utf8mb4', true],
  ['SAVEPOINT a', true],
  ['SELECT * FROM t', true],
  ['SELECT * FROM t FOR UPDATE', false],
  ['shop.orders.find("total > 5")', true],
  ['shop.orders.find("total > 5").lockExclusive()', false],
  ['shop.orders.add({})', false],
  ['DELETE FROM t', false],
])('a transaction goes on without %s: %s', (sql, isSkipped) => {
  const open = begun(inside('other', sql), inside('w'));
  expect(open.next(query('w'))?.id).toBe(isSkipped ? 3 : undefined);
});

test('what is no part of a transaction does not stand in its way', () => {
  const open = begun({ ...inside('ping'), command: 'COM_PING' }, inside('w'));
  expect(open.next(query('w'))?.id).toBe(3);
});

test('one in which nothing was asked ends as one in which nothing was read', () => {
  const end = query('commit', { repeat: 'control' });
  const open = begun(read('r'), inside('commit', 'COMMIT'));
  expect(open.isEmpty).toBe(true);
  expect(open.next(end)).toBe(undefined);
  play(open, reading('r'));
  expect([open.isEmpty, open.next(end)?.id]).toEqual([false, 3]);
  const set = begun(inside('set', 'SET NAMES utf8mb4'), inside('commit', 'COMMIT'));
  play(set, query('set', { repeat: 'last' }));
  expect([set.isEmpty, set.next(end)?.id]).toEqual([true, 3]);
});

test('a read is given again until something is written', () => {
  const open = begun(read('r'), read('s'), inside('w'));
  play(open, reading('r'), reading('s'));
  expect([open.again(reading('r'))?.id, open.again(reading('x')), open.again(query('r'))]).toEqual([
    2,
    undefined,
    undefined,
  ]);
  play(open, query('w'));
  expect(open.again(reading('r'))).toBe(undefined);
});

test('what was recorded under another state is no answer', () => {
  expect(begun(inside('w')).next(query('w', { state: 'outside' }))).toBe(undefined);
});

test('a long transaction is read to its end, and no further', () => {
  const writes = Array.from({ length: 40 }, (_, at) => inside(`w${at}`));
  const open = begun(...writes, { fingerprint: 'w0' });
  const played = play(open, ...writes.map(({ fingerprint }) => query(fingerprint)));
  expect(played).toEqual(writes.map((_, at) => at + 2));
  expect(open.next(query('w0'))).toBe(undefined);
});
