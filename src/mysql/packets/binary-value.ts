// Binary protocol value: one value of a binary row or of a bound parameter, in the form that its type says.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html#sect_protocol_binary_resultset_row_value

import type { PayloadReader } from '../../core/bytes/payload-reader.ts';
import type { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import type { ParameterValue } from '../../core/command.ts';
import { ColumnFlag, ColumnType } from '../constants/column-types.ts';
import { readDate, readDatetime, readTime, writeDatetime, writeTime } from './binary-temporal.ts';

/** What shapes a value's bytes. */
export interface BinaryType {
  /** As in `ColumnType`. */
  readonly type: number;
  readonly isUnsigned: boolean;
}

/** The binary type of a column. */
export function binaryTypeOf(column: { readonly type: number; readonly flags: number }): BinaryType {
  return { type: column.type, isUnsigned: (column.flags & ColumnFlag.UNSIGNED) !== 0 };
}

/**
 * Reads one value that is not NULL by its bitmap.
 * @throws MalformedPacketError also for a type that has no binary form
 */
export function readBinaryValue(reader: PayloadReader, { type, isUnsigned }: BinaryType): ParameterValue {
  const form = FORM_OF_TYPE.get(type);
  switch (form) {
    case 'null':
      return { kind: 'null' };
    case 'int1':
    case 'int2':
    case 'int4':
    case 'int8':
      return { kind: 'int', value: readInt(reader, form, isUnsigned) };
    case 'float':
      return { kind: 'float', value: reader.float('value') };
    case 'double':
      return { kind: 'double', value: reader.double('value') };
    case 'decimal':
      return { kind: 'decimal', value: reader.lenencBytes('value').toString('latin1') };
    case 'text':
    case 'blob':
      return { kind: form, value: reader.lenencBytes('value') };
    case 'date':
      return { kind: 'temporal', value: readDate(reader) };
    case 'datetime':
      return { kind: 'temporal', value: readDatetime(reader) };
    case 'time':
      return { kind: 'temporal', value: readTime(reader) };
    case undefined:
      throw reader.error(`type ${type} has no binary form`);
  }
}

/**
 * The twin of `readBinaryValue`; temporal values are written in their shortest form, as servers do.
 * @throws TypeError where the value's kind does not belong to the type
 */
export function writeBinaryValue(writer: PayloadWriter, { type }: BinaryType, value: ParameterValue): void {
  const form = FORM_OF_TYPE.get(type);
  if (value.kind === 'null' && form === 'null') return;
  if (value.kind === 'int' && form?.startsWith('int')) writeInt(writer, form, value.value);
  else if (value.kind === 'float' && form === 'float') writer.float(value.value);
  else if (value.kind === 'double' && form === 'double') writer.double(value.value);
  else if (value.kind === 'decimal' && form === 'decimal') writer.lenencBytes(Buffer.from(value.value, 'latin1'));
  else if ((value.kind === 'text' || value.kind === 'blob') && form === value.kind) writer.lenencBytes(value.value);
  else if (value.kind === 'temporal' && form === 'time') writeTime(writer, value.value);
  else if (value.kind === 'temporal' && (form === 'date' || form === 'datetime')) writeDatetime(writer, value.value);
  else throw new TypeError(`a value of kind ${value.kind} cannot be written as type ${type}`);
}

/** The value that COM_STMT_SEND_LONG_DATA's bytes make for a parameter of this type. */
export function longDataValue({ type }: BinaryType, data: Buffer): ParameterValue {
  return { kind: FORM_OF_TYPE.get(type) === 'text' ? 'text' : 'blob', value: data };
}

/** What kind of value a type's binary form holds; null for a type that has none. */
export function binaryKindOf(type: number): ParameterValue['kind'] | null {
  const form = FORM_OF_TYPE.get(type);
  if (form === undefined) return null;
  if (form.startsWith('int')) return 'int';
  if (form === 'date' || form === 'datetime' || form === 'time') return 'temporal';
  return KINDS.find((kind) => kind === form) ?? null;
}

const KINDS: readonly ParameterValue['kind'][] = ['null', 'float', 'double', 'decimal', 'text', 'blob'];

type IntForm = 'int1' | 'int2' | 'int4' | 'int8';
type Form = IntForm | 'null' | 'float' | 'double' | 'decimal' | 'text' | 'blob' | 'date' | 'datetime' | 'time';

const FORM_OF_TYPE: ReadonlyMap<number, Form> = new Map<number, Form>([
  [ColumnType.NULL, 'null'],
  [ColumnType.TINY, 'int1'],
  [ColumnType.BOOL, 'int1'],
  [ColumnType.SHORT, 'int2'],
  [ColumnType.YEAR, 'int2'],
  [ColumnType.INT24, 'int4'],
  [ColumnType.LONG, 'int4'],
  [ColumnType.LONGLONG, 'int8'],
  [ColumnType.FLOAT, 'float'],
  [ColumnType.DOUBLE, 'double'],
  [ColumnType.DECIMAL, 'decimal'],
  [ColumnType.NEWDECIMAL, 'decimal'],
  [ColumnType.VARCHAR, 'text'],
  [ColumnType.VAR_STRING, 'text'],
  [ColumnType.STRING, 'text'],
  [ColumnType.ENUM, 'text'],
  [ColumnType.SET, 'text'],
  [ColumnType.JSON, 'text'],
  [ColumnType.TINY_BLOB, 'blob'],
  [ColumnType.MEDIUM_BLOB, 'blob'],
  [ColumnType.LONG_BLOB, 'blob'],
  [ColumnType.BLOB, 'blob'],
  [ColumnType.BIT, 'blob'],
  [ColumnType.GEOMETRY, 'blob'],
  [ColumnType.VECTOR, 'blob'],
  [ColumnType.DATE, 'date'],
  [ColumnType.NEWDATE, 'date'],
  [ColumnType.DATETIME, 'datetime'],
  [ColumnType.DATETIME2, 'datetime'],
  [ColumnType.TIMESTAMP, 'datetime'],
  [ColumnType.TIMESTAMP2, 'datetime'],
  [ColumnType.TIME, 'time'],
  [ColumnType.TIME2, 'time'],
]);

function readInt(reader: PayloadReader, form: IntForm, isUnsigned: boolean): bigint {
  switch (form) {
    case 'int1':
      return signed(BigInt(reader.int1('value')), 8, isUnsigned);
    case 'int2':
      return signed(BigInt(reader.int2('value')), 16, isUnsigned);
    case 'int4':
      return signed(BigInt(reader.int4('value')), 32, isUnsigned);
    case 'int8':
      return signed(reader.int8('value'), 64, isUnsigned);
  }
}

function signed(value: bigint, bits: number, isUnsigned: boolean): bigint {
  return isUnsigned ? value : BigInt.asIntN(bits, value);
}

function writeInt(writer: PayloadWriter, form: string, value: bigint): void {
  if (form === 'int1') writer.int1(Number(BigInt.asUintN(8, value)));
  else if (form === 'int2') writer.int2(Number(BigInt.asUintN(16, value)));
  else if (form === 'int4') writer.int4(Number(BigInt.asUintN(32, value)));
  else writer.int8(BigInt.asUintN(64, value));
}
