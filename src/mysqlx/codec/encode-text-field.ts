// A row's field from its value as text: what row-field.ts reads, for any column that a recording has.
// https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1Resultset_1_1ColumnMetaData.html

import { type ResultsetColumnMetaData, ResultsetColumnMetaDataFieldType as Type } from '../messages/schema.ts';
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
} from './encode-field.ts';

/** Content type of a DATETIME column whose values have no time. */
const DATE = 1;
const CLOCK = /^\d+:\d\d:\d\d(?:\.\d{1,6})?$/;
const CALENDAR = /^\d+-\d\d-\d\d$/;

/**
 * @param value as `decodeField` shows it; bytes for BYTES and ENUM columns
 * @throws RangeError where the type has no such value
 */
export function encodeField(value: string | Buffer, column: ResultsetColumnMetaData): Buffer {
  if (column.type === Type.BYTES || column.type === Type.ENUM) return encodeBytes(Buffer.from(value));
  const text = value.toString();
  switch (column.type) {
    case Type.SINT:
      return encodeSigned(wholeNumber(text, BigInt.asIntN));
    case Type.UINT:
    case Type.BIT:
      return encodeUnsigned(wholeNumber(text, BigInt.asUintN));
    case Type.DOUBLE:
      return encodeDouble(numberOf(text));
    case Type.FLOAT:
      return encodeFloat(numberOf(text));
    case Type.DECIMAL:
      return encodeDecimal(checked(text, /^-?\d+(?:\.\d+)?$/.test(text), 'decimal')) ?? Buffer.alloc(0);
    case Type.TIME:
      return encodeTime(checked(text, CLOCK.test(text.replace(/^-/, '')), 'time'));
    case Type.DATETIME:
      return encodeDatetime(checked(text, isDatetime(text, column.contentType === DATE), 'date'));
    case Type.SET:
      return encodeSet(text);
    default:
      throw new RangeError(`there is no column of type ${column.type}`);
  }
}

function checked(text: string, isRight: boolean, what: string): string {
  if (!isRight) throw new RangeError(`${text} is no ${what}`);
  return text;
}

/** @param clamp to 64 bits, signed or not */
function wholeNumber(text: string, clamp: (bits: number, value: bigint) => bigint): bigint {
  const value = BigInt(checked(text, /^-?\d+$/.test(text), 'whole number'));
  if (clamp(64, value) !== value) throw new RangeError(`${text} is no integer of 64 bits`);
  return value;
}

function numberOf(text: string): number {
  const value = Number(text);
  checked(text, text !== '' && !Number.isNaN(value), 'number');
  return value;
}

function isDatetime(text: string, isDate: boolean): boolean {
  const [date = '', clock, ...rest] = text.split(' ');
  if (!CALENDAR.test(date) || rest.length > 0) return false;
  return isDate ? clock === undefined : clock !== undefined && CLOCK.test(clock);
}
