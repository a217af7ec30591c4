import { describe, expect, test } from 'vitest';
import { toBinaryRow, toTextRow } from '../../../../src/mysql/codec/convert-row.ts';
import { ColumnFlag, ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../../../src/mysql/packets/column-definition.ts';
import { encodeTextRow } from '../../../../src/mysql/packets/text-row.ts';
import fc from '../../../support/property.ts';

const NOTHING = Buffer.alloc(0);
const NOT_FIXED = 31;

function column(type: number, { decimals = 0, flags = 0 } = {}): ColumnDefinition {
  const names = { catalog: Buffer.from('def'), schema: NOTHING, table: NOTHING, originalTable: NOTHING };
  const rest = { originalName: NOTHING, extendedMetadata: [], charset: 45, displayLength: 0 };
  return { ...names, name: Buffer.from('c'), ...rest, type, decimals, flags };
}

/** A value as text, by way of the binary row; null where it is not converted. */
function there(value: string | null, definition: ColumnDefinition): string | null | undefined {
  const text = encodeTextRow([value === null ? null : Buffer.from(value)]);
  const binary = toBinaryRow(text, [definition]);
  const back = binary === null ? null : toTextRow(binary, [definition]);
  if (back === null) return undefined;
  expect(back).toEqual(text);
  return value;
}

describe('a value that is exactly the same in both protocols comes back as it was', () => {
  test.each([
    ['9223372036854775807', column(ColumnType.LONGLONG)],
    ['18446744073709551615', column(ColumnType.LONGLONG, { flags: ColumnFlag.UNSIGNED })],
    ['-128', column(ColumnType.TINY)],
    ['2026', column(ColumnType.YEAR)],
    ['0000', column(ColumnType.YEAR)],
    ['-12.3400', column(ColumnType.NEWDECIMAL, { decimals: 4 })],
    ['2026-01-02', column(ColumnType.DATE)],
    ['2026-01-02 03:04:05', column(ColumnType.DATETIME)],
    ['2026-01-02 03:04:05.600', column(ColumnType.DATETIME, { decimals: 3 })],
    ['0000-00-00 00:00:00', column(ColumnType.TIMESTAMP)],
    ['-838:59:59', column(ColumnType.TIME)],
    ['12', column(ColumnType.DOUBLE, { decimals: NOT_FIXED })],
    ['', column(ColumnType.VAR_STRING)],
    ['aGVsbG8=', column(ColumnType.BLOB)],
    [null, column(ColumnType.LONG)],
  ])('%s', (value, definition) => {
    expect(there(value, definition)).toBe(value);
  });

  test('whole numbers and texts of any kind', () => {
    const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => [String(n), ColumnType.LONGLONG]);
    const text = fc.string().map((value) => [value, ColumnType.VAR_STRING]);
    const property = fc.property(fc.oneof(integer, text), ([value, type]) => {
      expect(there(String(value), column(Number(type)))).toBe(String(value));
    });
    fc.assert(property);
  });
});

test.each([
  ['a fraction of a DOUBLE', '1.5', column(ColumnType.DOUBLE, { decimals: NOT_FIXED })],
  ['a DOUBLE of too many digits', '1234567890123456', column(ColumnType.DOUBLE, { decimals: NOT_FIXED })],
  ['a negative nothing', '-0', column(ColumnType.DOUBLE, { decimals: NOT_FIXED })],
  ['a FLOAT with a fixed number of decimals', '2', column(ColumnType.FLOAT, { decimals: 2 })],
  ['ZEROFILL', '0007', column(ColumnType.LONG, { flags: ColumnFlag.ZEROFILL | ColumnFlag.UNSIGNED })],
])('%s is not converted', (_what, value, definition) => {
  expect(there(value, definition)).toBeUndefined();
});
