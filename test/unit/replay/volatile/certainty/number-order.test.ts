// Rows whose numbers are told otherwise come in a server's order, or are none.

import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../../../src/core/recording.ts';
import { encodeResultSet } from '../../../../../src/mysql/codec/encode-result-set.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { encodeTextRow } from '../../../../../src/mysql/packets/text-row.ts';
import { CarriedIds } from '../../../../../src/replay/volatile/carrying/carried-ids.ts';
import { isInOtherOrder } from '../../../../../src/replay/volatile/certainty/number-order.ts';

const capabilities = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
const column = (table: string, name: string) => ({
  ...{ catalog: Buffer.from('def'), schema: Buffer.from('s'), table: Buffer.from(table), name: Buffer.from(name) },
  ...{ originalTable: Buffer.from(table), originalName: Buffer.from(name) },
  ...{ extendedMetadata: [], charset: 255, displayLength: 100, type: 253, flags: 0, decimals: 0 },
});

/** @param head `table.column`, … */
function answer(head: readonly string[], rows: readonly (readonly string[])[]): RecordedResponse {
  const columns = head.map((one) => column(one.split('.')[0] ?? '', one.split('.')[1] ?? ''));
  const payloads = rows.map((row) => encodeTextRow(row.map((cell) => Buffer.from(cell))));
  const bytes = encodeResultSet(columns, payloads, { capabilities, status: 2 });
  return {
    encoding: capabilities,
    outcome: 'resultset',
    bytes: bytes.length,
    chunks: () => [bytes],
  } as unknown as RecordedResponse;
}

/** What stands for rows 1 and 2 of users is 2 and 1; for 5, 9. */
function ids(): CarriedIds {
  const carried = new CarriedIds();
  const key = { schema: 's', table: 'users', column: 'id' };
  carried.swap(key, '1', '2');
  carried.swap(key, '5', '9');
  return carried;
}

function isOther(response: RecordedResponse, tables: readonly string[] | null, by: readonly string[] = []): boolean {
  const carried = ids();
  const command = { code: 3 } as Command;
  const about = { command, exchange: {} as RecordedExchange, response, reader: {} as RecordingReader };
  return isInOtherOrder(about, { tables: tables && new Set(tables), by }, carried.toldOtherwise, carried);
}

const named = (rows: readonly (readonly string[])[]) => answer(['users.id', 'users.n'], rows);

test('numbers that are told in the order in which they were recorded', () => {
  expect(
    isOther(
      named([
        ['1', 'a'],
        ['5', 'b'],
      ]),
      ['users'],
    ),
  ).toBe(false);
  expect(
    isOther(
      named([
        ['5', 'b'],
        ['1', 'a'],
      ]),
      ['users'],
      ['n'],
    ),
  ).toBe(false);
  expect(
    isOther(
      named([
        ['1', 'a'],
        ['2', 'b'],
      ]),
      ['users'],
    ),
  ).toBe(true);
  expect(
    isOther(
      named([
        ['2', 'b'],
        ['1', 'a'],
      ]),
      ['users'],
      ['id'],
    ),
  ).toBe(true);
  // 7 is 7, and stands behind 9 now
  expect(
    isOther(
      named([
        ['5', 'a'],
        ['7', 'b'],
      ]),
      ['users'],
    ),
  ).toBe(true);
});

test('one row, and another table, have no order', () => {
  expect(isOther(named([['2', 'b']]), ['users'])).toBe(false);
  expect(isOther(answer(['rooms.id'], [['1'], ['2']]), ['rooms'])).toBe(false);
});

test('where the numbers are not told, what else is ordered by has to decide', () => {
  const plain = answer(['users.n'], [['a'], ['b']]);
  expect(isOther(plain, ['users'])).toBe(true);
  expect(isOther(plain, ['users'], ['n'])).toBe(false);
  expect(isOther(plain, ['users'], ['id'])).toBe(true);
  expect(isOther(plain, ['users'], ['v'])).toBe(true);
  expect(isOther(answer(['users.n'], [['a'], ['a']]), ['users'], ['n'])).toBe(true);
});

test('of several statements, which may name any table, the numbers have to be told', () => {
  expect(isOther(answer(['users.n'], [['a'], ['b']]), null)).toBe(true);
  expect(isOther(answer(['users.id'], [['1'], ['5']]), null)).toBe(false);
  expect(isOther(answer(['users.id'], [['2'], ['1']]), null)).toBe(true);
});

test('a column of another table that names the row', () => {
  const posts = answer(
    ['posts.user_id', 'posts.t'],
    [
      ['1', 'x'],
      ['2', 'y'],
    ],
  );
  expect(isOther(posts, ['posts'], ['t'])).toBe(false);
  expect(isOther(posts, ['posts'], ['user_id'])).toBe(true);
});
