// What the writes to one table have come to, and how one more changes that. A write that names a constant of a column is of no
// concern to rows with another one, one that names a range of it none to rows outside.
//
//   general(id)         writes that say nothing of `id`              ──┐
//   part(id, 100..199)  writes to such a range, and how far general   ──┤ version of the rows with id = 105: all three,
//                       was at the last of them                         │ in the order in which they came
//   row(id, 105)        writes to id = 105, and how far the other     ──┘
//                       two were at the last of them

import type { PinnedRows } from '../../core/data-use.ts';
import { appended, chainFrom, type Link, versionOf, withoutBag } from '../history/chain.ts';
import { hashOf, mix, sum } from '../history/mix.ts';
import { changedBehind, cleared, countOf, knownBehind, toldOf, withNone } from './known-rows.ts';
import { defined, EMPTY, effectOn, forgets, type TableLink } from './table-link.ts';
import {
  type ChangingState,
  type General,
  NO_PART,
  NO_ROW,
  type Part,
  type Row,
  type Rows,
  type TableState,
} from './table-shape.ts';

/** The name of writes that add rows; `insert` in recordings of before rows with and without a value of a column were in no order. */
export const ADDED = 'inserts';

/**
 * Returns whether it changes anything.
 * @param more what else all rows have that it changes or throws away
 */
export function write(state: ChangingState, written: TableLink, more: readonly PinnedRows[] = []): boolean {
  if (written.isNone === true || goesWithNone(state, written)) {
    for (const pin of written.pins) if (pin.column === written.clears) noteNone(state, pin);
    return true;
  }
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
  const told = toldOf(state, link);
  state.setAll(appended(state.all, link));
  for (const column of new Set([...generals.keys(), ...state.columns()])) {
    const general = generals.get(column) ?? state.general(column);
    const pin = [...link.pins, ...more, ...told.pins].find((one) => one.column === column);
    const gone = column === link.clears ? new Set(pin?.values) : told.gone.get(column);
    if (pin === undefined) state.setGeneral(column, withGeneral(general, column, link));
    else state.setGeneral(column, { ...general, rows: named(state, general, pin, link, gone) });
  }
  return true;
}

/** Whether rows go with others of another table, and there is none of them. */
function goesWithNone(state: TableState, { count, clears, pins }: TableLink): boolean {
  const pin = count === undefined ? pins.find(({ column }) => column === clears) : undefined;
  return clears !== undefined && pin !== undefined && countOf(state, pin) === 0;
}

/** There is no such row: from now on it shows how many come. */
export function noteNone(state: ChangingState, { column, values, parts }: PinnedRows): void {
  // as it is when a write names it
  const general = state.general(column);
  state.setGeneral(column, general);
  values.forEach((key, at) => {
    const name = parts?.[at];
    state.setRow(
      column,
      key,
      withNone(state.row(column, key), general, name === undefined ? NO_PART : state.part(column, name)),
    );
  });
}

/** Where rows depend on one another, all that was done to any of them counts from then on for each. */
export function withGeneral(general: General, column: string, link: TableLink): General {
  const { chain, rows } = general;
  const isMixed = rows.version !== 0 && (link.mixes === 'all' || link.mixes.includes(column));
  const base = isMixed ? chainFrom(mix(versionOf(chain), rows.version), Math.max(chain.last, rows.last)) : chain;
  return { chain: appended(base, link), rows, ...changedBehind(general, column, link) };
}

/** @param gone constants with which it leaves no row */
function named(
  state: ChangingState,
  general: General,
  { column, values, parts }: PinnedRows,
  link: TableLink,
  gone: ReadonlySet<string> | undefined,
): Rows {
  // rows that are added are in no order with others that are, whether those say something of the column or not
  const isAdded = link.commutes === ADDED;
  const above = versionOf(isAdded ? withoutBag(general.chain, ADDED) : general.chain);
  const rowsOfColumn = new ColumnRows(state, column, general, link);
  if (values.length === 0) {
    for (const name of parts ?? []) rowsOfColumn.putPart(name, (part) => behind(part, above, link));
  }
  const of = { column, isOnly: values.length === 1, link };
  const rows = of.isOnly && column === link.clears && link.count !== undefined ? -link.count.by : null;
  values.forEach((key, at) => {
    rowsOfColumn.put(key, parts?.[at], (row, part) => {
      const isGone = gone?.has(key) === true;
      const before = isGone ? cleared(row, general, part, rows) : null;
      if (before !== null) return before;
      const next = behind(row, aboveRow(above, part), link);
      if (isGone && column === link.clears) return withNone(next, general, part);
      return { ...next, known: knownBehind(row, general, part, of) };
    });
  });
  return rowsOfColumn.all;
}

