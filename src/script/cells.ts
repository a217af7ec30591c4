// Cells on the wire: the same value as text, or in its column's binary form.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html

import type { PacketBatch } from '../classic/codec/packet-batch.ts';
import { BLOB_TYPES, ColumnType } from '../classic/constants/column-types.ts';
import { encodeBinaryRow } from '../classic/packets/binary-row.ts';
import type { BinaryType } from '../classic/packets/binary-value.ts';
import type { ParameterValue } from '../domain/command.ts';
import type { Cell, Row } from './answer.ts';
import { ScriptFailure } from './script-failure.ts';

/** A text row has as many values as the script gave, whatever the number of columns. */
export function writeTextRow(batch: PacketBatch, row: Row): void {
  batch.begin();
  for (const cell of row) {
    if (cell === null) batch.nullCell();
    else if (typeof cell === 'string') batch.lenencText(cell);
    else if (typeof cell === 'object') batch.lenencBytes(cell);
    else batch.lenencText(String(cell));
  }
  batch.end();
}

/** @throws ScriptFailure where a value has no form of its column's type */
export function writeBinaryRow(batch: PacketBatch, row: Row, types: readonly BinaryType[]): void {
  const values = types.map((type, index): ParameterValue => {
    const cell = row[index] ?? null;
    return cell === null ? NULL : binaryValue(type.type, cell);
  });
  batch.packet(encodeBinaryRow(values, types));
}

const NULL: ParameterValue = { kind: 'null' };

/** @throws ScriptFailure */
function binaryValue(type: number, cell: Exclude<Cell, null>): ParameterValue {
  switch (type) {
    case ColumnType.NULL:
      return NULL;
    case ColumnType.TINY:
    case ColumnType.BOOL:
    case ColumnType.SHORT:
    case ColumnType.YEAR:
    case ColumnType.INT24:
    case ColumnType.LONG:
    case ColumnType.LONGLONG:
      return { kind: 'int', value: wholeNumber(cell) };
    case ColumnType.FLOAT:
      return { kind: 'float', value: floating(cell) };
    case ColumnType.DOUBLE:
      return { kind: 'double', value: floating(cell) };
    case ColumnType.DECIMAL:
    case ColumnType.NEWDECIMAL:
      return { kind: 'decimal', value: textOf(cell) };
    case ColumnType.DATE:
    case ColumnType.NEWDATE:
    case ColumnType.DATETIME:
    case ColumnType.DATETIME2:
    case ColumnType.TIMESTAMP:
    case ColumnType.TIMESTAMP2:
      return { kind: 'temporal', value: datetime(textOf(cell)) };
    case ColumnType.TIME:
    case ColumnType.TIME2:
      return { kind: 'temporal', value: time(textOf(cell)) };
    default:
      return { kind: BLOB_TYPES.has(type) ? 'blob' : 'text', value: bytesOf(cell) };
  }
}

function textOf(cell: Exclude<Cell, null>): string {
  return typeof cell === 'object' ? Buffer.from(cell).toString('utf8') : String(cell);
}

function bytesOf(cell: Exclude<Cell, null>): Buffer {
  return typeof cell === 'object' ? Buffer.from(cell) : Buffer.from(String(cell));
}

/** As MySQL reads a number from text: as far as digits go, 0 where there are none. */
function wholeNumber(cell: Exclude<Cell, null>): bigint {
  if (typeof cell === 'bigint') return cell;
  if (typeof cell === 'number') return Number.isFinite(cell) ? BigInt(Math.trunc(cell)) : 0n;
  const text = textOf(cell).trim();
  if (text === 'true') return 1n;
  return BigInt(/^[-+]?\d+/.exec(text)?.[0].replace('+', '') ?? 0);
}

function floating(cell: Exclude<Cell, null>): number {
  return typeof cell === 'number' ? cell : Number.parseFloat(textOf(cell)) || 0;
}

const DATETIME = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?Z?)?$/;
const TIME = /^(-?)(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?$/;

/** In the form that `writeDatetime` takes. */
function datetime(text: string): string {
  const match = DATETIME.exec(text);
  if (match === null)
    throw new ScriptFailure(`'${text}' is no date: expected YYYY-MM-DD or YYYY-MM-DD hh:mm:ss.ffffff`);
  const [year, month, day, hour = '00', minute = '00', second = '00', fraction] = match.slice(1);
  const micros = fraction === undefined ? '' : `.${fraction.padEnd(6, '0')}`;
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${micros}`;
}

/** In the form that `writeTime` takes. */
function time(text: string): string {
  const match = TIME.exec(text);
  if (match === null) throw new ScriptFailure(`'${text}' is no time: expected hh:mm:ss.ffffff`);
  const [sign = '', hours, minutes, seconds = '00', fraction] = match.slice(1);
  const micros = fraction === undefined ? '' : `.${fraction.padEnd(6, '0')}`;
  return `${sign}${two(hours)}:${two(minutes)}:${two(seconds)}${micros}`;
}

function two(digits = '0'): string {
  return digits.padStart(2, '0');
}
