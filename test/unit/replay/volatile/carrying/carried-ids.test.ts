import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import { UndoLog } from '../../../../../src/data/history/undo-log.ts';
import { idKeyOf } from '../../../../../src/replay/volatile/carrying/carried-answer.ts';
import { CarriedIds } from '../../../../../src/replay/volatile/carrying/carried-ids.ts';

const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
const key = { schema: 'shop', table: 'orders', column: 'id' };
const command = (sql: string, database = 'shop') =>
  ({ sql: Buffer.from(sql), dialect, database }) as unknown as Command;

/** Recorded 5 is known as 1. */
function idsOf(): CarriedIds {
  const ids = new CarriedIds();
  ids.swap(key, '5', '1');
  return ids;
}

test('two numbers change places, and no two rows have one', () => {
  const ids = idsOf();
  expect(['1', '2', '5'].map((one) => ids.toldFor(key, one))).toEqual(['5', '2', '1']);
  ids.swap(key, '2', '5');
  expect(['1', '2', '5'].map((one) => ids.toldFor(key, one))).toEqual(['2', '5', '1']);
  ids.clear();
  expect([ids.isEmpty, ids.toldFor(key, '5')]).toEqual([true, '5']);
});

test.each([
  ['SELECT * FROM orders WHERE id = 1', '5'],
  ['SELECT * FROM shop.orders o WHERE o.id IN (1, 2)', '5'],
  ['INSERT INTO `lines` (order_id, product) VALUES (1, 2)', '5'],
  ['UPDATE `lines` SET orderId = 1 WHERE n = 1', '5'],
  // numbers of other things
  ['SELECT * FROM customers WHERE id = 1', null],
  ['INSERT INTO `lines` (quantity, customer_id) VALUES (1, 1)', null],
  ['SELECT * FROM orders o JOIN `lines` l ON l.order_id = o.id WHERE id = 1', null],
  ['SELECT * FROM orders LIMIT 1', null],
])('%s', (sql, expected) => {
  expect(idsOf().recordedOf(command(sql))?.('1', 1) ?? null).toBe(expected);
});

test('numbers of another database are none of these', () => {
  expect(idsOf().recordedOf(command('SELECT * FROM orders WHERE id = 1', 'other'))).toBe(null);
  expect(new CarriedIds().recordedOf(command('SELECT * FROM orders WHERE id = 1'))).toBe(null);
});

test('cells by where their column is from', () => {
  const ids = idsOf();
  const cell = (table: string, column: string, schema = 'shop') => ids.liveCell({ schema, table, column }, '5');
  expect([cell('orders', 'id'), cell('lines', 'order_id')]).toEqual(['1', '1']);
  expect([cell('lines', 'id'), cell('orders', 'number'), cell('orders', 'id', 'other')]).toEqual([null, null, null]);
});

test('the key of a told number is no column in which the statement itself says that number', () => {
  const keyFor = (sql: string | null, pins: readonly (readonly [string, ...string[]])[], told = '1') => {
    const named = pins.map(([column, ...values]) => ({ column, values }));
    const writes = [{ table: 'shop.t', effect: 'change', pins: named }];
    const reader = { dataOf: () => ({ use: { writes } }), statementOf: () => sql };
    return idKeyOf({ id: 7 } as never, told, reader as never)?.column;
  };
  const sql = '/* a */ INSERT  INTO t (owner, v) VALUES (1, 2), (1, 2)';
  expect(
    keyFor(sql, [
      ['owner', '#1'],
      ['nr', '#1', '#2'],
    ]),
  ).toBe('nr');
  expect(
    keyFor(sql, [
      ['nr', '#1', '#2'],
      ['owner', '#1'],
    ]),
  ).toBe('nr');
  // nobody asks for the key by its number
  expect(keyFor(sql, [['owner', '#1']])).toBe('id');
  expect(
    keyFor('INSERT INTO t SET owner = 1', [
      ['owner', '#1'],
      ['nr', '#1'],
    ]),
  ).toBe('nr');
  expect(keyFor(null, [['nr', '#1']])).toBe('nr');
  expect(keyFor(sql, [['nr', '#1']], '0')).toBeUndefined();
});

test('what stands before a table’s name is an application’s, unless there is a table of the rest', () => {
  const garden = { schema: 'shop', table: 'plants_garden', column: 'id' };
  const pivot = { schema: 'shop', table: 'admins_sites', column: 'id' };
  const ids = new CarriedIds(null, (table) => table === 'shop.sites');
  ids.swap(garden, '5', '1');
  ids.swap(pivot, '5', '1');
  const cell = (column: string) => ids.liveCell({ schema: 'shop', table: 'rows', column }, '5');
  expect(['garden_id', 'plants_garden_id', 'site_id', 'admins_site_id'].map(cell)).toEqual(['1', '1', null, '1']);
  expect(ids.recordedOf(command('DELETE FROM admins_sites WHERE site_id = 1'))?.('1', 1) ?? null).toBeNull();
});

test('numbers of a table that is made anew stand for themselves, unless rows of others name them', () => {
  const undo = new UndoLog();
  const ids = new CarriedIds(undo);
  const of = (table: string) => ({ schema: 'shop', table, column: 'id' });
  ids.swap(of('orders'), '1', '2');
  ids.swap(of('users'), '1', '2');
  expect(ids.liveCell({ ...of('notes'), column: 'user_id' }, '1')).toBe('2');
  const before = undo.length;
  ids.forget('other', null);
  ids.forget('shop', 'orders');
  ids.forget('shop', 'users');
  expect([ids.toldFor(of('orders'), '1'), ids.toldFor(of('users'), '1')]).toEqual(['1', '2']);
  undo.back(before);
  expect(ids.toldFor(of('orders'), '1')).toBe('2');
});
