// What is known of the rows with one constant since there was none of them: how many have come, and what else they have. Where all of
// them go, they are what they were then, whatever was done to them in between; and what is done to them is done to no other row,
// by whichever of their constants it names them.

import type { PinnedRows } from '../../core/data-use.ts';
import type { TableLink } from './table-link.ts';
import { type General, type KnownRows, NO_PART, type Part, type Row, type TableState } from './table-shape.ts';

/** Rows that are told apart, and constants that a write is told by. */
const MOST_ADDED = 64;
const MOST_VALUES = 64;
/** Writes that are looked through for those that may have changed a row. */
const MOST_CHANGES = 16;

/** Where no row may have come, or gone, but by a write that names the constant. */
function knownOf({ known }: Row, { members = 0 }: General, part: Part): KnownRows | undefined {
  return known !== undefined && known.members === members && known.part === part.chain ? known : undefined;
}

function none({ chain, above }: Row, { members = 0, changes }: General, part: Part): KnownRows {
  return { chain, above, members, part: part.chain, count: 0, added: [], sets: [], changes: changes?.count ?? 0 };
}

/** What is known of writes without a constant of this column, behind one more. */
export function changedBehind(
  { members = 0, changes }: General,
  column: string,
  link: TableLink,
): Pick<General, 'members' | 'changes'> {
  const { by, sets = [] } = link.count ?? {};
  if (by !== 0 || sets.includes(column)) return { members: members + 1 };
  const { last, count } = changes ?? { last: [], count: 0 };
  return sets.length === 0
    ? { members, ...(changes !== undefined && { changes }) }
    : { members, changes: { last: [...last, link].slice(-MOST_CHANGES), count: count + 1 } };
}

/** Columns that rows may have got other values in, also by writes that do not say so; null where nobody knows. */
function setOf(
  { changes }: General,
  known: readonly KnownRows[],
  added: readonly TableLink[],
): ReadonlySet<string> | null {
  const { last = [], count = 0 } = changes ?? {};
  const since = count - Math.min(count, ...known.map((one) => one.changes));
  if (since > last.length) return null;
  const sets = new Set(known.flatMap((one) => one.sets));
  for (const { pins, count: set } of last.slice(last.length - since)) {
    const isOther = (pin: PinnedRows) => !sets.has(pin.column) && added.every((one) => areApart(pin, one.pins));
    if (!pins.some(isOther)) for (const column of set?.sets ?? []) sets.add(column);
  }
  return sets;
}

/** Whether rows with the one have none of the others' constants. */
export function areApart({ column, values }: PinnedRows, pins: readonly PinnedRows[]): boolean {
  const own = pins.find((pin) => pin.column === column)?.values ?? [];
  return values.length > 0 && own.length > 0 && own.every((value) => !values.includes(value));
}

/**
 * What is known of the rows with a constant behind a write that names it.
 * @param isOnly whether it is the only one that the write names
 */
export function knownBehind(
  row: Row,
  general: General,
  part: Part,
  { column, isOnly, link }: { readonly column: string; readonly isOnly: boolean; readonly link: TableLink },
): KnownRows | undefined {
  const { by, sets = [], fresh } = link.count ?? {};
  const isFirst = fresh?.includes(column) === true || link.first?.includes(column) === true;
  const known = knownOf(row, general, part) ?? (isFirst ? none(row, general, part) : undefined);
  if (known === undefined) return undefined;
  if (by === undefined || sets.includes(column)) return { ...known, count: null, added: null };
  const count = known.count === null || (by !== 0 && !isOnly) ? null : known.count + by;
  if (by <= 0) {
    const all = sets.every((one) => known.sets.includes(one)) ? known.sets : [...known.sets, ...sets];
    return { ...known, count, sets: all };
  }
  const isKept = isOnly && known.added !== null && known.added.length < MOST_ADDED;
  return { ...known, count, added: isKept ? [...(known.added ?? []), link] : null };
}

/** Behind a write that leaves none of them: what they were, where that is known; else null. */
export function cleared(row: Row, general: General, part: Part, rows: number | null): Row | null {
  const known = knownOf(row, general, part);
  const isOther = known === undefined || (rows !== null && known.count !== null && known.count !== rows);
  return isOther ? null : withNone(known, general, part);
}

export function withNone({ chain, above }: Pick<Row, 'chain' | 'above'>, general: General, part: Part): Row {
  return { chain, above, known: none({ chain, above }, general, part) };
}

/** Whether these are all rows with a constant. @param rows null where nobody knows how many they are */
export function isAll(row: Row, general: General, part: Part, rows: number | null): boolean {
  const known = knownOf(row, general, part);
  return rows !== null && known !== undefined && known.count === rows;
}

/**
 * What is left of rows where those of some writes are gone.
 * @param row as it was
 * @param next without them
 * @param arrivals what has brought them; null where they had other constants too
 */
