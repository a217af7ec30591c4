// How two answers to the same command differ: results, columns, rows and cells.

import { diffArrays } from 'diff';
import { columnTypeName } from '../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { type Cell, cellJson } from '../history/cell.ts';
import type { Result, ResultRows } from '../history/results.ts';
import type { CellKey, SideOf } from './fresh-pairs.ts';

/** One difference. `result` is the place among an answer's result sets, from 1; `row` the row's place, from 1. */
export type Change =
  | { readonly kind: 'outcome'; readonly from: string; readonly to: string }
  | { readonly kind: 'fact'; readonly name: string; readonly from: string; readonly to: string }
  | {
      readonly kind: 'column';
      readonly result: number;
      readonly name: string;
      readonly from: string | null;
      readonly to: string | null;
    }
  | {
      readonly kind: 'cell';
      readonly result: number;
      readonly row: number;
      readonly column: string;
      readonly from: unknown;
      readonly to: unknown;
    }
  | {
      readonly kind: 'row_gone' | 'row_added';
      readonly result: number;
      readonly row: number;
      readonly values: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'more_rows'; readonly result: number; readonly from: number; readonly to: number };

/** Rows of a result set that are compared one by one; of longer ones the number of rows counts, too. */
export const COMPARED_ROWS = 2000;

/** What of a column's definition is compared, in words. */
export type ColumnText = (column: ColumnDefinition) => string;

/**
 * Empty where both say the same, whatever form it came in.
 * @param columnText default: its type's name @param cellKey default: cells are the same where their values are
 */
export function compareResults(
  from: readonly Result[],
  to: readonly Result[],
  columnText: ColumnText = typeOf,
  cellKey: CellKey = asItIs,
): Change[] {
  const changes: Change[] = [];
  for (let at = 0; at < Math.max(from.length, to.length); at++) {
    const [a, b] = [from[at], to[at]];
    if (a?.kind === 'rows' && b?.kind === 'rows') {
      changes.push(...compareRows(rowsOf(a, columnText), rowsOf(b, columnText), at + 1, cellKey));
    } else if (a?.kind === 'ok' && b?.kind === 'ok') changes.push(...compareOk(a.ok, b.ok));
    else if (describe(a) !== describe(b)) changes.push({ kind: 'outcome', from: describe(a), to: describe(b) });
  }
  return changes;
}

type Ok = Extract<Result, { kind: 'ok' }>['ok'];

function compareOk(a: Ok, b: Ok): Change[] {
  const facts: readonly (readonly [string, unknown, unknown])[] = [
    ['affected rows', a.affectedRows, b.affectedRows],
    ['last insert id', a.lastInsertId, b.lastInsertId],
    ['warnings', a.warnings, b.warnings],
    ['info', a.info?.toString('utf8') ?? '', b.info?.toString('utf8') ?? ''],
  ];
  return facts.flatMap(([name, from, to]) =>
    from === to ? [] : [{ kind: 'fact' as const, name, from: String(from), to: String(to) }],
  );
}

/** Errors that quote the number of a prepared statement, which each connection counts for itself. */
const QUOTE_STATEMENT_IDS: ReadonlySet<number> = new Set([1243, 1421]);

function withoutStatementId(code: number, message: string): string {
  return QUOTE_STATEMENT_IDS.has(code) ? message.replace(/\(\d+\)/, '(id)') : message;
}

/** In a few words: what is compared of anything but rows and OK packets. */
function describe(result: Result | undefined): string {
  switch (result?.kind) {
    case undefined:
      return 'nothing';
    case 'rows':
      return `${result.rowCount} rows`;
    case 'ok':
      return 'ok';
    case 'error': {
      const { code, sqlState, message } = result.error;
      return `error ${code} (${sqlState ?? '-'}): ${withoutStatementId(code, message.toString('utf8'))}`;
    }
    case 'prepared':
      return `prepared, ${result.prepared.parameters} parameters, ${result.prepared.columns} columns`;
    case 'definitions':
      return `${result.of}: ${result.columns.map((column) => `${nameOf(column)} ${typeOf(column)}`).join(', ')}`;
    case 'local_infile':
      return `the file ${result.file.toString('utf8')} of the client`;
    case 'text':
      return result.text.toString('utf8');
    case 'undecodable':
      return `bytes that cannot be decoded: ${result.reason}`;
  }
}

export interface ComparedColumn {
  readonly name: string;
  readonly type: string;
  /** Whether it tells information_schema's clock: when a table was made or changed. */
  readonly isClock: boolean;
}

const asItIs: CellKey = (value) => value;
const OF_SHOW: ReadonlySet<string> = new Set(['TABLES', 'ROUTINES', 'TRIGGERS', 'EVENTS']);
const CLOCKS: ReadonlySet<string> = new Set(['CREATE_TIME', 'UPDATE_TIME', 'CHECK_TIME', 'CREATED', 'LAST_ALTERED']);

