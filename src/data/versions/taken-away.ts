// Rows that came and are all gone again are taken out of each history that they are in, constant by constant: so it is no matter
// whether others came, or were changed, meanwhile. Only where a write came behind them in the same history does that go on with
// the one that throws them away: it may have made other rows what they are.

import { appended, type Chain, chainFrom, versionOf } from '../history/chain.ts';
import { sum } from '../history/mix.ts';
import { cleared, isAll, withFewer } from './known-rows.ts';
import type { TableLink } from './table-link.ts';
import type { ChangingState, General, Part, Row } from './table-shape.ts';
import { aboveRow, behind, ColumnRows, noteNone, withGeneral } from './table-state.ts';

/** A write that has brought rows. */
export interface Arrival {
  readonly link: TableLink;
  /** The bag that it is in, by the history. */
  readonly bags: ReadonlyMap<string, number>;
}

/** One whose rows go. */
export interface Leaving extends Arrival {
  /** Columns that they may have got other values in since. */
  readonly sets: readonly string[];
}

/** Of a write that was done just now. */
export function arrivalOf(state: ChangingState, link: TableLink): Arrival {
  const bags = new Map([['', state.all.base]]);
  for (const column of state.columns()) {
    const pin = link.pins.find((one) => one.column === column);
    if (pin === undefined) bags.set(column, state.general(column).chain.base);
    for (const key of pin?.values ?? []) bags.set(rowName(column, key), state.row(column, key).chain.base);
    if (pin?.values.length !== 0) continue;
    for (const name of pin.parts ?? []) bags.set(partName(column, name), state.part(column, name).chain.base);
  }
  return { link, bags };
}

const rowName = (column: string, key: string) => `${column}=${key}`;
const partName = (column: string, name: string) => `${column} in ${name}`;

/** @param link throws away all that these have brought, and nothing else */
export function takeAway(state: ChangingState, arrivals: readonly Leaving[], link: TableLink): void {
  const all = withoutAll(state.all, '', arrivals);
  state.setAll(all.isLeft ? appended(all.chain, link) : all.chain);
  for (const column of [...state.columns()]) {
    // what they have there by now is not what they came with
    if (arrivals.some(({ sets }) => sets.includes(column))) {
      state.setGeneral(column, withGeneral(state.general(column), column, { ...link, mixes: 'all' }));
      continue;
    }
    const pinned = arrivals.filter((one) => one.link.pins.some((pin) => pin.column === column));
    const free = arrivals.filter((one) => !pinned.includes(one));
    if (free.length > 0) takeFromGeneral(state, column, free, link);
    if (pinned.length > 0) takeFromRows(state, column, pinned, link);
  }
  for (const pin of link.pins) if (pin.column === link.clears) noteNone(state, pin);
}

function takeFromGeneral(state: ChangingState, column: string, arrivals: readonly Arrival[], link: TableLink): void {
  const general = state.general(column);
  const { chain, isLeft } = withoutAll(general.chain, column, arrivals);
  const { members = 0 } = general;
  const next = { ...general, chain };
  // what was known meanwhile was known with these
  state.setGeneral(column, isLeft ? withGeneral(next, column, link) : { ...next, members: members + 1 });
}

/** Of one constant of a column. */
interface Gone {
  readonly part: string | undefined;
  readonly arrivals: Arrival[];
}

function takeFromRows(state: ChangingState, column: string, arrivals: readonly Arrival[], link: TableLink): void {
  const general = state.general(column);
  const above = versionOf(general.chain);
  const rows = new ColumnRows(state, column, general, link);
  const byKey = new Map<string, Gone>();
  for (const one of arrivals) {
    const { values = [], parts = [] } = pinOf(one, column) ?? {};
    for (const [at, key] of values.entries()) {
      const gone = byKey.get(key) ?? { part: parts[at], arrivals: [] };
      byKey.set(key, gone);
      gone.arrivals.push(one);
    }
    if (values.length > 0) continue;
    for (const name of parts) {
      rows.putPart(name, (part) => lessOne(part, partName(column, name), one) ?? behind(part, above, link));
    }
  }
  for (const [key, gone] of byKey) {
    rows.put(key, gone.part, (row, part) => rowWithout(row, gone.arrivals, { column, key, general, part, link }));
  }
  state.setGeneral(column, { ...general, rows: rows.all });
}

const pinOf = ({ link }: Arrival, column: string) => link.pins.find((pin) => pin.column === column);

interface Place {
  readonly column: string;
  readonly key: string;
  readonly general: General;
  readonly part: Part;
  readonly link: TableLink;
}

/** Where no row with the constant is left, it is what it was when there was none, whatever was done to those that came since. */
function rowWithout(row: Row, arrivals: readonly Arrival[], { column, key, general, part, link }: Place): Row {
  const isFresh = arrivals.some((one) => one.link.count?.fresh?.includes(column) === true);
  const areOwn = arrivals.every((one) => pinOf(one, column)?.values.length === 1);
  const rows = areOwn ? arrivals.reduce((sum, one) => sum + (one.link.count?.by ?? 0), 0) : null;
  const none = isFresh || isAll(row, general, part, rows) ? cleared(row, general, part, null) : null;
  if (none !== null) return none;
  let next: Row | null = row;
  for (const one of arrivals) next = next === null ? null : lessOne(next, rowName(column, key), one);
  const left = next ?? behind(row, aboveRow(versionOf(general.chain), part), link);
  return withFewer(row, left, { general, part, arrivals: rows === null ? null : arrivals });
}

/** Null where something came behind it. */
function lessOne(row: Row, name: string, arrival: Arrival): Row | null {
  const chain = without(row.chain, name, arrival);
  if (chain === null) return null;
  return chain.commutes === undefined && row.under !== undefined ? row.under : { ...row, chain };
}

function withoutAll(chain: Chain, name: string, arrivals: readonly Arrival[]) {
  let [left, isLeft] = [chain, false];
  for (const one of arrivals) {
    const next = without(left, name, one);
    if (next === null) isLeft = true;
    else left = next;
  }
  return { chain: left, isLeft };
}

function without(chain: Chain, name: string, { link, bags }: Arrival): Chain | null {
  const { base, commutes } = chain;
  if (commutes === undefined || commutes !== link.commutes || base !== bags.get(name)) return null;
  const bag = sum(chain.bag, -link.id);
  return bag === 0 ? chainFrom(base, chain.last) : { ...chain, bag };
}
