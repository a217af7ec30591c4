// What a query sorts its rows by first, and where its LIMIT stands.
import { expect, test } from 'vitest';
import { readRowOrder } from '../../../../src/sql/values/row-order.ts';

const orderOf = (sql: string) => readRowOrder(Buffer.from(sql), {} as never);
const by = (name: string, owner: string | null = null, isDescending = false) => ({ name, owner, isDescending });

test.each([
  ['SELECT id FROM t', null],
  ['SELECT id FROM t ORDER BY id', by('id')],
  ['SELECT id FROM t ORDER BY `Id` ASC, a DESC LIMIT 2', by('id')],
  ['SELECT id FROM t AS x ORDER BY x.id DESC FOR UPDATE', by('id', 'x', true)],
  ['SELECT id FROM d.t ORDER BY d.t.id', by('id', 't')],
  ['(SELECT id FROM t ORDER BY a) UNION SELECT 1 ORDER BY id', by('id')],
  ['SELECT (SELECT 1 ORDER BY id) FROM t', null],
  ['SELECT GROUP_CONCAT(id ORDER BY id) FROM t', null],
  ['SELECT id FROM t ORDER BY 1', null],
  ['SELECT id FROM t ORDER BY LOWER(id)', null],
  ['SELECT id FROM t ORDER BY id + 1', null],
  ['SELECT id FROM t ORDER BY id COLLATE utf8mb4_bin', null],
  ['SELECT id FROM t ORDER BY id IS NULL, id', null],
  ['SELECT id FROM t ORDER BY @a', null],
  ["SELECT ' ORDER BY id ' FROM t", null],
  ['SELECT id FROM t ORDER BY id; SELECT 1', null],
])('%s', (sql, expected) => {
  expect(orderOf(sql).by).toEqual(expected);
});

test.each([
  ['SELECT id FROM t', null],
  ['SELECT id FROM t LIMIT 12', { most: 23, from: null }],
  ['SELECT id FROM t LIMIT ?', { most: 23, from: null }],
  ['SELECT id FROM t LIMIT 5, 12', { most: 26, from: 23 }],
  ['SELECT id FROM t LIMIT 12 OFFSET 5', { most: 23, from: 33 }],
  ['SELECT id FROM (SELECT id FROM t LIMIT 1) x', null],
  ['SELECT id FROM t LIMIT ROWS EXAMINED 5', 'unclear'],
  ['SELECT id FROM t ORDER BY id FETCH FIRST 2 ROWS ONLY', 'unclear'],
])('%s', (sql, expected) => {
  expect(orderOf(sql).limit).toEqual(expected);
});
