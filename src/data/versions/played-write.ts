// A write of a run, and what it does to each of its tables.

import type { DataUse, RowsOf, TableWrite } from '../../core/data-use.ts';
import type { SeenRows } from './seen-rows.ts';
import type { TableLink } from './table-link.ts';

/** What was known when it was asked. */
export interface HeldClears {
  /** By table, the rows as they were for everybody. */
  readonly seen: ReadonlyMap<string, SeenRows>;
  /** What has brought those that it threw away. */
  readonly brought: readonly Pick<TableLink, 'exchange'>[];
}

/** A write, and which exchange it was. */
export interface PlayedWrite {
  readonly use: DataUse;
  /** Equal where two writes do the same to the same data. */
  readonly identity: number;
  readonly exchange: number;
  /** Of a DELETE of all rows with some constants, while its transaction is open. */
  readonly held?: HeldClears;
}

/** @param clears the column of whose pin no row is left */
export function linkOf(written: TableWrite, id: number, exchange: number, clears?: string): TableLink {
  const { effect, pins = [], commutes, mixes = [], index, kind, shown, begins, isUnsure, fills, isAnew } = written;
  const { count, leavesNothing } = written;
  return {
    id,
    commutes,
    exchange,
    effect,
    pins,
    mixes,
    index,
    kind,
    shown,
    begins,
    isUnsure,
    fills,
    isAnew,
    leavesNothing,
    count,
    clears,
  };
}

/** Of a write of which nobody knows what it touched. */
export function linkToAll({ identity, exchange }: PlayedWrite): TableLink {
  return { id: identity, commutes: undefined, exchange, effect: 'change', pins: [], mixes: 'all' };
}

/** Whether nobody but its session sees any of it. */
export function isToOwnTables({ use: { writes } }: PlayedWrite): boolean {
  return writes !== 'all' && writes.every(({ table }) => table.startsWith('~'));
}

/** What a write does to one table. */
export function linksTo(table: string, played: PlayedWrite): readonly TableLink[] {
  const { writes } = played.use;
  if (writes === 'all') return [linkToAll(played)];
  const clears = clearedBy(played.use);
  if (writes.length === 0) return noneOf(table, played);
  return writes.flatMap((one) => {
    return one.table === table ? linkOf(one, played.identity, played.exchange, clears.get(one)) : [];
  });
}

/** A DELETE that has met no row says that there is none. */
function noneOf(table: string, { use, identity, exchange }: PlayedWrite): readonly TableLink[] {
  return rowsCleared(use).flatMap((rows) => {
    if (rows.table !== table) return [];
    const write = { table, effect: 'change', pins: [rows.pin] } as const;
    return { ...linkOf(write, identity, exchange, rows.pin.column), isNone: true };
  });
}

/** Those that it does anything to, or says something of. */
export function tablesOf({ use }: PlayedWrite): ReadonlySet<string> {
  const { writes } = use;
  return new Set((writes !== 'all' && writes.length > 0 ? writes : rowsCleared(use)).map(({ table }) => table));
}

/** All rows of which it leaves none. */
export function rowsCleared({ clears }: DataUse): readonly RowsOf[] {
  return clears === undefined ? [] : [clears, ...(clears.along ?? [])];
}

/** The column of whose pin no row is left, by what it writes. */
export function clearedBy(use: DataUse): ReadonlyMap<TableWrite, string> {
  const { writes } = use;
  const [own] = writes === 'all' ? [] : writes;
  if (writes === 'all' || own?.table !== use.clears?.table) return new Map();
  const columns = new Map(rowsCleared(use).map(({ table, pin }) => [table, pin.column]));
  const isOf = (write: TableWrite) => write === own || write.table !== own?.table;
  return new Map(
    writes.filter(isOf).flatMap((write) => {
      const column = columns.get(write.table);
      return column === undefined ? [] : [[write, column] as const];
    }),
  );
}
