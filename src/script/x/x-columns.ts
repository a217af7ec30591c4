// Columns as the X Protocol describes them: its own few types, and flags of its own, made of a classic definition as
// MySQL's X plugin makes them.
// https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1Resultset_1_1ColumnMetaData.html

import { ColumnFlag, ColumnType } from '../../mysql/constants/column-types.ts';
import { ColumnMetaData } from '../../mysqlx/messages/messages.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../mysqlx/messages/schema.ts';
import type { Column } from '../answer.ts';

/** What the lowest flag says depends on the type: UNSIGNED, ZEROFILL, RIGHTPAD, TIMESTAMP. */
const OF_TYPE = 0x01;
/** Classic flags, and the same of the X Protocol. */
const FLAGS: readonly (readonly [classic: number, x: number])[] = [
  [ColumnFlag.NOT_NULL, 0x10],
  [ColumnFlag.PRI_KEY, 0x20],
  [ColumnFlag.UNIQUE_KEY, 0x40],
  [ColumnFlag.MULTIPLE_KEY, 0x80],
  [ColumnFlag.AUTO_INCREMENT, 0x100],
];
const CONTENT = { geometry: 1, json: 2, date: 1, datetime: 2 } as const;

export function fieldTypeOf({ type, flags }: Column): number {
  switch (type) {
    case ColumnType.TINY:
    case ColumnType.BOOL:
    case ColumnType.SHORT:
    case ColumnType.INT24:
    case ColumnType.LONG:
    case ColumnType.LONGLONG:
      return (flags & ColumnFlag.UNSIGNED) === 0 ? Type.SINT : Type.UINT;
    case ColumnType.YEAR:
      return Type.UINT;
    case ColumnType.FLOAT:
      return Type.FLOAT;
    case ColumnType.DOUBLE:
      return Type.DOUBLE;
    case ColumnType.DECIMAL:
    case ColumnType.NEWDECIMAL:
      return Type.DECIMAL;
    case ColumnType.BIT:
      return Type.BIT;
    case ColumnType.DATE:
    case ColumnType.NEWDATE:
    case ColumnType.DATETIME:
    case ColumnType.DATETIME2:
    case ColumnType.TIMESTAMP:
    case ColumnType.TIMESTAMP2:
      return Type.DATETIME;
    case ColumnType.TIME:
    case ColumnType.TIME2:
      return Type.TIME;
    case ColumnType.ENUM:
      return Type.ENUM;
    case ColumnType.SET:
      return Type.SET;
    case ColumnType.STRING:
      if ((flags & ColumnFlag.ENUM) !== 0) return Type.ENUM;
      return (flags & ColumnFlag.SET) !== 0 ? Type.SET : Type.BYTES;
    default:
      return Type.BYTES;
  }
}

/** Payload of Mysqlx.Resultset.ColumnMetaData. @param isCompact without names, as a client may wish */
export function encodeColumn(column: Column, isCompact: boolean): Buffer {
  const type = fieldTypeOf(column);
  const flags = flagsOf(column, type);
  const described: ResultsetColumnMetaData = {
    type,
    ...(isCompact ? {} : namesOf(column)),
    ...(hasCollation(column, type) && { collation: { low: column.charset, high: 0, unsigned: true } }),
    ...(hasDecimals(type) && { fractionalDigits: column.decimals }),
    ...(hasLength(column, type) && { length: column.displayLength }),
    ...(flags !== 0 && { flags }),
    ...contentOf(column, type),
  };
  return ColumnMetaData.encode(described);
}

function namesOf(column: Column) {
  return {
    name: Buffer.from(column.name),
    originalName: Buffer.from(column.originalName),
    table: Buffer.from(column.table),
    originalTable: Buffer.from(column.originalTable),
    schema: Buffer.from(column.schema),
    catalog: Buffer.from(column.catalog),
  };
}

function flagsOf(column: Column, type: number): number {
  let flags = 0;
  for (const [classic, x] of FLAGS) if ((column.flags & classic) !== 0) flags |= x;
  return hasFlagOfType(column, type) ? flags | OF_TYPE : flags;
}

function hasFlagOfType({ type: classicType, flags }: Column, type: number): boolean {
  switch (type) {
    case Type.UINT:
      return (flags & ColumnFlag.ZEROFILL) !== 0 && classicType !== ColumnType.YEAR;
    case Type.FLOAT:
    case Type.DOUBLE:
    case Type.DECIMAL:
      return (flags & ColumnFlag.UNSIGNED) !== 0;
    case Type.DATETIME:
      return classicType === ColumnType.TIMESTAMP || classicType === ColumnType.TIMESTAMP2;
    case Type.BYTES:
      return classicType === ColumnType.STRING;
    default:
      return false;
  }
}

function hasCollation({ type }: Column, fieldType: number): boolean {
  if (fieldType === Type.ENUM || fieldType === Type.SET) return true;
  return fieldType === Type.BYTES && type !== ColumnType.GEOMETRY && type !== ColumnType.NULL;
}

function hasDecimals(type: number): boolean {
  return type === Type.FLOAT || type === Type.DOUBLE || type === Type.DECIMAL;
}

function hasLength({ type, displayLength }: Column, fieldType: number): boolean {
  return displayLength > 0 && type !== ColumnType.GEOMETRY && fieldType !== Type.ENUM && fieldType !== Type.SET;
}

function contentOf({ type }: Column, fieldType: number): { readonly contentType?: number } {
  if (fieldType === Type.DATETIME) {
    return { contentType: type === ColumnType.DATE || type === ColumnType.NEWDATE ? CONTENT.date : CONTENT.datetime };
  }
  if (type === ColumnType.GEOMETRY) return { contentType: CONTENT.geometry };
  return type === ColumnType.JSON ? { contentType: CONTENT.json } : {};
}