export function withFewer(
  row: Row,
  next: Row,
  {
    general,
    part,
    arrivals,
  }: {
    readonly general: General;
    readonly part: Part;
    readonly arrivals: readonly { readonly link: TableLink }[] | null;
  },
): Row {
  const known = knownOf(row, general, part);
  const { known: _, ...bare } = next;
  if (known === undefined || known.count === null || arrivals === null) return next.known === undefined ? next : bare;
  const rows = arrivals.reduce((sum, { link }) => sum + (link.count?.by ?? 0), 0);
  const isGone = (one: TableLink) => arrivals.some(({ link }) => link === one || link.exchange === one.exchange);
  const added = known.added?.filter((one) => !isGone(one)) ?? null;
  return { ...bare, known: { ...known, count: known.count - rows, added } };
}

interface Told {
  readonly pins: readonly PinnedRows[];
  readonly gone: ReadonlyMap<string, ReadonlySet<string>>;
}

const NOTHING_TOLD: Told = { pins: [], gone: new Map() };

/** What else the rows have that a write changes, or throws away. */
export function toldOf(state: TableState, link: TableLink): Told {
  const { count, pins } = link;
  // of rows that go with others no answer says how many they are
  if (count === undefined ? link.clears === undefined : count.by > 0) return NOTHING_TOLD;
  for (const { column, values, parts } of pins) {
    if (count?.sets?.includes(column) === true || (count === undefined && column !== link.clears)) continue;
    const general = state.general(column);
    const known = values.flatMap((key, at) => {
      return knownOf(state.row(column, key), general, partOf(state, column, parts?.[at])) ?? [];
    });
    const added = known.flatMap((one) => one.added ?? []);
    const isAll = known.length === values.length && known.every((one) => one.added !== null);
    if (!isAll || added.length === 0 || isAgainst(known, link)) continue;
    const sets = setOf(general, known, added);
    return sets === null ? NOTHING_TOLD : toldBy(state, link, added, sets);
  }
  return NOTHING_TOLD;
}

/** Whether more rows go than are known to be there. */
function isAgainst(known: readonly KnownRows[], { count, clears, pins }: TableLink): boolean {
  if (count === undefined) return false;
  const rows = total(known.map((one) => one.count));
  const gone = -count.by;
  if (rows === null || gone === 0) return rows === 0 && gone === 0;
  return gone > rows || (clears !== undefined && pins.length === 1 && gone !== rows);
}

function partOf(state: TableState, column: string, name: string | undefined): Part {
  return name === undefined ? NO_PART : state.part(column, name);
}

function toldBy(state: TableState, link: TableLink, added: readonly TableLink[], sets: ReadonlySet<string>): Told {
  const isFree = (column: string) =>
    !sets.has(column) && link.count?.sets?.includes(column) !== true && !link.pins.some((pin) => pin.column === column);
  const gone = new Map<string, ReadonlySet<string>>();
  const pins = [...state.columns()].filter(isFree).flatMap((column): PinnedRows[] => {
    const pin = pinOfAll(
      column,
      added.map((one) => one.pins),
    );
    if (pin === null) return [];
    if (link.clears !== undefined && added.every((one) => one.count?.fresh?.includes(column) === true)) {
      gone.set(column, new Set(pin.values));
    }
    return [pin];
  });
  return { pins, gone };
}

/**
 * The constants of a column that rows have between them, by what each of them was written with; null where some say nothing of it, or
 * they are many.
 */
export function pinOfAll(column: string, rows: readonly (readonly PinnedRows[])[]): PinnedRows | null {
  const parts = new Map<string, string | undefined>();
  for (const pins of rows) {
    const pin = pins.find((one) => one.column === column && one.values.length > 0);
    if (pin === undefined) return null;
    for (const [at, value] of pin.values.entries()) parts.set(value, pin.parts?.[at]);
    if (parts.size > MOST_VALUES) return null;
  }
  const values = [...parts.keys()];
  const inParts = values.flatMap((value) => parts.get(value) ?? []);
  return { column, values, ...(inParts.length === values.length && { parts: inParts }) };
}

/** Null where one of them is not known. */
export function total(counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

/** What has brought the rows that a write throws away; none where that is not known. */
export function bringersOf(state: TableState, link: TableLink): readonly Pick<TableLink, 'exchange'>[] {
  const told = state.bringersOf(link);
  const pin = link.pins.find(({ column }) => column === link.clears);
  if (pin === undefined || told.length > 0) return told;
  const general = state.general(pin.column);
  return pin.values.flatMap((key, at) => {
    const part = partOf(state, pin.column, pin.parts?.[at]);
    return knownOf(state.row(pin.column, key), general, part)?.added ?? [];
  });
}

/** How many rows have one of the constants; null where that is not known. */
export function countOf(state: TableState, { column, values, parts }: PinnedRows): number | null {
  const general = state.general(column);
  let rows = 0;
  for (const [at, key] of values.entries()) {
    const count = knownOf(state.row(column, key), general, partOf(state, column, parts?.[at]))?.count;
    if (count == null || count < 0) return null;
    rows += count;
  }
  return rows;
}
