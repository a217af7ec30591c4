// What the writes to one table have come to, by its columns and the constants that they name: `table-state.ts` says how.

import type { WrittenValues } from '../../core/data-use.ts';
import { type Chain, chainFrom } from '../history/chain.ts';
import type { Definition } from '../use/made-index.ts';
import { INITIAL, type TableLink } from './table-link.ts';

/** Since when, and from what on. */
export interface KnownRows {
  /** What the rows were when there was none. */
  readonly chain: Chain;
  readonly above: number;
  /** How often rows without a constant may have come or gone by then. */
  readonly members: number;
  readonly part: Chain;
  /** How many there are; null where that is not known. */
  readonly count: number | null;
  /** What has brought them; null where something else may have. */
  readonly added: readonly TableLink[] | null;
  /** Columns that were given other values since. */
  readonly sets: readonly string[];
  /** How many changes had been made by then that do not say whether they are to these rows. */
  readonly changes: number;
}

export interface Row {
  readonly chain: Chain;
  /** Version of what says nothing of this row alone, at the last write. */
  readonly above: number;
  /** Since it was known that there is no such row. */
  readonly known?: KnownRows | undefined;
  /** What it was before the bag at its end, where nothing is left of that. */
  readonly under?: Row | undefined;
}

export interface Part extends Omit<Row, 'known'> {
  readonly rows: Rows;
}

export interface General {
  readonly chain: Chain;
  readonly rows: Rows;
  /** How often rows may have come or gone of which the write did not say what they have in the column. */
  readonly members?: number;
  /** Writes that have given rows other values and did not say what they have in the column: the last ones, and how many there were. */
  readonly changes?: { readonly last: readonly TableLink[]; readonly count: number };
}

/** What the rows come to together, in whatever order they were written. */
export interface Rows {
  readonly version: number;
  /** The exchange of the last write; 0 where there is none. */
  readonly last: number;
}

export const NO_ROWS: Rows = { version: 0, last: 0 };
export const NO_ROW: Row = { chain: chainFrom(INITIAL), above: 0 };
export const NO_PART: Part = { ...NO_ROW, rows: NO_ROWS };

/** A table as it is at one moment. */
export interface TableState {
  readonly definition: Definition;
  /** All writes, whatever they name. */
  readonly all: Chain;
  /** 0 where no rows have come and gone again, of which nothing but the next id and the order of indexes may tell. */
  readonly restored: number;
  /** Those that some write has named. */
  columns(): Iterable<string>;
  /** Of a column that no write has named: all writes. */
  general(column: string): General;
  part(column: string, name: string): Part;
  row(column: string, key: string): Row;
  /** How many rows have these constants together; null where that is not known. */
  countOf(of: readonly WrittenValues[]): number | null;
  /** What has brought all rows that a write throws away by their constants; none where that is not known. */
  bringersOf(link: TableLink): readonly Pick<TableLink, 'exchange'>[];
}

export interface ChangingState extends TableState {
  define(definition: Definition): void;
  /** Nothing is left of any row. */
  forget(all: Chain): void;
  setAll(all: Chain): void;
  setGeneral(column: string, general: General): void;
  setPart(column: string, name: string, part: Part): void;
  setRow(column: string, key: string, row: Row): void;
}
