import { expect, test } from 'vitest';
import {
  encodeBytes,
  encodeDatetime,
  encodeDecimal,
  encodeDouble,
  encodeFloat,
  encodeSet,
  encodeSigned,
  encodeTime,
  encodeUnsigned,
} from '../../../../src/mysqlx/codec/encode-field.ts';
import { framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { decodeField } from '../../../../src/mysqlx/codec/row-field.ts';
import { ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { ColumnMetaData, Row } from '../../../../src/mysqlx/messages/messages.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../../../src/mysqlx/messages/schema.ts';
import fc from '../../../support/property.ts';
import { xGoldenExchanges } from '../../../support/x-golden.ts';

function textOf(field: Buffer, column: ResultsetColumnMetaData): string | null {
  const value = decodeField(field, column);
  if (value.kind === 'null') return null;
  return value.kind === 'hex' ? value.bytes.toString('latin1') : value.text;
}

function encode(text: string | null, { type }: ResultsetColumnMetaData): Buffer | null {
  if (text === null) return Buffer.alloc(0);
  switch (type) {
    case Type.SINT:
      return encodeSigned(BigInt(text));
    case Type.UINT:
    case Type.BIT:
      return encodeUnsigned(BigInt(text));
    case Type.DOUBLE:
      return encodeDouble(Number(text));
    case Type.FLOAT:
      return encodeFloat(Number(text));
    case Type.DECIMAL:
      return encodeDecimal(text);
    case Type.DATETIME:
      return encodeDatetime(text);
    case Type.TIME:
      return encodeTime(text);
    case Type.SET:
      return encodeSet(text);
    default:
      return encodeBytes(Buffer.from(text, 'latin1'));
  }
}

test.each([0, 1])('what MySQL sent is written as MySQL wrote it: answer %i', (index) => {
  const frames = [...framesOf([xGoldenExchanges('column-types')[index]?.answer ?? Buffer.alloc(0)])];
  const columns = frames
    .filter(({ type }) => type === ServerMessage.RESULTSET_COLUMN_META_DATA)
    .map(({ payload }) => ColumnMetaData.decode(payload));
  const rows = frames
    .filter(({ type }) => type === ServerMessage.RESULTSET_ROW)
    .map(({ payload }) => Row.decode(payload));
  expect(rows.length).toBeGreaterThan(0);
  for (const { field } of rows) {
    const again = field.map((bytes, n) => encode(textOf(bytes, columns[n] as never), columns[n] as never));
    expect(again.map((bytes) => bytes?.toString('hex'))).toEqual(field.map((bytes) => bytes.toString('hex')));
  }
});

const of = (type: number): ResultsetColumnMetaData => ({ type });

test('integers of any size are read back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect(textOf(encodeSigned(value), of(Type.SINT))).toBe(String(value));
      const unsigned = BigInt.asUintN(64, value);
      expect(textOf(encodeUnsigned(unsigned), of(Type.UINT))).toBe(String(unsigned));
    }),
  );
});

test('decimals are read back, and what is none is told', () => {
  const decimal = fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.stringMatching(/^\d{0,30}$/));
  fc.assert(
    fc.property(decimal, ([isNegative, whole, fraction]) => {
      const text = `${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
      expect(textOf(encodeDecimal(text) as Buffer, of(Type.DECIMAL))).toBe(text);
    }),
  );
  expect(['', '-', '.', 'NaN', '1e3', '1.2.3', ' 1'].map(encodeDecimal)).toEqual(Array(7).fill(null));
  expect(encodeDecimal('+.5')?.toString('hex')).toBe('015c');
});

test('dates and times are read back', () => {
  const part = (max: number) => fc.nat(max).map((n) => String(n).padStart(2, '0'));
  const clock = fc
    .tuple(part(23), part(59), part(59), fc.nat(999_999))
    .map(([h, m, s, us]) => `${h}:${m}:${s}${us === 0 ? '' : `.${String(us).padStart(6, '0')}`}`);
  fc.assert(
    fc.property(fc.nat(9999), part(12), part(31), clock, fc.boolean(), (year, month, day, time, isNegative) => {
      const date = `${String(year).padStart(4, '0')}-${month}-${day}`;
      expect(textOf(encodeDatetime(`${date} ${time}`), of(Type.DATETIME))).toBe(`${date} ${time}`);
      expect(textOf(encodeDatetime(date), { type: Type.DATETIME, contentType: 1 })).toBe(date);
      const signed = `${isNegative ? '-' : ''}${time}`;
      expect(textOf(encodeTime(signed), of(Type.TIME))).toBe(signed);
    }),
  );
});
