// The value of a row's field, as its column's type says that it is written; for people.
// https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1Resultset_1_1ColumnMetaData.html

import { type ResultsetColumnMetaData, ResultsetColumnMetaDataFieldType as Type } from '../messages/schema.ts';

export type FieldValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'number' | 'text'; readonly text: string }
  /** Bytes that are no text, or not what their type says. */
  | { readonly kind: 'hex'; readonly bytes: Buffer };

const BINARY_COLLATION = '63';
const GEOMETRY = 1;
const JSON_TEXT = 2;
const DATE = 1;
const NEGATIVE = 0x0d;

export function decodeField(bytes: Buffer, column: ResultsetColumnMetaData): FieldValue {
  if (bytes.length === 0) return { kind: 'null' };
  try {
    return decode(bytes, column);
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'hex', bytes };
    throw error;
  }
}

function decode(bytes: Buffer, column: ResultsetColumnMetaData): FieldValue {
  switch (column.type) {
    case Type.SINT:
      return number(zigzag(new Varints(bytes).next()));
    case Type.UINT:
    case Type.BIT:
      return number(new Varints(bytes).next());
    case Type.DOUBLE:
      return number(bytes.readDoubleLE(0));
    case Type.FLOAT:
      // six digits are what a float has
      return number(Number(bytes.readFloatLE(0).toPrecision(6)));
    case Type.DECIMAL:
      return number(decimalText(bytes));
    case Type.TIME:
      return text(timeText(bytes));
    case Type.DATETIME:
      return text(datetimeText(bytes, column.contentType === DATE));
    case Type.SET:
      return text(setText(bytes));
    default:
      return bytesValue(bytes.subarray(0, -1), column);
  }
}

/** A zero byte stands behind every text, so that an empty one is not NULL. */
function bytesValue(bytes: Buffer, { type, contentType, collation }: ResultsetColumnMetaData): FieldValue {
  const isBinary = type === Type.BYTES && contentType !== JSON_TEXT && String(collation ?? '') === BINARY_COLLATION;
  return isBinary || contentType === GEOMETRY ? { kind: 'hex', bytes } : text(bytes.toString('utf8'));
}

/** Digits behind the point, then two digits a byte, then the sign in four bits. */
function decimalText(bytes: Buffer): string {
  const scale = bytes.readUInt8(0);
  const nibbles = [...bytes.subarray(1)].flatMap((byte) => [byte >> 4, byte & 0x0f]);
  const end = nibbles.findIndex((nibble) => nibble > 9);
  if (end < 0) throw new RangeError('a decimal without a sign');
  const digits = nibbles
    .slice(0, end)
    .join('')
    .padStart(scale + 1, '0');
  const point = digits.length - scale;
  const sign = nibbles[end] === NEGATIVE ? '-' : '';
  return `${sign}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
}

/** Sign, hours, minutes, seconds, microseconds; what is zero at the end may be left out. */
function timeText(bytes: Buffer): string {
  const parts = new Varints(bytes.subarray(1)).rest();
  return `${bytes[0] === 0 ? '' : '-'}${clockText(parts)}`;
}

function datetimeText(bytes: Buffer, isDate: boolean): string {
  const [year = 0n, month = 0n, day = 0n, ...clock] = new Varints(bytes).rest();
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return isDate ? date : `${date} ${clockText(clock)}`;
}

function clockText([hours = 0n, minutes = 0n, seconds = 0n, microseconds = 0n]: readonly bigint[]): string {
  const fraction = microseconds === 0n ? '' : `.${padded(microseconds, 6)}`;
  return `${padded(hours, 2)}:${padded(minutes, 2)}:${padded(seconds, 2)}${fraction}`;
}

/** Members with their lengths; a single 1 for a set without any. */
function setText(bytes: Buffer): string {
  if (bytes.length === 1 && bytes[0] === 1) return '';
  const members: string[] = [];
  const reader = new Varints(bytes);
  while (!reader.isAtEnd) members.push(reader.bytes(Number(reader.next())).toString('utf8'));
  return members.join(',');
}

/** Protobuf's variable-length integers, one behind the other. */
class Varints {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  next(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes.readUInt8(this.#at++);
      value |= BigInt(byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
  }

  rest(): bigint[] {
    const values: bigint[] = [];
    while (!this.isAtEnd) values.push(this.next());
    return values;
  }

  bytes(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('a member longer than its set');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}

function zigzag(value: bigint): bigint {
  return (value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n);
}

function padded(value: bigint, length: number): string {
  return String(value).padStart(length, '0');
}

function number(value: bigint | number | string): FieldValue {
  return { kind: 'number', text: String(value) };
}

function text(value: string): FieldValue {
  return { kind: 'text', text: value };
}
