// A table as a session sees it that has written to it and not committed: what is committed, and its own writes on top.

import type { Chain } from '../history/chain.ts';
import type { Definition } from '../use/made-index.ts';
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

export class OwnWrites implements ChangingState {
  readonly #base: TableState;
  readonly #generals = new Map<string, General>();
  readonly #parts = new Map<string, Part>();
  readonly #rows = new Map<string, Row>();
  #isForgotten = false;
  definition: Definition;
  all: Chain;
  readonly restored: number;

  constructor(base: TableState) {
    this.#base = base;
    this.restored = base.restored;
    this.definition = base.definition;
    this.all = base.all;
    for (const column of base.columns()) this.#generals.set(column, base.general(column));
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
