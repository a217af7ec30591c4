// A table as a session sees it that has written to it and not committed: what is committed, and its own writes on top.

import type { WrittenValues } from '../../core/data-use.ts';
import type { Chain } from '../history/chain.ts';
import { mix } from '../history/mix.ts';
import type { Moment } from '../history/timed.ts';
import type { Definition } from '../use/made-index.ts';
import type { KnownTable } from './known-table.ts';
import { writeKnown } from './known-write.ts';
import type { TableLink } from './table-link.ts';
import {
  type ChangingState,
  type General,
  NO_PART,
  NO_ROW,
  NO_ROWS,
  type Part,
  type Row,
  type TableState,
} from './table-shape.ts';
import { write } from './table-state.ts';

export class OwnWrites implements ChangingState {
  readonly #base: TableState;
  readonly #generals = new Map<string, General>();
  readonly #parts = new Map<string, Part>();
  readonly #rows = new Map<string, Row>();
  #isForgotten = false;
  definition: Definition;
  all: Chain;
  restored: number;
  /** Null where nobody wants to know more of its rows. */
  readonly #known: KnownTable | null;

  /** @param known what is below, to go on from there */
  constructor(base: TableState, known: KnownTable | null = null) {
    this.#base = base;
    this.#known = known;
    this.restored = base.restored;
    this.definition = base.definition;
    this.all = base.all;
    for (const column of base.columns()) this.#generals.set(column, base.general(column));
  }

  /** @param othersAt when others have written it last */
  put(link: TableLink, othersAt: Moment): void {
    const when = { othersAt, now: Number.POSITIVE_INFINITY };
    const done = this.#known === null ? write(this, link) : writeKnown(this, this.#known, link, when);
    if (done === 'taken') this.restored = mix(this.restored, link.id);
  }

  countOf(of: readonly WrittenValues[]): number | null {
    return this.#known?.countOf(of) ?? null;
  }

  bringersOf(link: TableLink): readonly Pick<TableLink, 'exchange'>[] {
    return this.#known?.bringersOf(link) ?? [];
  }

  general(column: string): General {
    const own = this.#generals.get(column);
    return own ?? { chain: this.all, rows: NO_ROWS };
  }

  part(column: string, name: string): Part {
    const own = this.#parts.get(`${column}=${name}`);
    return own ?? (this.#isForgotten ? NO_PART : this.#base.part(column, name));
  }

  row(column: string, key: string): Row {
    const own = this.#rows.get(`${column}=${key}`);
    return own ?? (this.#isForgotten ? NO_ROW : this.#base.row(column, key));
  }

  columns(): Iterable<string> {
    return this.#generals.keys();
  }

  define(definition: Definition): void {
    this.definition = definition;
  }

  forget(all: Chain): void {
    this.#isForgotten = true;
    for (const map of [this.#generals, this.#parts, this.#rows]) map.clear();
    this.all = all;
  }

  setAll(all: Chain): void {
    this.all = all;
  }

  setGeneral(column: string, general: General): void {
    this.#generals.set(column, general);
  }

  setPart(column: string, name: string, part: Part): void {
    this.#parts.set(`${column}=${name}`, part);
  }

  setRow(column: string, key: string, row: Row): void {
    this.#rows.set(`${column}=${key}`, row);
  }
}
