// What waits for a transaction's commit does to one table. A DELETE of all rows with a constant leaves none; but others may write such
// rows meanwhile, as far as its isolation lets them: then nothing is known of them any more.

import type { DataUse } from '../../core/data-use.ts';
import type { Moment } from '../history/timed.ts';
import { bringersOf } from './known-rows.ts';
import { linksTo, type PlayedWrite, rowsCleared } from './played-write.ts';
import { isAsSeen, type SeenRows, seenRows } from './seen-rows.ts';
import type { TableLink } from './table-link.ts';
import type { TableState } from './table-shape.ts';

export interface HeldLink {
  readonly link: TableLink;
  /** The rows that it leaves none of, as they were for everybody when it was asked. */
  readonly seen: SeenRows | undefined;
}

export function heldLinks(table: string, played: PlayedWrite): readonly HeldLink[] {
  return linksTo(table, played).map((link) => ({ link, seen: played.held?.seen.get(table) }));
}

/**
 * A write that is to wait for its commit, with what is known now.
 * @param committed a table as it is for everybody
 * @param own as it is for the session
 */
export function asHeld(
  played: PlayedWrite,
  committed: (table: string) => TableState,
  own: (table: string) => TableState,
): PlayedWrite {
  const rows = rowsCleared(played.use);
  const { clears } = played.use;
  if (clears === undefined) return played;
  const seen = new Map(rows.map(({ table, pin }) => [table, seenRows(committed(table), pin)]));
  const tables = new Set([clears.table, ...rows.map(({ table }) => table)]);
  const brought = [...tables].flatMap((table) =>
    linksTo(table, played).flatMap((link) => bringersOf(own(table), link)),
  );
  // of what is not known yet more is known at the commit
  if (rows.length === 0 && brought.length === 0) return played;
  return { ...played, held: { seen, brought } };
}

/** Whether it says of rows that there is none only for its own session, as long as its transaction is open. */
export function isUntilCommit({ reads, clears, isOpen }: DataUse): boolean {
  if (isOpen !== true) return false;
  return typeof reads === 'string' || !reads.some((one) => one.table === clears?.table && one.isAtOnce === true);
}

/** Less rows that may have been left when the table to which they refer was made anew. @param madeAt when tables were last made */
export function withoutOrphans(use: DataUse, madeAt: (table: string) => Moment): DataUse {
  const { clears } = use;
  if (clears?.along === undefined) return use;
  const along = clears.along.filter(({ table }) => madeAt(table) >= madeAt(clears.table));
  return { ...use, clears: { ...clears, along } };
}

/** What counts of it at its commit. */
export function asCommitted(played: PlayedWrite, committed: (table: string) => TableState): PlayedWrite {
  const { use, held } = played;
  const isKnown = rowsCleared(use).every(({ table, pin }) => {
    const seen = held?.seen.get(table);
    return seen === undefined || isAsSeen(committed(table), pin, seen);
  });
  return isKnown ? played : { ...played, use: withoutPin(use) };
}

function withoutPin({ clears, ...use }: DataUse): DataUse {
  if (clears?.of === undefined) return use;
  const { pin: _, along: __, ...others } = clears;
  return { ...use, clears: others };
}

/** @param base what is below all that waits @param put does a write */
export function writeHeld({ link, seen }: HeldLink, base: TableState, put: (link: TableLink) => unknown): void {
  const pin = seen === undefined ? undefined : link.pins.find(({ column }) => column === link.clears);
  const isKnown = pin === undefined || seen === undefined || isAsSeen(base, pin, seen);
  if (isKnown) put(link);
  else if (link.isNone !== true) put({ ...link, clears: undefined });
}
