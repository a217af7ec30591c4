// A write of a run, and what it does to each of its tables.

import type { DataUse, RowsOf, TableWrite } from '../../core/data-use.ts';
import type { Moment } from '../history/timed.ts';
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
  /** Where it waits for a commit: when it was asked. */
  readonly askedAt?: Moment;
}

type Cleared = Pick<TableLink, 'clears' | 'gone'>;

/** @param cleared of which rows none is left */
export function linkOf(
  written: TableWrite,
  { identity: id, exchange, askedAt }: Omit<PlayedWrite, 'use'>,
  cleared?: Cleared,
): TableLink {
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
    askedAt,
    ...cleared,
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
    return one.table === table ? linkOf(one, played, clears.get(one)) : [];
  });
}

/** A DELETE that has met no row says that there is none. */
function noneOf(table: string, played: PlayedWrite): readonly TableLink[] {
  return rowsCleared(played.use).flatMap((rows) => {
    if (rows.table !== table) return [];
    const write = { table, effect: 'change', pins: [rows.pin] } as const;
    return { ...linkOf(write, played, { clears: rows.pin.column }), isNone: true };
  });
}

/** Those that it does anything to, or says something of. */
export function tablesOf({ use }: PlayedWrite): ReadonlySet<string> {
  const { writes } = use;
  return new Set((writes !== 'all' && writes.length > 0 ? writes : rowsCleared(use)).map(({ table }) => table));
}

/** All rows of which it leaves none, by one column. */
export function rowsCleared({ clears }: DataUse): readonly RowsOf[] {
  const { table, pin, along = [] } = clears ?? {};
  return table === undefined || pin === undefined ? [] : [{ table, pin }, ...along];
}

/** Of which rows none is left, by what it writes. */
export function clearedBy(use: DataUse): ReadonlyMap<TableWrite, Cleared> {
  const { writes, clears } = use;
  const [own] = writes === 'all' ? [] : writes;
  if (writes === 'all' || own === undefined || own.table !== clears?.table) return new Map();
  const columns = new Map(rowsCleared(use).map(({ table, pin }) => [table, pin.column]));
  const isOf = (write: TableWrite) => write === own || write.table !== own.table;
  return new Map(
    writes.filter(isOf).map((write) => {
      return [write, { clears: columns.get(write.table), ...(write === own && { gone: clears.of }) }];
    }),
  );
}
