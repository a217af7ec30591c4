// Values of the binary protocol: written by what they are, read by their type.

import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../../../src/core/command.ts';
import { ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import { valueField } from '../../../../../src/tools/text/lines/values.ts';
import { Line } from '../../../../../src/tools/text/reading/scanner.ts';

const field = (type: keyof typeof ColumnType) => valueField({ type: ColumnType[type], isUnsigned: false } as never);

test.each<[keyof typeof ColumnType, string, ParameterValue]>([
  ['LONGLONG', '-9223372036854775808', { kind: 'int', value: -(2n ** 63n) }],
  ['DOUBLE', '-0', { kind: 'double', value: -0 }],
  ['DOUBLE', '1e+300', { kind: 'double', value: 1e300 }],
  ['DOUBLE', 'NaN', { kind: 'double', value: Number.NaN }],
  ['DOUBLE', '-Infinity', { kind: 'double', value: Number.NEGATIVE_INFINITY }],
  ['NEWDECIMAL', '1.10', { kind: 'decimal', value: '1.10' }],
  ['DATETIME', "'2026-01-31 10:15:00'", { kind: 'temporal', value: '2026-01-31 10:15:00' }],
  ['LONGLONG', 'NULL', { kind: 'null' }],
])('%s %s', (type, text, value) => {
  expect(field(type).write(value)).toBe(text);
  expect(field(type).read(new Line(text, 1))).toEqual(value);
});

test('a number is as large as its type allows, and no less exact than it is', () => {
  for (const text of ['127', '-128', '0']) {
    expect(field('TINY').read(new Line(text, 1))).toEqual({ kind: 'int', value: BigInt(text) });
  }
  const unsigned = valueField({ type: ColumnType.TINY, isUnsigned: true });
  expect(unsigned.read(new Line('255', 1))).toEqual({ kind: 'int', value: 255n });
  expect(() => unsigned.read(new Line('-1', 1))).toThrow('expected a number that TINY can hold');
  expect(field('FLOAT').read(new Line('0.1', 1))).toEqual({ kind: 'float', value: 0.1 });
  expect(field('FLOAT').read(new Line('-Infinity', 1))).toMatchObject({ value: Number.NEGATIVE_INFINITY });
});

test('a decimal is what a client sent, be it no number', () => {
  for (const value of ['1.50', "'x", '\u00e9', '\u00c3\u00a9', '']) {
    const decimal = { kind: 'decimal', value } as const;
    expect(field('NEWDECIMAL').read(new Line(field('NEWDECIMAL').write(decimal), 1))).toEqual(decimal);
  }
});

test('the text NULL is no NULL', () => {
  const read = field('VAR_STRING').read(new Line("'NULL'", 1));
  expect('value' in read && String(read.value)).toBe('NULL');
});

test.each<[keyof typeof ColumnType, string, string]>([
  ['LONG', '1.5', 'expected a whole number'],
  ['LONG', "'1'", 'expected a whole number'],
  ['LONG', '', 'expected a value'],
  ['DOUBLE', 'abc', 'expected a number'],
  ['DOUBLE', "'1'", 'expected a number'],
  ['VAR_STRING', 'abc', "expected '…' or 0x…"],
  ['NULL', '1', 'a value of this type is always NULL'],
  ['TINY', '128', 'expected a number that TINY can hold before here'],
  ['TINY', '-129', 'expected a number that TINY can hold before here'],
  ['LONGLONG', '9223372036854775808', 'expected a number that LONGLONG can hold'],
  ['FLOAT', '1e39', 'expected a number that FLOAT can hold'],
  ['DATETIME', "'tomorrow'", "'tomorrow' is no date or datetime; before here"],
  ['DATE', "'2026-300-01'", 'before here'],
  ['TIME', "'1:2'", "'1:2' is no time"],
])('%s is not %s', (type, text, message) => {
  expect(() => field(type).read(new Line(text, 1))).toThrow(message);
});
