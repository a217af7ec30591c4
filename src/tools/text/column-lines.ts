// Column definitions in a text twin: a table with one line per column.

import { ColumnFlag, ColumnType, columnTypeName } from '../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import type { Line, Lines } from './scanner.ts';
import { formatTable, parseRow, takeRows } from './table.ts';
import { formatBytes } from './tokens.ts';

const HEAD = [
  ...['name', 'type', 'flags', 'length', 'collation', 'decimals'],
  ...['schema', 'table', 'original_table', 'original_name', 'catalog', 'more'],
];

export function formatColumns(columns: readonly ColumnDefinition[]): string[] {
  return formatTable([HEAD, ...columns.map(cellsOf)]);
}

function cellsOf(column: ColumnDefinition): string[] {
  const { name, type, flags, displayLength, charset, decimals, schema, table, originalTable, originalName } = column;
  const numbers = [String(displayLength), String(charset), String(decimals)];
  const names = [schema, table, originalTable, originalName, column.catalog].map(formatBytes);
  return [formatBytes(name), columnTypeName(type), formatFlags(flags), ...numbers, ...names, formatMore(column)];
}

/** Extended metadata as `0:'json'`, then a default value; `-` where there is none of it. */
function formatMore({ extendedMetadata, defaultValue }: ColumnDefinition): string {
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
  line.sign('|');
  const cell = <T>(value: T): T => {
    line.sign('|');
    return value;
  };
  const name = cell(line.bytes("the column's name"));
  const type = cell(parseType(line));
  const flags = cell(parseFlags(line));
  const displayLength = cell(line.integer('a length', 0xffffffff));
  const charset = cell(line.integer('a collation', 0xffff));
  const decimals = cell(line.integer('decimals', 0xff));
  const schema = cell(line.bytes('the schema'));
  const table = cell(line.bytes('the table'));
  const originalTable = cell(line.bytes('the original table'));
  const originalName = cell(line.bytes('the original name'));
  const catalog = cell(line.bytes('the catalog'));
  const more = cell(parseMore(line));
  line.end();
  const names = { catalog, schema, table, originalTable, name, originalName };
  return { ...names, charset, displayLength, type, flags, decimals, ...more };
}

function parseMore(line: Line): Pick<ColumnDefinition, 'extendedMetadata' | 'defaultValue'> {
  const extendedMetadata: { kind: number; value: Buffer }[] = [];
  if (line.takes('-')) return { extendedMetadata };
  while (/^\d/.test(line.peek())) {
    extendedMetadata.push({ kind: line.integer('a kind', 0xff), value: line.bytes('metadata') });
  }
  if (!line.takes('default')) return { extendedMetadata };
  return { extendedMetadata, defaultValue: line.takes('NULL') ? null : line.bytes('a default') };
}

/** `LONG`, `TYPE_99`. */
export function parseType(line: Line): number {
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
