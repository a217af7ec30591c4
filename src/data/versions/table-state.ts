// What the writes to one table have come to, and how one more changes that. A write that names a constant of a column is of no
// concern to rows with another one, one that names a range of it none to rows outside.
//
//   general(id)         writes that say nothing of `id`              ──┐
//   part(id, 100..199)  writes to such a range, and how far general   ──┤ version of the rows with id = 105: all three,
//                       was at the last of them                         │ in the order in which they came
//   row(id, 105)        writes to id = 105, and how far the other     ──┘
//                       two were at the last of them

import type { PinnedRows } from '../../core/data-use.ts';
import { appended, type Chain, chainFrom, type Link, versionOf, withoutBag } from '../history/chain.ts';
import { hashOf, mix, sum } from '../history/mix.ts';
import type { Definition } from '../use/made-index.ts';
import { defined, EMPTY, effectOn, forgets, INITIAL, type TableLink } from './table-link.ts';

export interface Row {
  readonly chain: Chain;
  /** Version of what says nothing of this row alone, at the last write. */
  readonly above: number;
}

export interface Part extends Row {
  readonly rows: Rows;
}

export interface General {
  readonly chain: Chain;
  readonly rows: Rows;
}

/** What the rows come to together, in whatever order they were written. */
export interface Rows {
  readonly version: number;
  /** The exchange of the last write; 0 where there is none. */
  readonly last: number;
}

/** The name of writes that add rows; `insert` in recordings of before rows with and without a value of a column were in no order. */
const ADDED = 'inserts';

export const NO_ROWS: Rows = { version: 0, last: 0 };
export const NO_ROW: Row = { chain: chainFrom(INITIAL), above: 0 };
export const NO_PART: Part = { ...NO_ROW, rows: NO_ROWS };

/** A table as it is at one moment. */
export interface TableState {
  readonly definition: Definition;
  /** All writes, whatever they name. */
  readonly all: Chain;
  /** Those that some write has named. */
  columns(): Iterable<string>;
  /** Of a column that no write has named: all writes. */
  general(column: string): General;
  part(column: string, name: string): Part;
  row(column: string, key: string): Row;
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

/** Returns whether it changes anything. */
export function write(state: ChangingState, written: TableLink): boolean {
  const link = effectOn(state.definition, written);
  if (link === null) return false;
  const definition = defined(state.definition, link);
  if (definition !== state.definition) state.define(definition);
  // rows stay as they are
  if (link.index !== undefined) return true;
  if (forgets(link)) {
    state.forget(chainFrom(link.fills === true ? mix(EMPTY, link.id) : EMPTY, link.exchange));
    return true;
  }
  // a column that is named for the first time has had all writes so far for its general ones
  const generals = new Map(link.pins.map(({ column }) => [column, state.general(column)]));
  state.setAll(appended(state.all, link));
  for (const column of new Set([...generals.keys(), ...state.columns()])) {
    const general = generals.get(column) ?? state.general(column);
    const pin = link.pins.find((one) => one.column === column);
    if (pin === undefined) state.setGeneral(column, withGeneral(general, column, link));
    else state.setGeneral(column, { ...general, rows: named(state, general, pin, link) });
  }
  return true;
}

/** Where rows depend on one another, all that was done to any of them counts from then on for each. */
function withGeneral({ chain, rows }: General, column: string, link: TableLink): General {
  const isMixed = rows.version !== 0 && (link.mixes === 'all' || link.mixes.includes(column));
  const base = isMixed ? chainFrom(mix(versionOf(chain), rows.version), Math.max(chain.last, rows.last)) : chain;
  return { chain: appended(base, link), rows };
}

function named(state: ChangingState, general: General, { column, values, parts }: PinnedRows, link: Link): Rows {
  // rows that are added are in no order with others that are, whether those say something of the column or not
  const isAdded = link.commutes === ADDED;
  const above = versionOf(isAdded ? withoutBag(general.chain, ADDED) : general.chain);
  let { version } = general.rows;
  const change = (name: string, part: Part, next: Part): void => {
    version = changed(version, name, partVersion(part), partVersion(next));
    state.setPart(column, name, next);
  };
  if (values.length === 0) {
    for (const name of parts ?? []) {
      const part = state.part(column, name);
      change(name, part, { ...behind(part, above, link), rows: part.rows });
    }
  }
  values.forEach((key, at) => {
    const name = parts?.[at];
    const row = state.row(column, key);
    if (name === undefined) {
      const next = behind(row, above, link);
      version = changed(version, key, rowVersion(row), rowVersion(next));
      state.setRow(column, key, next);
      return;
    }
    const part = state.part(column, name);
    const next = behind(row, aboveRow(above, part), link);
    state.setRow(column, key, next);
    const ofPart = changed(part.rows.version, key, rowVersion(row), rowVersion(next));
    change(name, part, { ...part, rows: { version: ofPart, last: link.exchange } });
  });
  return { version, last: link.exchange };
}

/** Version of what says nothing of a row alone. Rows of the same part are no concern of its. */
export function aboveRow(general: number, part: Part): number {
  return part.chain === NO_ROW.chain ? general : mix(general, mix(versionOf(part.chain), part.above));
}

function behind(row: Row, above: number, link: Link): Row {
  const chain = row.above === above ? row.chain : chainFrom(mix(versionOf(row.chain), above), row.chain.last);
  return { chain: appended(chain, link), above };
}

/** 0 for a row that was never written. */
export function rowVersion(row: Row): number {
  return row === NO_ROW ? 0 : mix(versionOf(row.chain), row.above);
}

export function partVersion(part: Part): number {
  return part === NO_PART ? 0 : mix(rowVersion(part), part.rows.version);
}

/** A sum in which one named thing has another version. */
function changed(version: number, name: string, from: number, to: number): number {
  const without = from === 0 ? version : sum(version, -mix(hashOf(name), from));
  return to === 0 ? without : sum(without, mix(hashOf(name), to));
}
