// Columns and cells of the X Protocol's results.

import { expect, test } from 'vitest';
import { encodeField } from '../../../../../src/mysqlx/codec/encode-text-field.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../../../../src/mysqlx/messages/schema.ts';
import {
  formatXCell,
  formatXColumns,
  parseXCell,
  parseXColumns,
  throughJson,
} from '../../../../../src/tools/text/lines/x-columns.ts';
import { Line, Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import fc from '../../../../support/property.ts';

const column = (type: keyof typeof Type, changes: Partial<ResultsetColumnMetaData> = {}): ResultsetColumnMetaData => ({
  type: Type[type],
  name: Buffer.from('n'),
  ...changes,
});

test('columns are read as they were written', () => {
  const columns = [
    column('SINT'),
    column('BYTES', { collation: 255n as never, length: 80, flags: 16, table: Buffer.from("t'") }),
  ].map(throughJson);
  const lines = formatXColumns(columns);
  expect(lines).toHaveLength(2);
  expect(parseXColumns(new Lines(lines.join('\n')))).toEqual(columns);
});

test.each([
  ['{"type"', 'expected a value as JSON'],
  ['{"kind":1}', '1:11: Mysqlx.Resultset.ColumnMetaData has no field kind'],
  ['5', '5 is no'],
])('%s is no column', (line, message) => {
  expect(() => parseXColumns(new Lines(line))).toThrow(message);
});

test.each<[keyof typeof Type, string, string]>([
  ['SINT', '-5', '-5'],
  ['UINT', '18446744073709551615', '18446744073709551615'],
  ['DOUBLE', '0.1', '0.1'],
  ['FLOAT', '0.1', '0.1'],
  // six digits do not tell this one
  ['FLOAT', '16777215', '16777215'],
  ['DECIMAL', '-1.50', '-1.50'],
  ['BIT', '5', '5'],
])('%s %s', (type, value, written) => {
  const bytes = encodeField(value, column(type));
  expect(formatXCell(bytes, column(type))).toBe(written);
  expect(parseXCell(new Line(written, 1), column(type))).toEqual(bytes);
});

test('bytes stand without the zero behind them; none at all are NULL, and an empty text is not', () => {
  expect(formatXCell(Buffer.from('a\0'), column('BYTES'))).toBe("'a'");
  expect(formatXCell(Buffer.of(0), column('BYTES'))).toBe("''");
  expect(formatXCell(Buffer.alloc(0), column('BYTES'))).toBe('NULL');
  expect(parseXCell(new Line("''", 1), column('BYTES'))).toEqual(Buffer.of(0));
  expect(parseXCell(new Line('NULL', 1), column('BYTES'))).toHaveLength(0);
});

test('any bytes in a column of any type are read as they were', () => {
  const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));
  const types = fc.constantFrom(...Object.values(Type));
  fc.assert(
    fc.property(bytes, types, fc.nat(0xff), (cell, type, contentType) => {
      for (const each of [undefined, { type, contentType }]) {
        const read = parseXCell(new Line(formatXCell(cell, each), 1), each);
        expect(read.toString('hex')).toBe(cell.toString('hex'));
      }
    }),
    { numRuns: 500 },
  );
});

test('a value that its column cannot hold is refused, and one without a column', () => {
  expect(() => parseXCell(new Line('abc', 1), column('SINT'))).toThrow(/^1:4: .*; before here/);
  expect(() => parseXCell(new Line('18446744073709551616', 1), column('UINT'))).toThrow('before here');
  expect(() => parseXCell(new Line('1', 1), undefined)).toThrow('there is no such column');
  expect(() => parseXCell(new Line('raw 5', 1), column('SINT'))).toThrow('expected a field in quotes, or 0x…');
});