/** The rows of a table by the constants of one column, and by the parts that it is cut in, while a write changes them. */
export class ColumnRows {
  #version: number;
  readonly #state: ChangingState;
  readonly #column: string;
  readonly #exchange: number;

  constructor(state: ChangingState, column: string, general: General, { exchange }: Link) {
    this.#state = state;
    this.#column = column;
    this.#version = general.rows.version;
    this.#exchange = exchange;
  }

  /** What they come to together. */
  get all(): Rows {
    return { version: this.#version, last: this.#exchange };
  }

  /** @param partName that the constant lies in; undefined where ranges do not cut the column */
  put(key: string, partName: string | undefined, nextOf: (row: Row, part: Part) => Row): void {
    const part = partName === undefined ? NO_PART : this.#state.part(this.#column, partName);
    const row = this.#state.row(this.#column, key);
    const next = nextOf(row, part);
    this.#state.setRow(this.#column, key, next);
    const [from, to] = [rowVersion(row), rowVersion(next)];
    if (partName === undefined) {
      this.#version = changed(this.#version, key, from, to);
      return;
    }
    const rows = { version: changed(part.rows.version, key, from, to), last: this.#exchange };
    this.#change(partName, part, { ...part, rows });
  }

  putPart(name: string, nextOf: (part: Part) => Row): void {
    const part = this.#state.part(this.#column, name);
    this.#change(name, part, { ...nextOf(part), rows: part.rows });
  }

  #change(name: string, part: Part, next: Part): void {
    this.#version = changed(this.#version, name, partVersion(part), partVersion(next));
    this.#state.setPart(this.#column, name, next);
  }
}

/** Version of what says nothing of a row alone. Rows of the same part are no concern of its. */
export function aboveRow(general: number, part: Part): number {
  return part.chain === NO_ROW.chain ? general : mix(general, mix(versionOf(part.chain), part.above));
}

export function behind(row: Row, above: number, link: Link): Row {
  const before = row.above === above ? row.chain : chainFrom(mix(versionOf(row.chain), above), row.chain.last);
  const chain = appended(before, link);
  if (chain.commutes === undefined) return { chain, above };
  const isSameBag = chain.base === row.chain.base && chain.commutes === row.chain.commutes;
  return { chain, above, under: isSameBag ? row.under : underOf(row) };
}

/** What a row was before the bag that begins now, and the one before that. */
function underOf(row: Row): Row {
  const { under } = row;
  return under?.under === undefined ? row : { ...row, under: { ...under, under: undefined } };
}

/** 0 for a row that was never written. */
export function rowVersion(row: Row): number {
  return isUntouched(row) ? 0 : mix(versionOf(row.chain), row.above);
}

/** Whether nothing was written to it that is still there. */
export function isUntouched(row: Row): boolean {
  const { chain, above, known } = row;
  return row === NO_ROW || (known !== undefined && chain === NO_ROW.chain && above === NO_ROW.above);
}

export function partVersion(part: Part): number {
  const isAsNever = part.chain === NO_PART.chain && part.above === NO_PART.above && part.rows.version === 0;
  return isAsNever ? 0 : mix(rowVersion(part), part.rows.version);
}

/** A sum in which one named thing has another version. */
function changed(version: number, name: string, from: number, to: number): number {
  const without = from === 0 ? version : sum(version, -mix(hashOf(name), from));
  return to === 0 ? without : sum(without, mix(hashOf(name), to));
}
