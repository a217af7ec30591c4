// Columns of the X Protocol's results in a text twin, and the cells below them.

import { encodeField } from '../../../mysqlx/codec/encode-text-field.ts';
import { decodeField, type FieldValue } from '../../../mysqlx/codec/row-field.ts';
import { type Json, messageJson, messageOfJson } from '../../../mysqlx/messages/message-json.ts';
import { ColumnMetaData } from '../../../mysqlx/messages/messages.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../../mysqlx/messages/schema.ts';
import type { Line, Lines } from '../reading/scanner.ts';
import { formatJson, parseJson, reading } from './json-values.ts';
import { formatBytes, formatHex, formatString } from './tokens.ts';

/** One line per column. */
export function formatXColumns(columns: readonly ResultsetColumnMetaData[]): string[] {
  return columns.map((column) => formatJson(messageJson(ColumnMetaData.name, column)));
}

/** @throws TextError */
export function parseXColumns(lines: Lines): ResultsetColumnMetaData[] {
  const columns: ResultsetColumnMetaData[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    const json = parseJson(line);
    columns.push(reading(line, () => columnOfJson(json)));
  }
  return columns;
}

/** What a reader makes of what is written. @throws RangeError */
export function throughJson(column: ResultsetColumnMetaData): ResultsetColumnMetaData {
  return columnOfJson(messageJson(ColumnMetaData.name, column));
}

function columnOfJson(json: Json): ResultsetColumnMetaData {
  const column = { type: 0, ...messageOfJson(ColumnMetaData.name, json) };
  return ColumnMetaData.decode(ColumnMetaData.encode(column));
}

/** A cell that stands for exactly these bytes. */
export function formatXCell(bytes: Buffer, column: ResultsetColumnMetaData | undefined): string {
  if (bytes.length === 0) return 'NULL';
  if (column === undefined) return formatRaw(bytes);
  if (column.type === Type.BYTES || column.type === Type.ENUM) {
    return bytes.at(-1) === 0 ? formatBytes(bytes.subarray(0, -1)) : formatRaw(bytes);
  }
  const value = shortest(bytes, column);
  const isExact = value.kind !== 'null' && value.kind !== 'hex' && isField(value.text, bytes, column);
  if (!isExact) return formatRaw(bytes);
  return value.kind === 'number' ? value.text : formatString(value.text);
}

/** All digits of a float, where six are not enough. */
function shortest(bytes: Buffer, column: ResultsetColumnMetaData): FieldValue {
  const value = decodeField(bytes, column);
  if (column.type !== Type.FLOAT || bytes.length !== 4 || value.kind !== 'number') return value;
  if (isField(value.text, bytes, column)) return value;
  return { kind: 'number', text: String(Number(bytes.readFloatLE(0).toPrecision(9))) };
}

function isField(text: string, bytes: Buffer, column: ResultsetColumnMetaData): boolean {
  try {
    return encodeField(text, column).equals(bytes);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function formatRaw(bytes: Buffer): string {
  return `raw ${formatHex(bytes)}`;
}

/** @throws TextError */
export function parseXCell(line: Line, column: ResultsetColumnMetaData | undefined): Buffer {
  if (line.takes('raw')) return line.bytes('a field');
  const value = line.value('a value');
  if (value === null) return Buffer.alloc(0);
  if (column === undefined) throw line.error('there is no such column; before here');
  return reading(line, () => encodeField(value, column));
}
