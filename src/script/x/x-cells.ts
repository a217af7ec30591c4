// Cells as the fields of the X Protocol's rows: the same values as the classic protocol's, in their columns' types.

import { ColumnType } from '../../mysql/constants/column-types.ts';
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
} from '../../mysqlx/codec/encode-field.ts';
import { ResultsetColumnMetaDataFieldType as Type } from '../../mysqlx/messages/schema.ts';
import type { Cell, Column, Row } from '../answer.ts';
import { bytesOf, datetime, floating, textOf, time, wholeNumber } from '../cell-values.ts';
import { ScriptFailure } from '../script-failure.ts';
import { fieldTypeOf } from './x-columns.ts';

type Value = Exclude<Cell, null>;
type Encode = (value: Value) => Buffer;

const NULL = Buffer.alloc(0);

/** Makes the fields of a row; throws a ScriptFailure where a value has no form of its column's type. */
export type RowEncoder = (row: Row) => readonly Buffer[];

export function rowEncoder(columns: readonly Column[]): RowEncoder {
  const encoders = columns.map(encoderOf);
  return (row) => {
    if (row.length !== encoders.length) {
      throw new ScriptFailure(`columns_info.size() != row_values.size() ${encoders.length}!=${row.length}`);
    }
    return encoders.map((encode, index) => {
      const cell = row[index] ?? null;
      return cell === null ? NULL : encode(cell);
    });
  };
}

function encoderOf(column: Column): Encode {
  switch (fieldTypeOf(column)) {
    case Type.SINT:
      return (value) => encodeSigned(wholeNumber(value));
    case Type.UINT:
      return (value) => encodeUnsigned(wholeNumber(value));
    case Type.BIT:
      return (value) => encodeUnsigned(bits(value));
    case Type.FLOAT:
      return (value) => encodeFloat(floating(value));
    case Type.DOUBLE:
      return (value) => encodeDouble(floating(value));
    case Type.DECIMAL:
      return decimal;
    case Type.DATETIME:
      return column.type === ColumnType.DATE || column.type === ColumnType.NEWDATE ? date : dateAndTime;
    case Type.TIME:
      return (value) => encodeTime(time(textOf(value)));
    case Type.SET:
      return (value) => encodeSet(textOf(value));
    default:
      return column.type === ColumnType.NULL ? () => NULL : (value) => encodeBytes(bytesOf(value));
  }
}

/** Bytes, of which the first is the highest, or a number. */
function bits(value: Value): bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return wholeNumber(value);
  return bytesOf(value).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function decimal(value: Value): Buffer {
  const text = textOf(value).trim();
  const bytes = encodeDecimal(text);
  if (bytes === null) throw new ScriptFailure(`'${text}' is no decimal: expected digits such as -12.50`);
  return bytes;
}

function date(value: Value): Buffer {
  return encodeDatetime(datetime(textOf(value)).slice(0, 'YYYY-MM-DD'.length));
}

function dateAndTime(value: Value): Buffer {
  return encodeDatetime(datetime(textOf(value)));
}
