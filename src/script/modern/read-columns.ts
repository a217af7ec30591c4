// Columns of a module's result sets: as they are given, or as the first row's values are.

import { ColumnFlag, ColumnType, TEXT_TYPES } from '../../mysql/constants/column-types.ts';
import type { Column } from '../answer.ts';
import { columnTypeOf } from '../fields/column-types.ts';
import type { ScriptColumn, ScriptRow, ScriptValue } from './define-script.ts';

const UTF8MB4 = 255;
/** Collation id of bytes that are no text. */
export const BINARY = 63;

export function isByPosition(row: ScriptRow): row is readonly ScriptValue[] {
  return Array.isArray(row);
}

/** @param first row, whose values say what columns without a type are */
export function readColumns(columns: readonly (string | ScriptColumn)[], first?: ScriptRow): readonly Column[] {
  return columns.map((column, index): Column => {
    const given: ScriptColumn = typeof column === 'string' ? { name: column } : column;
    const sample = first === undefined ? null : isByPosition(first) ? first[index] : first[given.name];
    const type = given.type === undefined ? typeOf(sample ?? null) : columnTypeOf(given.type);
    const isText = TEXT_TYPES.has(type);
    const { schema = '', table = '' } = given;
    return {
      catalog: 'def',
      schema,
      table,
      originalTable: given.originalTable ?? table,
      name: given.name,
      originalName: given.originalName ?? (table === '' ? '' : given.name),
      charset: given.charset ?? (isText ? UTF8MB4 : BINARY),
      displayLength: given.length ?? (isText ? 1020 : 20),
      type,
      flags: given.flags ?? (isText ? 0 : ColumnFlag.BINARY),
      decimals: given.decimals ?? (FRACTIONS.has(type) ? 6 : type === ColumnType.DOUBLE ? 31 : 0),
    };
  });
}

const FRACTIONS: ReadonlySet<number> = new Set([ColumnType.DATETIME, ColumnType.TIMESTAMP]);

function typeOf(sample: ScriptValue): number {
  switch (typeof sample) {
    case 'number':
      return Number.isInteger(sample) ? ColumnType.LONGLONG : ColumnType.DOUBLE;
    case 'bigint':
      return ColumnType.LONGLONG;
    case 'boolean':
      return ColumnType.TINY;
    case 'object':
      if (sample instanceof Date) return ColumnType.DATETIME;
      return sample === null ? ColumnType.VAR_STRING : ColumnType.BLOB;
    default:
      return ColumnType.VAR_STRING;
  }
}
