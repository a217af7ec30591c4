// One write to a table of whose rows something is known: what is known says what it comes to, and knows more behind it.

import type { KnownTable, Taken } from './known-table.ts';
import { isEmptied, type TableLink } from './table-link.ts';
import type { ChangingState } from './table-shape.ts';
import { write } from './table-state.ts';
import { arrivalOf, takeAway } from './taken-away.ts';

/** @returns `taken` where rows are as if they had never come, `nothing` where nothing is changed */
export function writeKnown(
  state: ChangingState,
  known: KnownTable,
  written: TableLink,
  when: Taken,
): 'taken' | 'written' | 'nothing' {
  const link = withFirst(written, known);
  const told = known.toldOf(link, state.columns());
  const gone = known.take(link, when);
  if (gone !== null) takeAway(state, gone, link);
  else if (!write(state, link, told)) return 'nothing';
  const { by = 0, of } = (link.effect === 'change' ? link.count : undefined) ?? {};
  if (by > 0 && of === undefined) known.addUnknown();
  else if (by > 0 && of !== undefined) known.add(arrivalOf(state, link), by, of, when.now);
  const isLate = link.askedAt !== undefined && when.othersAt > link.askedAt;
  if (isEmptied(link) && !isLate) known.empty();
  return gone === null ? 'written' : 'taken';
}

/** With the columns of whose constants there was no row before it. */
function withFirst(link: TableLink, known: KnownTable): TableLink {
  const { count, effect, pins } = link;
  if (effect !== 'change' || count === undefined || count.by <= 0) return link;
  const first = pins.filter((pin) => known.hasNone(pin)).map(({ column }) => column);
  return first.length === 0 ? link : { ...link, first };
}
