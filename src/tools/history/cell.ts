// One value of a recorded row: as text for a table, as JSON for a program.

import type { CellValue } from '../../mysql/codec/walk-response.ts';
import { charsetOfCollation } from '../../mysql/constants/collations.ts';
import { ColumnType } from '../../mysql/constants/column-types.ts';
import { decodeText } from '../../mysql/constants/text-decoders.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';

/** What a cell says; `hex` where it is no text. */
export type Cell =
  | { readonly kind: 'null' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'hex'; readonly bytes: Buffer };

const BINARY_CHARSET = 63;
/** Types whose character set is `binary` though their text is not: digits and dates. */
const ALWAYS_BYTES: ReadonlySet<number> = new Set([ColumnType.BIT, ColumnType.GEOMETRY, ColumnType.VECTOR]);
const MAY_BE_BYTES: ReadonlySet<number> = new Set([
  ColumnType.VARCHAR,
  ColumnType.TINY_BLOB,
  ColumnType.MEDIUM_BLOB,
  ColumnType.LONG_BLOB,
  ColumnType.BLOB,
  ColumnType.VAR_STRING,
  ColumnType.STRING,
]);
const NUMBERS: ReadonlySet<number> = new Set([
  ColumnType.DECIMAL,
  ColumnType.TINY,
  ColumnType.SHORT,
  ColumnType.LONG,
  ColumnType.FLOAT,
  ColumnType.DOUBLE,
  ColumnType.LONGLONG,
  ColumnType.INT24,
  ColumnType.YEAR,
  ColumnType.NEWDECIMAL,
]);

export function cellOf(value: CellValue, column: ColumnDefinition): Cell {
  if (value === null) return { kind: 'null' };
  if (Buffer.isBuffer(value)) return bytesCell(value, column);
  switch (value.kind) {
    case 'null':
      return { kind: 'null' };
    case 'int':
    case 'double':
      return { kind: 'number', text: String(value.value) };
    case 'float':
      // six digits are what a float has
      return { kind: 'number', text: String(Number(value.value.toPrecision(6))) };
    case 'decimal':
      return { kind: 'number', text: value.value };
    case 'temporal':
    case 'instead':
      return { kind: 'text', text: value.value };
    case 'text':
    case 'blob':
      return bytesCell(value.value, column);
  }
}

function bytesCell(bytes: Buffer, { type, charset }: ColumnDefinition): Cell {
  if (NUMBERS.has(type)) return { kind: 'number', text: bytes.toString('latin1') };
  if (type === ColumnType.JSON) return { kind: 'text', text: bytes.toString('utf8') };
  if (ALWAYS_BYTES.has(type) || (charset === BINARY_CHARSET && MAY_BE_BYTES.has(type))) return { kind: 'hex', bytes };
  if (charset === BINARY_CHARSET) return { kind: 'text', text: bytes.toString('latin1') };
  const name = charsetOfCollation(charset)?.name;
  const text = name === undefined ? null : decodeText(bytes, name);
  return text === null ? { kind: 'hex', bytes } : { kind: 'text', text };
}

/** A string, a number where it is exactly one, `{"hex": …}`, or null. */
export function cellJson(cell: Cell): unknown {
  switch (cell.kind) {
    case 'null':
      return null;
    case 'text':
      return cell.text;
    case 'number':
      return String(Number(cell.text)) === cell.text ? Number(cell.text) : cell.text;
    case 'hex':
      return { hex: cell.bytes.toString('hex') };
  }
}
