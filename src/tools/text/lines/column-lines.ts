// Column definitions in a text twin: a table with one line per column.

import { ColumnFlag, ColumnType, columnTypeName } from '../../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../../mysql/packets/column-definition.ts';
import type { Line, Lines } from '../reading/scanner.ts';
import { bytes, cells, type Field, integer } from './fields.ts';
import { formatTable, parseRow, takeRows } from './table.ts';
import { formatBytes } from './tokens.ts';

/** `LONG`, `TYPE_99`. */
export const COLUMN_TYPE: Field<number> = { write: columnTypeName, read: parseType };

/** A row of the table, cell by cell. */
const CELLS = {
  name: bytes("the column's name"),
  type: COLUMN_TYPE,
  flags: { write: formatFlags, read: parseFlags },
  length: integer('a length', 0xffffffff),
  collation: integer('a collation', 0xffff),
  decimals: integer('decimals', 0xff),
  schema: bytes('the schema'),
  table: bytes('the table'),
  original_table: bytes('the original table'),
  original_name: bytes('the original name'),
  catalog: bytes('the catalog'),
  more: { write: formatMore, read: parseMore },
};
const HEAD = Object.keys(CELLS);
const ROW = cells(CELLS);

export function formatColumns(columns: readonly ColumnDefinition[]): string[] {
  return formatTable([HEAD, ...columns.map(cellsOf)]);
}

function cellsOf(column: ColumnDefinition): string[] {
  const { displayLength: length, charset: collation, originalTable, originalName } = column;
  const names = { original_table: originalTable, original_name: originalName };
  return ROW.write({ ...column, ...names, length, collation, more: column });
}

type More = Pick<ColumnDefinition, 'extendedMetadata' | 'defaultValue'>;

/** Extended metadata as `0:'json'`, then a default value; `-` where there is none of it. */
function formatMore({ extendedMetadata, defaultValue }: More): string {
  const parts = extendedMetadata.map(({ kind, value }) => `${kind} ${formatBytes(value)}`);
  if (defaultValue !== undefined) parts.push(`default ${defaultValue === null ? 'NULL' : formatBytes(defaultValue)}`);
  return parts.length === 0 ? '-' : parts.join(' ');
}

export function parseColumns(lines: Lines): ColumnDefinition[] {
  const columns: ColumnDefinition[] = [];
  let isHead = true;
  for (const line of takeRows(lines)) {
    if (isHead) parseRow(line, (cell, index) => cell.expect(HEAD[index] ?? '|'));
    else columns.push(parseColumn(line));
    isHead = false;
  }
  const rest = lines.take();
  if (rest !== null) throw rest.error('expected a column of the table');
  return columns;
}

function parseColumn(line: Line): ColumnDefinition {
  const { length, collation, original_table, original_name, more, ...rest } = ROW.read(line);
  const names = { originalTable: original_table, originalName: original_name };
  return { ...rest, ...names, charset: collation, displayLength: length, ...more };
}

function parseMore(line: Line): More {
  const extendedMetadata: { kind: number; value: Buffer }[] = [];
  if (line.takes('-')) return { extendedMetadata };
  while (/^\d/.test(line.peek())) {
    extendedMetadata.push({ kind: line.integer('a kind', 0xff), value: line.bytes('metadata') });
  }
  if (!line.takes('default')) return { extendedMetadata };
  return { extendedMetadata, defaultValue: line.takes('NULL') ? null : line.bytes('a default') };
}

function parseType(line: Line): number {
  const name = line.word('a column type');
  const known = Object.entries(ColumnType).find(([each]) => each === name)?.[1];
  const type = known ?? Number(/^TYPE_(\d{1,3})$/.exec(name)?.[1] ?? Number.NaN);
  if (Number.isNaN(type) || type > 0xff) throw line.error(`${name} is no column type`, name.length);
  return type;
}

function formatFlags(flags: number): string {
  const names = Object.entries(ColumnFlag).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
  return names.length === 0 ? '-' : names.join(',');
}

function parseFlags(line: Line): number {
  const text = line.word('column flags');
  if (text === '-') return 0;
  return text.split(',').reduce((flags, name) => {
    const bit = Object.entries(ColumnFlag).find(([each]) => each === name)?.[1];
    if (bit === undefined) throw line.error(`${name} is no column flag`, text.length);
    return flags | bit;
  }, 0);
}
