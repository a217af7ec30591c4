// Rows of the text protocol as rows of the binary protocol and the reverse, where every value is exactly the same in both.
// What might be printed otherwise by the server is not converted: doubles that are no whole numbers, floats, ZEROFILL.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html

import type { ParameterValue } from '../../core/command.ts';
import { BLOB_TYPES, ColumnFlag, ColumnType, TEXT_TYPES } from '../constants/column-types.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../packets/binary-row.ts';
import { binaryTypeOf } from '../packets/binary-value.ts';
import type { ColumnDefinition } from '../packets/column-definition.ts';
import { decodeTextRow, encodeTextRow } from '../packets/text-row.ts';

/** Decimals of a column that has no fixed number of them. */
const NOT_FIXED = 31;
/** Whole numbers that a DOUBLE and a FLOAT print digit by digit. */
const DOUBLE_DIGITS = 15;
const FLOAT_DIGITS = 6;
const MAX_FRACTION_DIGITS = 6;

const INTEGERS: ReadonlySet<number> = new Set([
  ColumnType.TINY,
  ColumnType.SHORT,
  ColumnType.YEAR,
  ColumnType.INT24,
  ColumnType.LONG,
  ColumnType.LONGLONG,
]);
const DECIMALS: ReadonlySet<number> = new Set([ColumnType.DECIMAL, ColumnType.NEWDECIMAL]);
const FLOATS: ReadonlySet<number> = new Set([ColumnType.FLOAT, ColumnType.DOUBLE]);
const DATES: ReadonlySet<number> = new Set([ColumnType.DATE, ColumnType.NEWDATE]);
const TIMES: ReadonlySet<number> = new Set([ColumnType.TIME, ColumnType.DATETIME, ColumnType.TIMESTAMP]);

/** The binary row of a text row; null where a value is not exactly the same. @throws MalformedPacketError */
export function toBinaryRow(payload: Buffer, columns: readonly ColumnDefinition[]): Buffer | null {
  const values: ParameterValue[] = [];
  for (const [index, text] of decodeTextRow(payload, columns.length).entries()) {
    const value = text === null ? NULL : binaryValue(text, columns[index] as ColumnDefinition);
    if (value === null) return null;
    values.push(value);
  }
  return encodeBinaryRow(values, columns.map(binaryTypeOf));
}

/** The text row of a binary row; null where a value is not exactly the same. @throws MalformedPacketError */
export function toTextRow(payload: Buffer, columns: readonly ColumnDefinition[]): Buffer | null {
  const texts: (Buffer | null)[] = [];
  for (const [index, value] of decodeBinaryRow(payload, columns.map(binaryTypeOf)).entries()) {
    const text = value.kind === 'null' ? null : textValue(value, columns[index] as ColumnDefinition);
    if (text === undefined) return null;
    texts.push(text);
  }
  return encodeTextRow(texts);
}

const NULL: ParameterValue = { kind: 'null' };

function binaryValue(bytes: Buffer, { type }: ColumnDefinition): ParameterValue | null {
  if (TEXT_TYPES.has(type)) return { kind: 'text', value: bytes };
  if (BLOB_TYPES.has(type)) return { kind: 'blob', value: bytes };
  const text = bytes.toString('latin1');
  if (INTEGERS.has(type)) return /^-?\d{1,20}$/.test(text) ? { kind: 'int', value: BigInt(text) } : null;
  if (DECIMALS.has(type)) return { kind: 'decimal', value: text };
  if (DATES.has(type)) return { kind: 'temporal', value: text };
  if (TIMES.has(type)) return { kind: 'temporal', value: text.replace(/\.\d+$/, inMicroseconds) };
  if (!FLOATS.has(type) || !isWhole(text, type)) return null;
  return { kind: type === ColumnType.FLOAT ? 'float' : 'double', value: Number(text) };
}

/** A fraction as the binary form has it: six digits, or none where it is nothing. */
function inMicroseconds(fraction: string): string {
  return /[1-9]/.test(fraction) ? fraction.padEnd(MAX_FRACTION_DIGITS + 1, '0') : '';
}

function isWhole(text: string, type: number): boolean {
  const digits = type === ColumnType.FLOAT ? FLOAT_DIGITS : DOUBLE_DIGITS;
  return text !== '-0' && /^-?\d+$/.test(text) && text.replace('-', '').length <= digits;
}

function textValue(value: ParameterValue, column: ColumnDefinition): Buffer | undefined {
  switch (value.kind) {
    case 'null':
    case 'instead':
      return undefined;
    case 'int':
      return intText(value.value, column);
    case 'float':
    case 'double': {
      const text = Object.is(value.value, -0) ? '-0' : String(value.value);
      return column.decimals === NOT_FIXED && isWhole(text, column.type) ? Buffer.from(text) : undefined;
    }
    case 'decimal':
      return Buffer.from(value.value, 'latin1');
    case 'text':
    case 'blob':
      return value.value;
    case 'temporal':
      return temporalText(value.value, column);
  }
}

function intText(value: bigint, { type, flags }: ColumnDefinition): Buffer | undefined {
  if (type === ColumnType.YEAR) return Buffer.from(String(value).padStart(4, '0'));
  return (flags & ColumnFlag.ZEROFILL) === 0 ? Buffer.from(String(value)) : undefined;
}

/** With as many digits of a second's fraction as the column has. */
function temporalText(value: string, { type, decimals }: ColumnDefinition): Buffer | undefined {
  if (DATES.has(type)) return Buffer.from(value);
  if (decimals > MAX_FRACTION_DIGITS) return undefined;
  const [whole = '', fraction = ''] = value.split('.');
  if (/[1-9]/.test(fraction.slice(decimals))) return undefined;
  const digits = fraction.slice(0, decimals).padEnd(decimals, '0');
  return Buffer.from(decimals === 0 ? whole : `${whole}.${digits}`);
}
