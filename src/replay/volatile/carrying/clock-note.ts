// What a statement said of the time, and a row that has it.

import type { VolatileKind } from '../values/volatile-kinds.ts';

/** A time, or what holds one, in the place of the recorded one. */
export interface ClockSlot {
  readonly kind: VolatileKind;
  /** Among the statement's values, from 1. */
  readonly position: number;
  /** Which parameter it is; null of a literal. */
  readonly parameter: number | null;
  readonly recorded: string;
  readonly live: string;
}

export interface ClockNote {
  /** The one that was played for the statement. */
  readonly exchange: number;
  readonly slots: readonly ClockSlot[];
}

/** A row as it was recorded. */
export interface RowAt {
  readonly cells: readonly (string | null)[];
  /** Of each cell the column of the same table as the cell in question, in lower case; empty where it is of none. */
  readonly columns: readonly string[];
  /** The column of the cell in question, in lower case, and its table without schema; empty where it is of none. */
  readonly column: string;
  readonly table: string;
  /** The cell with the number that the server gave the row (AUTO_INCREMENT), as it was recorded; null where none is shown. */
  readonly number: string | null;
  /** The exchange that the row is of: what it asked for is said of the row too. */
  readonly asked: number;
  /** Null where it is not known. */
  readonly there: ThereOf | null;
}

/** Recorded writes to these tables whose rows are there; null where that is not known. */
export type ThereOf = (tables: ReadonlySet<string>) => ReadonlySet<number> | null;
