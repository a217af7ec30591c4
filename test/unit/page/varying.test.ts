import { expect, test } from 'vitest';
import { seenBetween } from '../../../page/saw.ts';
import { differing } from '../../../page/varying.ts';
import type { PageExchange, PageResult } from '../../../src/page/page-data.ts';

test('values that differ, with what they are compared with', () => {
  const sql = (id: number, kind: string) =>
    `SELECT * FROM t WHERE id = ${id} AND kind = '${kind}' AND n < 5 LIMIT ${id}`;
  const { names, values } = differing([
    { sql: sql(1, 'a'), parameters: null },
    { sql: sql(2, 'b'), parameters: null },
  ]);
  expect(names).toEqual([
    [1, 'id'],
    [2, 'kind'],
    [4, 'limit'],
  ]);
  expect(values.map((each) => names.map(([place]) => each[place]))).toEqual([
    ['1', "'a'", '1'],
    ['2', "'b'", '2'],
  ]);
  expect(
    differing([
      { sql: 'SELECT ?', parameters: '[1]' },
      { sql: 'SELECT ?', parameters: '[2]' },
    ]).names,
  ).toEqual([[0, 'parameters']]);
  expect(differing([]).names).toEqual([]);
});

const made = (id: number, session: number, sql: string, more: Partial<PageExchange> = {}) =>
  ({
    id,
    session,
    sql,
    parameters: null,
    database: 'shop',
    errorCode: null,
    transaction: null,
    ...more,
  }) as PageExchange;
const counted = (value: number): PageResult[] => [{ columns: ['n'], rows: [[value]], total: 1 }];

test('what was seen before and behind the COMMIT of another session, and not what was written by itself', () => {
  const count = 'SELECT COUNT(*) FROM orders';
  const results: Record<number, PageResult[]> = { 1: counted(2), 3: counted(2), 5: counted(3), 7: counted(4) };
  const seen = seenBetween(
    [
      made(1, 1, count),
      made(2, 2, 'INSERT INTO orders VALUES (1)', { transaction: 2 }),
      made(3, 1, count),
      made(4, 2, 'COMMIT'),
      made(5, 1, count),
      made(6, 1, 'INSERT INTO orders VALUES (2)'),
      made(7, 1, count),
    ],
    (id) => results[id] ?? [],
  );
  expect(seen.map(({ before, after, between, was, is }) => [before.id, after.id, between.id, was, is])).toEqual([
    [3, 5, 4, '2', '3'],
  ]);
});
