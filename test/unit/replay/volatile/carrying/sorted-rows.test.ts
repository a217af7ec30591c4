// Rows that are sorted by what is new at every run come in the order of the live values.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../../../src/core/recording.ts';
import { packetsOf } from '../../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { ColumnFlag, ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import { encodeColumnCount } from '../../../../../src/mysql/packets/column-count.ts';
import { encodeColumnDefinition } from '../../../../../src/mysql/packets/column-definition.ts';
import { encodeOk, plainOk } from '../../../../../src/mysql/packets/ok.ts';
import { decodeTextRow, encodeTextRow } from '../../../../../src/mysql/packets/text-row.ts';
import {
  areSorted,
  rowOrderOf,
  sortKeys,
  withSortedRows,
} from '../../../../../src/replay/volatile/carrying/sorted-rows.ts';
import type { SortedBy } from '../../../../../src/sql/values/row-order.ts';
import { queryOf } from '../../../../support/decoded-command.ts';
import { responseOf } from '../../../../support/recorded-response.ts';

const encoding = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
const none = Buffer.alloc(0);
interface Shape {
  readonly type?: number;
  readonly flags?: number;
}

function answer(rows: readonly (readonly [id: string | null, note: string])[], shape: Shape = {}): RecordedResponse {
  const column = (name: string, { type = ColumnType.VAR_STRING, flags = 0 }: Shape) =>
    encodeColumnDefinition(
      {
        ...{ catalog: Buffer.from('def'), schema: Buffer.from('shop'), table: Buffer.from('i') },
        ...{ originalTable: Buffer.from('items'), name: Buffer.from(name), originalName: Buffer.from(name) },
        ...{ charset: 255, displayLength: 80, type, flags, decimals: 0, extendedMetadata: [], defaultValue: none },
      },
      encoding,
    );
  const all = rows.map((row) => encodeTextRow(row.map((one) => (one === null ? null : Buffer.from(one)))));
  return responseOf(
    [
      encodeColumnCount({ count: 2, hasDefinitions: true }, encoding),
      ...[column('id', shape), column('note', {}), ...all, encodeOk(plainOk(2, 0xfe), encoding)],
    ],
    { outcome: 'resultset', rows: rows.length },
  );
}

const of = (sql: string, response: RecordedResponse) => ({
  ...{
    command: queryOf(sql),
    exchange: { prepareExchange: null } as RecordedExchange,
    reader: {} as RecordingReader,
    response,
  },
});
const notesOf = (sql: string, live: RecordedResponse, recorded: RecordedResponse) =>
  [...packetsOf(withSortedRows(live, of(sql, recorded)).chunks())]
    .slice(3, -1)
    .map(({ payload }) => String(decodeTextRow(payload, 2)[1]));

const RECORDED = answer([
  ['a1-0', 'one'],
  ['b2-0', 'two'],
  ['c3-0', 'three'],
]);
const LIVE = answer([
  ['7f-0', 'one'],
  ['e0-0', 'two'],
  ['0a-0', 'three'],
]);

test('they come in the order of the live values, in sequence', () => {
  expect(notesOf('SELECT id, note FROM items i ORDER BY id', LIVE, RECORDED)).toEqual(['three', 'one', 'two']);
  expect(notesOf('SELECT id, note FROM items i ORDER BY i.id ASC, note', LIVE, RECORDED)).toEqual([
    ...['three', 'one', 'two'],
  ]);
  const sorted = withSortedRows(LIVE, of('SELECT id, note FROM items i ORDER BY id', RECORDED));
  expect([...packetsOf(sorted.chunks())].map(({ sequenceId }) => sequenceId)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(sorted.whole?.length).toBe(LIVE.whole?.length);
  const backwards = answer([
    ['c3-0', 'three'],
    ['b2-0', 'two'],
    ['a1-0', 'one'],
  ]);
  expect(notesOf('SELECT id, note FROM items i ORDER BY id DESC', LIVE, backwards)).toEqual(['two', 'one', 'three']);
});

test.each<[string, string, RecordedResponse, RecordedResponse]>([
  ['nothing is said of an order', 'SELECT id, note FROM items i', LIVE, RECORDED],
  ['it is by something else', 'SELECT id, note FROM items i ORDER BY made', LIVE, RECORDED],
  ['it is of another table', 'SELECT id, note FROM items i ORDER BY j.id', LIVE, RECORDED],
  ['the recorded rows stand in another order', 'SELECT id, note FROM items i ORDER BY id DESC', LIVE, RECORDED],
  [
    'the values have several forms',
    'SELECT id, note FROM items i ORDER BY id',
    answer([
      ['e0-0', 'one'],
      ['7f-00', 'two'],
      ['0a0', 'three'],
    ]),
    RECORDED,
  ],
  [
    'letters are great and small',
    'SELECT id, note FROM items i ORDER BY id',
    answer([
      ['e0-0', 'one'],
      ['7F-0', 'two'],
      ['0a-0', 'three'],
    ]),
    RECORDED,
  ],
  [
    'a row has none',
    'SELECT id, note FROM items i ORDER BY id',
    answer([
      ['e0-0', 'one'],
      [null, 'two'],
      ['0a-0', 'three'],
    ]),
    RECORDED,
  ],
])('they stay as they are where %s', (_, sql, live, recorded) => {
  expect(withSortedRows(live, of(sql, recorded))).toBe(live);
});

test.each([
  ['an ENUM', { type: ColumnType.STRING, flags: ColumnFlag.ENUM }],
  ["MariaDB's UUID", { type: ColumnType.STRING, flags: ColumnFlag.UNSIGNED | ColumnFlag.BINARY }],
  ['a DOUBLE', { type: ColumnType.DOUBLE }],
])('nobody knows how %s is sorted', (_, shape) => {
  const sql = 'SELECT id, note FROM items i ORDER BY id';
  const { by } = rowOrderOf(queryOf(sql));
  expect(by).not.toBeNull();
  expect(sortKeys(of(sql, answer([['a1', 'x']], shape)), by as SortedBy)).toBeNull();
  expect(sortKeys(of(sql, answer([['a1', 'x']])), by as SortedBy)).toEqual(['a1']);
});

test('what is equal, or of several forms, is in no order', () => {
  const by = { name: 'id', owner: null, isDescending: false };
  expect(areSorted(['a1', 'b1'], by)).toBe(true);
  expect(areSorted(['b1', 'a1'], by)).toBe(false);
  expect(areSorted(['a1', 'a1'], by)).toBe(false);
  expect(areSorted(['9', '10'], by)).toBe(false);
  expect(areSorted(['-1', '-2'], by)).toBe(false);
});
