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
])('%s is not %s', (type, text, message) => {
  expect(() => field(type).read(new Line(text, 1))).toThrow(message);
});