/** SHOW TABLE STATUS of MySQL names no schema, but the table. */
function isClock({ schema, table, originalName, name }: ColumnDefinition): boolean {
  const column = (originalName.length > 0 ? originalName : name).toString('latin1').toUpperCase();
  if (!CLOCKS.has(column)) return false;
  const where = schema.toString('latin1').toLowerCase();
  return where === 'information_schema' || (where === '' && OF_SHOW.has(table.toString('latin1')));
}

/** Rows as they are compared, whatever protocol they came by. */
export interface ComparedRows {
  readonly columns: readonly ComparedColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number;
}

function rowsOf({ columns, rows, rowCount }: ResultRows, columnText: ColumnText): ComparedRows {
  const named = columns.map((column) => ({ name: nameOf(column), type: columnText(column), isClock: isClock(column) }));
  return { columns: named, rows, rowCount };
}

/** @param result the place among an answer's results, from 1 */
export function compareRows(a: ComparedRows, b: ComparedRows, result: number, cellKey: CellKey = asItIs): Change[] {
  const columns = compareColumns(a.columns, b.columns, result);
  const shared = a.columns.map(({ name }) => name).filter((name) => b.columns.some((column) => column.name === name));
  const [left, right] = [listOf(a, 'from', cellKey), listOf(b, 'to', cellKey)];
  const rows = compareLists(left, right, shared, result);
  const isCut = a.rowCount > a.rows.length || b.rowCount > b.rows.length;
  if (isCut && a.rowCount !== b.rowCount) rows.push({ kind: 'more_rows', result, from: a.rowCount, to: b.rowCount });
  return [...columns, ...rows];
}

function compareColumns(a: ComparedRows['columns'], b: ComparedRows['columns'], result: number): Change[] {
  const types = (columns: ComparedRows['columns']) => new Map(columns.map(({ name, type }) => [name, type]));
  const [from, to] = [types(a), types(b)];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((name) => {
    const [before = null, after = null] = [from.get(name), to.get(name)];
    return before === after ? [] : [{ kind: 'column' as const, result, name, from: before, to: after }];
  });
}

/** A row's cells by their columns: the value, and what it is compared by. */
type Named = ReadonlyMap<string, { readonly value: unknown; readonly key: string }>;

function listOf({ columns, rows }: ComparedRows, side: SideOf, cellKey: CellKey): readonly Named[] {
  return rows.map(
    (row) =>
      new Map(
        columns.map(({ name, isClock: isOfClock }, at) => {
          const value = cellJson(row[at] ?? { kind: 'null' });
          return [name, { value, key: JSON.stringify(cellKey(value, side, isOfClock)) }];
        }),
      ),
  );
}

/** Rows that are the same stay; what was replaced in between is compared row by row. */
function compareLists(a: readonly Named[], b: readonly Named[], shared: readonly string[], result: number): Change[] {
  const keys = (rows: readonly Named[]) => rows.map((row) => JSON.stringify(shared.map((name) => row.get(name)?.key)));
  const changes: Change[] = [];
  let [at, bt] = [0, 0];
  let gone: number[] = [];
  const settle = (added: readonly number[]) => {
    const pairs = Math.min(gone.length, added.length);
    for (let n = 0; n < pairs; n++)
      changes.push(...compareCells(a[gone[n] ?? 0], b[added[n] ?? 0], shared, result, added[n] ?? 0));
    for (const row of gone.slice(pairs)) changes.push(rowChange('row_gone', a[row], result, row));
    for (const row of added.slice(pairs)) changes.push(rowChange('row_added', b[row], result, row));
    gone = [];
  };
  for (const { added, removed, value } of diffArrays(keys(a), keys(b))) {
    const places = value.map((_, n) => n);
    if (removed) {
      gone = places.map((n) => at + n);
      at += value.length;
    } else if (added) {
      settle(places.map((n) => bt + n));
      bt += value.length;
    } else {
      settle([]);
      at += value.length;
      bt += value.length;
    }
  }
  settle([]);
  return changes;
}

function compareCells(
  a: Named | undefined,
  b: Named | undefined,
  shared: readonly string[],
  result: number,
  row: number,
): Change[] {
  return shared.flatMap((column) => {
    const [from, to] = [a?.get(column), b?.get(column)];
    if (from?.key === to?.key) return [];
    return [{ kind: 'cell' as const, result, row: row + 1, column, from: from?.value, to: to?.value }];
  });
}

function rowChange(kind: 'row_gone' | 'row_added', row: Named | undefined, result: number, at: number): Change {
  const values = [...(row ?? [])].map(([name, { value }]) => [name, value] as const);
  return { kind, result, row: at + 1, values: Object.fromEntries(values) };
}

function nameOf({ name }: ColumnDefinition): string {
  return name.toString('utf8');
}

/** The name of a column's type. */
export function typeOf({ type }: ColumnDefinition): string {
  return columnTypeName(type);
}
