import { expect, test } from 'vitest';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { columnTypeOf } from '../../../../src/script/fields/column-types.ts';

test.each<[unknown, number]>([
  ['LONG', ColumnType.LONG],
  ['TINYBLOB', ColumnType.TINY_BLOB],
  ['TINY_BLOB', ColumnType.TINY_BLOB],
  ['MEDIUMBLOB', ColumnType.MEDIUM_BLOB],
  ['LONGBLOB', ColumnType.LONG_BLOB],
  [3, ColumnType.LONG],
  [' 253 rows', ColumnType.VAR_STRING],
  ['259', 3],
])('%j', (value, type) => {
  expect(columnTypeOf(value)).toBe(type);
});

test.each(['long', '', '-1', 'toString', undefined])('%j is no type', (value) => {
  expect(() => columnTypeOf(value)).toThrow(`Unknown type: "${value}"`);
});
