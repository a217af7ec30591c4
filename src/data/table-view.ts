// A table as one statement sees it: what is committed at a moment, and what the statement's own transaction has done besides.

import type { PinnedRows, TableUse, WriteEffect } from '../core/data-use.ts';
import { appended, type Chain, chainFrom, type Link, versionOf } from './chain.ts';
import { hashOf, mix, sum } from './mix.ts';

/** As the recording, or a scope of it, found the table. */
export const INITIAL = 0;
export const EMPTY = 1;
export const DROPPED = 2;
const THERE = 3;

/** One write to a table. */
export interface TableLink extends Link {
  readonly effect: WriteEffect;
  readonly pins: readonly PinnedRows[];
}

/** Writes that name a constant, and how far the column's others were at the last of them. */
export interface Row {
  readonly chain: Chain;
  readonly general: number;
}

/** Writes that name no constant of a column, and what all others made of their rows. */
export interface General {
  readonly chain: Chain;
  readonly rows: number;
}

export const NO_ROW: Row = { chain: chainFrom(INITIAL), general: 0 };

export function rowBehind(row: Row, general: Chain, link: TableLink): Row {
  const behind = versionOf(general);
  const chain = row.general === behind ? row.chain : chainFrom(mix(versionOf(row.chain), behind), row.chain.last);
  return { chain: appended(chain, link), general: behind };
}

/** What the rows come to together, in whatever order they were written. */
export function changed(rows: number, value: string, from: Row, to: Row): number {
  const without = from === NO_ROW ? rows : sum(rows, -rowVersion(value, from));
  return sum(without, rowVersion(value, to));
}

function rowVersion(value: string, { chain, general }: Row): number {
  return mix(hashOf(value), mix(versionOf(chain), general));
}

/** What a write comes to where the table is as it is: one that is there already is not made. */
export function effectOn({ base }: Chain, link: TableLink): TableLink | null {
  const { effect } = link;
  if (effect !== 'create absent' && effect !== 'keep') return link;
  const isAbsent = base === DROPPED || (effect === 'create absent' && base === INITIAL);
  return isAbsent ? { ...link, effect: 'create' } : null;
}

export function defined(definition: Chain, link: TableLink): Chain {
  switch (link.effect) {
    case 'create':
      return chainFrom(mix(THERE, link.id), link.exchange);
    case 'drop':
      return chainFrom(DROPPED, link.exchange);
    case 'define':
      return appended(definition, link);
    default:
      return definition;
  }
}

export function forgets({ effect }: TableLink): boolean {
  return effect === 'empty' || effect === 'create' || effect === 'drop';
}

/** The version of a table of which nothing counts but that it is not there, or is there. */
export function existenceVersion(isThere: boolean): number {
  return mix(THERE, isThere ? THERE : DROPPED);
}

export class TableView {
  readonly #use: TableUse;
  readonly #column: string | undefined;
  readonly #rowAt: (value: string) => Row;
  readonly #own = new Map<string, Row>();
  #definition: Chain;
  #general: General;
  #isForgotten = false;

  /** @param column whose constants tell rows apart @param rowAt the row of a constant */
  constructor(
    use: TableUse,
    definition: Chain,
    general: General,
    column: string | undefined,
    rowAt: (value: string) => Row,
  ) {
    this.#use = use;
    this.#definition = definition;
    this.#general = general;
    this.#column = column;
    this.#rowAt = rowAt;
  }

  append(write: TableLink): void {
    const link = effectOn(this.#definition, write);
    if (link === null) return;
    this.#definition = defined(this.#definition, link);
    if (forgets(link)) {
      this.#general = { chain: chainFrom(EMPTY, link.exchange), rows: 0 };
      this.#own.clear();
      this.#isForgotten = true;
      return;
    }
    const { chain, rows } = this.#general;
    const named = this.#column === undefined ? undefined : link.pins.find(({ column }) => column === this.#column);
    if (named === undefined) {
      this.#general = { chain: appended(chain, link), rows };
      return;
    }
    let sum = rows;
    for (const value of named.values) {
      const row = this.#row(value);
      const next = rowBehind(row, chain, link);
      sum = changed(sum, value, row, next);
      this.#own.set(value, next);
    }
    this.#general = { chain, rows: sum };
  }

  get definition(): number {
    return versionOf(this.#definition);
  }

  get version(): number {
    if (this.#use.isExistence === true) return mix(THERE, this.#existence);
    if (this.#use.isDefinition === true) return versionOf(this.#definition);
    const { chain, rows } = this.#general;
    const version = mix(versionOf(this.#definition), versionOf(chain));
    const values = this.#use.pins?.[0]?.values;
    if (values === undefined) return mix(version, rows);
    return values.reduce((all, value) => {
      const { chain: own, general } = this.#row(value);
      return mix(all, mix(versionOf(own), general));
    }, version);
  }

  /** The exchange of the last write that it knows of; of rows that are told apart by a column, only of the others. */
  get last(): number {
    const values = this.#use.pins?.[0]?.values ?? [];
    if (this.#use.isExistence === true || this.#use.isDefinition === true) return this.#definition.last;
    const rows = values.map((value) => this.#row(value).chain.last);
    return Math.max(this.#definition.last, this.#general.chain.last, ...rows);
  }

  #row(value: string): Row {
    return this.#own.get(value) ?? (this.#isForgotten ? NO_ROW : this.#rowAt(value));
  }

  get #existence(): number {
    const { base } = this.#definition;
    return base === INITIAL || base === DROPPED ? base : THERE;
  }
}
