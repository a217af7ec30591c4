// The rows that an INSERT brings, by their keys: which rows they may meet, which they refer to, which ids they are given.

import type { PinnedRows, TableUse } from '../../core/data-use.ts';
import type { TableFacts } from '../definitions/table-facts.ts';

/** Rows of one INSERT whose ids are told one by one. */
const MAX_NUMBERED = 256;

/** With the ids that the server has told. */
export function numbered(
  pins: readonly PinnedRows[],
  auto: string | null,
  { lastInsertId, affectedRows }: { readonly lastInsertId: bigint; readonly affectedRows: number },
): readonly PinnedRows[] {
  const isNumbered = auto !== null && lastInsertId > 0n && affectedRows > 0 && affectedRows <= MAX_NUMBERED;
  if (!isNumbered || pins.some(({ column }) => column === auto)) return pins;
  const values = Array.from({ length: affectedRows }, (_, at) => `#${lastInsertId + BigInt(at)}`);
  return [...pins, { column: auto, values }];
}

/** All rows of the tables: which of them an upsert meets its words do not say. */
export function whole(reads: readonly TableUse[] | 'all' | 'definitions'): readonly TableUse[] | 'all' | 'definitions' {
  return typeof reads === 'string' ? reads : reads.map(({ table }) => ({ table }));
}

/** Rows that have a key in common with those that are added; where none can, that the table is there. */
export function keysOf(table: string, facts: TableFacts, pins: readonly PinnedRows[]): TableUse[] {
  const keys = facts.unique.flatMap((columns) => {
    const rows = rowsOfKey(table, columns, pins);
    const isNumbered = columns.length === 1 && columns[0] === facts.auto;
    return isNumbered && rows.pins === undefined ? [] : [rows];
  });
  return keys.length > 0 ? keys : [{ table, isDefinition: true }];
}

/** The rows with which one would share a key: those with a constant of it, or all. */
export function rowsOfKey(table: string, columns: readonly string[], pins: readonly PinnedRows[]): TableUse {
  const pin = pins.find(({ column }) => columns.includes(column));
  return pin === undefined ? { table } : { table, pins: [pin] };
}

export function parentOf(
  { column, table, referenced }: TableFacts['references'][number],
  pins: readonly PinnedRows[],
): TableUse {
  const pin = pins.find((one) => one.column === column);
  return pin === undefined ? { table } : { table, pins: [{ column: referenced, values: pin.values }] };
}

/** The columns that an INSERT names, in lower case; null where it names none. @param sql in its normal form */
export function givenColumns(sql: string): readonly string[] | null {
  const [, names] = /^(?:insert|replace)\b[^('"]*\(([^()]*)\)\s*values?\b/i.exec(sql) ?? [];
  return names === undefined ? null : names.split(',').map((name) => name.replace(/[`"\s]/g, '').toLowerCase());
}
