// Rows with some constants as they were at one moment, to tell whether anybody has written them since.

import type { PinnedRows } from '../../core/data-use.ts';
import type { Chain } from '../history/chain.ts';
import { NO_PART, type Row, type TableState } from './table-shape.ts';

export interface SeenRows {
  readonly rows: readonly Row[];
  readonly parts: readonly Chain[];
  /** How often rows without a constant may have come or gone by then. */
  readonly members: number;
}

export function seenRows(state: TableState, { column, values, parts = [] }: PinnedRows): SeenRows {
  return {
    rows: values.map((key) => state.row(column, key)),
    parts: values.map((_, at) => {
      const name = parts[at];
      return (name === undefined ? NO_PART : state.part(column, name)).chain;
    }),
    members: state.general(column).members ?? 0,
  };
}

/** Whether no row with these constants has come or gone, or may have. */
export function isAsSeen(state: TableState, pin: PinnedRows, seen: SeenRows): boolean {
  const now = seenRows(state, pin);
  return (
    now.members === seen.members &&
    now.rows.every((row, at) => row === seen.rows[at]) &&
    now.parts.every((chain, at) => chain === seen.parts[at])
  );
}
