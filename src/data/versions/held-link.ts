// What waits for a transaction's commit does to one table. A DELETE of all rows with a constant leaves none; but others may write such
// rows meanwhile, as far as its isolation lets them: then nothing is known of them any more.

import type { DataUse } from '../../core/data-use.ts';
import { bringersOf } from './known-rows.ts';
import { type HeldClears, linksTo, type PlayedWrite } from './played-write.ts';
import { isAsSeen, seenRows } from './seen-rows.ts';
import type { TableLink } from './table-link.ts';
import type { ChangingState, TableState } from './table-shape.ts';
import { write } from './table-state.ts';

export interface HeldLink {
  readonly link: TableLink;
  readonly held: HeldClears | undefined;
}

export function heldLinks(table: string, played: PlayedWrite): readonly HeldLink[] {
  return linksTo(table, played).map((link) => ({ link, held: played.held }));
}

/**
 * A write that is to wait for its commit, with what is known now.
 * @param committed its table as it is for everybody
 * @param own as it is for the session
 */
export function asHeld(played: PlayedWrite, committed: TableState, own: TableState): PlayedWrite {
  const { clears } = played.use;
  if (clears === undefined) return played;
  const brought = linksTo(clears.table, played).flatMap((link) => bringersOf(own, link));
  return { ...played, held: { seen: seenRows(committed, clears.pin), brought } };
}

/** What counts of it at its commit. */
export function asCommitted(played: PlayedWrite, committed: TableState): PlayedWrite {
  const { use, held } = played;
  const isKnown = use.clears === undefined || held === undefined || isAsSeen(committed, use.clears.pin, held.seen);
  return isKnown ? played : { ...played, use: withoutClears(use) };
}

function withoutClears({ clears: _, ...use }: DataUse): DataUse {
  return use;
}

/** @param base what is below all that waits */
export function writeHeld(state: ChangingState, { link, held }: HeldLink, base: TableState): void {
  const pin = held === undefined ? undefined : link.pins.find(({ column }) => column === link.clears);
  const isKnown = pin === undefined || held === undefined || isAsSeen(base, pin, held.seen);
  if (isKnown) write(state, link);
  else if (link.isNone !== true) write(state, { ...link, clears: undefined });
}
