// Cells of a script as fields of the X Protocol, read back as a client reads them.

import { expect, test } from 'vitest';
import { ColumnFlag, ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { decodeField } from '../../../../src/mysqlx/codec/row-field.ts';
import { ColumnMetaData } from '../../../../src/mysqlx/messages/messages.ts';
import type { Cell, Column } from '../../../../src/script/answer.ts';
import { rowEncoder } from '../../../../src/script/x/x-cells.ts';
import { encodeColumn } from '../../../../src/script/x/x-columns.ts';
import { scriptColumn } from '../../../support/script-column.ts';

function shown(cell: Cell, changes: Partial<Column>): string | null {
  const column = scriptColumn(changes);
  const [bytes = Buffer.alloc(0)] = rowEncoder([column])([cell]);
  const field = decodeField(bytes, ColumnMetaData.decode(encodeColumn(column, false)));
  return field.kind === 'null' ? null : field.kind === 'hex' ? field.bytes.toString('hex') : field.text;
}

test.each<[string, Cell, Partial<Column>, string | null]>([
  ['the least integer', '-9223372036854775808', { type: ColumnType.LONGLONG }, '-9223372036854775808'],
  ['the greatest', 2n ** 64n - 1n, { type: ColumnType.LONGLONG, flags: ColumnFlag.UNSIGNED }, '18446744073709551615'],
  ['NULL', null, { type: ColumnType.LONG }, null],
  ['a value of a column of type NULL', 'x', { type: ColumnType.NULL }, null],
  ['an empty text, which is not NULL', '', {}, ''],
  ['bits as bytes', Uint8Array.of(1, 2), { type: ColumnType.BIT }, '258'],
  ['bits as a number', 5, { type: ColumnType.BIT }, '5'],
  ['a decimal', ' -12.50 ', { type: ColumnType.NEWDECIMAL, decimals: 2 }, '-12.50'],
  ['a double', '1.5', { type: ColumnType.DOUBLE, decimals: 31 }, '1.5'],
  ['a year', 2026, { type: ColumnType.YEAR }, '2026'],
  ['a set', 'a,b', { type: ColumnType.SET }, 'a,b'],
  ['an empty set', '', { type: ColumnType.SET }, ''],
])('%s', (_, cell, column, text) => {
  expect(shown(cell, column)).toBe(text);
});

test('a date has no time, a datetime has one', () => {
  expect(shown('2026-01-02 03:04:05', { type: ColumnType.DATE })).toBe('2026-01-02');
  expect(shown('2026-01-02', { type: ColumnType.DATETIME, displayLength: 19 })).toBe('2026-01-02 00:00:00');
  expect(shown('-1:02', { type: ColumnType.TIME, displayLength: 10 })).toMatch(/^-0?1:02:00$/);
});

test('what has no form is told, and so is a row of another length', () => {
  expect(() => shown('1e5', { type: ColumnType.NEWDECIMAL })).toThrow("'1e5' is no decimal: expected digits");
  expect(() => shown('x', { type: ColumnType.TIME })).toThrow("'x' is no time");
  expect(() => rowEncoder([scriptColumn()])([])).toThrow('columns_info.size() != row_values.size() 1!=0');
});
