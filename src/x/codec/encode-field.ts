// A row's field from its value as text: what row-field.ts reads, written as MySQL writes it.
// https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1Resultset_1_1ColumnMetaData.html

import { type ResultsetColumnMetaData, ResultsetColumnMetaDataFieldType as Type } from '../messages/schema.ts';

const DATE = 1;
const PLUS = 0x0c;
const MINUS = 0x0d;
const EMPTY_SET = Buffer.of(1);

/**
 * @param value as `decodeField` shows it; bytes for BYTES and ENUM columns
 * @throws RangeError where the type has no such value
 */
export function encodeField(value: string | Buffer, column: ResultsetColumnMetaData): Buffer {
  if (column.type === Type.BYTES || column.type === Type.ENUM) {
    return Buffer.concat([Buffer.from(value), Buffer.of(0)]);
  }
  const text = value.toString();
  switch (column.type) {
    case Type.SINT:
      return varints([zigzag(wholeNumber(text))]);
    case Type.UINT:
    case Type.BIT:
      return varints([wholeNumber(text)]);
    case Type.DOUBLE: {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(numberOf(text));
      return bytes;
    }
    case Type.FLOAT: {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(numberOf(text));
      return bytes;
    }
    case Type.DECIMAL:
      return decimalBytes(text);
    case Type.TIME:
      return timeBytes(text);
    case Type.DATETIME:
      return datetimeBytes(text, column.contentType === DATE);
    case Type.SET:
      return setBytes(text);
    default:
      throw new RangeError(`there is no column of type ${column.type}`);
  }
}

function wholeNumber(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw new RangeError(`${text} is no whole number`);
  return BigInt(text);
}

function numberOf(text: string): number {
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new RangeError(`${text} is no number`);
  return value;
}

/** Digits behind the point, then two digits a byte, then the sign in four bits. */
function decimalBytes(text: string): Buffer {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (sign === undefined) throw new RangeError(`${text} is no decimal`);
  const nibbles = [...`${whole}${fraction}`].map(Number);
  nibbles.push(sign === '-' ? MINUS : PLUS);
  if (nibbles.length % 2 === 1) nibbles.push(0);
  const bytes = Buffer.alloc(1 + nibbles.length / 2);
  bytes[0] = fraction.length;
  nibbles.forEach((nibble, at) => {
    const index = 1 + (at >> 1);
    bytes[index] = (bytes[index] as number) | (at % 2 === 0 ? nibble << 4 : nibble);
  });
  return bytes;
}

/** Sign, hours, minutes, seconds, microseconds; what is zero at the end is left out. */
function timeBytes(text: string): Buffer {
  const [, sign, clock = ''] = /^(-?)(\d+:\d\d:\d\d(?:\.\d{1,6})?)$/.exec(text) ?? [];
  if (sign === undefined) throw new RangeError(`${text} is no time`);
  return Buffer.concat([Buffer.of(sign === '-' ? 1 : 0), varints(withoutZeros(clockParts(clock)))]);
}

function datetimeBytes(text: string, isDate: boolean): Buffer {
  const [, year, month, day, clock] = /^(\d+)-(\d\d)-(\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d{1,6})?))?$/.exec(text) ?? [];
  if (year === undefined || isDate !== (clock === undefined)) throw new RangeError(`${text} is no date`);
  const date = [year, month, day].map((part) => BigInt(part ?? 0));
  return varints([...date, ...withoutZeros(clockParts(clock))]);
}

function clockParts(clock: string | undefined): bigint[] {
  if (clock === undefined) return [];
  const [time = '', fraction = ''] = clock.split('.');
  return [...time.split(':').map(BigInt), BigInt(fraction.padEnd(6, '0'))];
}

function withoutZeros(parts: readonly bigint[]): bigint[] {
  const last = parts.findLastIndex((part) => part !== 0n);
  return parts.slice(0, last + 1);
}

/** Members with their lengths; a single 1 for a set without any. */
function setBytes(text: string): Buffer {
  if (text === '') return EMPTY_SET;
  const members = text.split(',').map((member) => Buffer.from(member));
  return Buffer.concat(members.flatMap((member) => [varints([BigInt(member.length)]), member]));
}

function zigzag(value: bigint): bigint {
  return value >= 0n ? value << 1n : -(value << 1n) - 1n;
}

/** Protobuf's variable-length integers, one behind the other. @throws RangeError below 0 and above 64 bits */
function varints(values: readonly bigint[]): Buffer {
  const bytes: number[] = [];
  for (const value of values) {
    if (value < 0n || value >= 1n << 64n) throw new RangeError(`${value} is no integer of 64 bits`);
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
  }
  return Buffer.from(bytes);
}
