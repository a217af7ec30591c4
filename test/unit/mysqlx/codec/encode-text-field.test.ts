import { describe, expect, test } from 'vitest';
import { encodeField } from '../../../../src/mysqlx/codec/encode-text-field.ts';
import { decodeField } from '../../../../src/mysqlx/codec/row-field.ts';
import { ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { ColumnMetaData, Row } from '../../../../src/mysqlx/messages/messages.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../../../src/mysqlx/messages/schema.ts';
import fc from '../../../support/property.ts';
import { readXGolden } from '../../../support/x-golden.ts';

const UTF8MB4 = { low: 255, high: 0, unsigned: true };

function shown(bytes: Buffer, column: ResultsetColumnMetaData): string {
  const value = decodeField(bytes, column);
  return 'text' in value ? value.text : value.kind;
}

describe('a field', () => {
  test('of every column type is written as MySQL writes it', () => {
    let columns: ResultsetColumnMetaData[] = [];
    let count = 0;
    for (const { from, type, payload } of readXGolden('column-types')) {
      if (from === 'client') columns = [];
      else if (type === ServerMessage.RESULTSET_COLUMN_META_DATA) columns.push(ColumnMetaData.decode(payload));
      if (from === 'client' || type !== ServerMessage.RESULTSET_ROW) continue;
      for (const [index, bytes] of Row.decode(payload).field.entries()) {
        const column = columns[index];
        if (column === undefined || bytes.length === 0) continue;
        const value = decodeField(bytes, column);
        expect(encodeField(value.kind === 'hex' ? value.bytes : shown(bytes, column), column)).toEqual(
          value.kind === 'hex' ? Buffer.concat([value.bytes, Buffer.of(0)]) : bytes,
        );
        count++;
      }
    }
    expect(count).toBeGreaterThan(20);
  });

  const whole = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
  const two = (most: number) => fc.nat(most).map((n) => String(n).padStart(2, '0'));
  const clock = fc.tuple(two(23), two(59), two(59), fc.nat(999_999)).map(([hours, minutes, seconds, micros]) => {
    return `${hours}:${minutes}:${seconds}${micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`}`;
  });
  const date = fc.tuple(fc.nat(9999), two(12), two(31)).map(([y, m, d]) => `${String(y).padStart(4, '0')}-${m}-${d}`);
  const decimal = fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat(30))
    .map(([isMinus, n, scale]) => {
      const digits = String(n).padStart(scale + 1, '0');
      const at = digits.length - scale;
      return `${isMinus ? '-' : ''}${digits.slice(0, at)}${scale === 0 ? '' : `.${digits.slice(at)}`}`;
    });
  test.each([
    [{ type: Type.SINT }, whole],
    [{ type: Type.UINT }, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)],
    [{ type: Type.DOUBLE }, fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => String(n === 0 ? 0 : n))],
    [{ type: Type.DECIMAL }, decimal],
    [{ type: Type.TIME }, fc.tuple(fc.constantFrom('', '-'), clock).map((parts) => parts.join(''))],
    [{ type: Type.DATETIME, contentType: 2 }, fc.tuple(date, clock).map((parts) => parts.join(' '))],
    [{ type: Type.DATETIME, contentType: 1 }, date],
    [
      { type: Type.SET, collation: UTF8MB4 },
      fc.array(fc.stringMatching(/^[^,]{1,200}$/), { maxLength: 4 }).map((all) => all.join(',')),
    ],
    [{ type: Type.BYTES, collation: UTF8MB4 }, fc.string()],
  ] as const)('of %o is what it was made of', (column, values) => {
    fc.assert(
      fc.property(values, (text) => {
        expect(shown(encodeField(text, column), column)).toBe(text);
      }),
    );
  });

  test.each([
    [Type.SINT, '1.5'],
    [Type.UINT, '-1'],
    [Type.UINT, '18446744073709551616'],
    [Type.DOUBLE, 'x'],
    [Type.DECIMAL, '1e5'],
    [Type.TIME, '1:2:3'],
    [Type.DATETIME, '2026-01-02T03:04:05'],
    [99, 'a'],
  ])('of type %i has no value %s', (type, text) => {
    expect(() => encodeField(text, { type })).toThrow(RangeError);
  });
});
