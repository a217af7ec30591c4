// The writes that made one table what it is for everybody, now and at moments that somebody still looks at.

import type { ClearedRows, WrittenValues } from '../../core/data-use.ts';
import { type Chain, chainFrom } from '../history/chain.ts';
import { mix } from '../history/mix.ts';
import { type Moment, Timed } from '../history/timed.ts';
import type { UndoLog } from '../history/undo-log.ts';
import type { Definition } from '../use/made-index.ts';
import { KnownTable } from './known-table.ts';
import { writeKnown } from './known-write.ts';
import { DROPPED, INITIAL, type TableLink } from './table-link.ts';
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
import { noteNone } from './table-state.ts';

class Contents {
  readonly all: Timed<Chain>;
  readonly generals = new Map<string, Timed<General>>();
  readonly parts = new Map<string, Timed<Part>>();
  readonly rows = new Map<string, Timed<Row>>();

  constructor(all: Chain) {
    this.all = new Timed(all);
  }
}

export class TableHistory implements ChangingState {
  readonly #definition: Timed<Definition>;
  readonly #contents: Timed<Contents>;
  /** When it was written last. */
  changedAt: Moment = 0;
  /** When it was last made, defined or dropped, or emptied as a whole. */
  madeAt: Moment = 0;
  /** When it was written last before the commit that is taken now. */
  #othersAt: Moment = 0;
  #moment: Moment = 0;
  #oldest: Moment = 0;
  readonly #undo: UndoLog | null;
  readonly #known: KnownTable;
  /** What rows have come and gone of which nothing else is left. */
  readonly #restored = new Timed(0);

  /** @param definition of one that was there before, or of one that is not there @param rows what may have changed it */
  constructor(definition = INITIAL, rows = chainFrom(INITIAL), undo: UndoLog | null = null) {
    this.#undo = undo;
    this.#known = new KnownTable(undo);
    this.#definition = new Timed<Definition>(chainFrom(definition));
    this.#contents = new Timed(new Contents(rows));
  }

  static dropped(): number {
    return DROPPED;
  }

  append(link: TableLink, moment: Moment, oldest: Moment): void {
    this.#goTo(moment, oldest);
    const { changedAt, madeAt } = this;
    this.#undo?.note(() => Object.assign(this, { changedAt, madeAt }));
    const done = writeKnown(this, this.#known, link, { othersAt: this.#noteOthers(moment), now: moment });
    if (done === 'nothing') return;
    if (done === 'taken') this.#restored.set(mix(this.#restored.now, link.id), moment, oldest, this.#undo);
    this.changedAt = moment;
    if (link.isAnew === true || (link.effect !== 'change' && link.effect !== 'empty')) this.madeAt = moment;
  }

  #goTo(moment: Moment, oldest: Moment): void {
    this.#moment = moment;
    this.#oldest = oldest;
    this.#known.goTo(moment, oldest);
  }

  /** @returns when it was written last before the commit that is taken now */
  #noteOthers(moment: Moment): Moment {
    if (this.changedAt !== moment) {
      const before = this.#othersAt;
      this.#undo?.note(() => {
        this.#othersAt = before;
      });
      this.#othersAt = this.changedAt;
    }
    return this.#othersAt;
  }

  /** A write has met no row with these constants. */
  noteNone({ pin, of }: Pick<ClearedRows, 'pin' | 'of'>, moment: Moment, oldest: Moment): void {
    this.#goTo(moment, oldest);
    if (of !== undefined) this.#known.noteNone(of);
    if (pin !== undefined) noteNone(this, pin);
  }

  /** What is known of its rows at a moment, null for now, to go on from there. */
  knownAt(moment: Moment | null): KnownTable {
    return this.#known.from(moment);
  }

  countOf(of: readonly WrittenValues[]): number | null {
    return this.#known.countOf(of);
  }

  bringersOf(link: TableLink): readonly Pick<TableLink, 'exchange'>[] {
    return this.#known.bringersOf(link);
  }

  get restored(): number {
    return this.#restored.now;
  }

  /** How it looks at a moment; null for now. */
  at(moment: Moment | null): TableState {
    return moment === null || moment >= this.changedAt ? this : this.past(moment);
  }

  /** The same, of what stays as it was whatever is written from now on. */
  past(moment: Moment): TableState {
    return new Past(this.#definition, this.#contents, this.#restored.at(moment), moment);
  }

  get definition(): Definition {
    return this.#definition.now;
  }

  get all(): Chain {
    return this.#contents.now.all.now;
  }

  general(column: string): General {
    return this.#contents.now.generals.get(column)?.now ?? { chain: this.all, rows: NO_ROWS };
  }

  part(column: string, name: string): Part {
    return this.#contents.now.parts.get(`${column}=${name}`)?.now ?? NO_PART;
  }

  row(column: string, key: string): Row {
    return this.#contents.now.rows.get(`${column}=${key}`)?.now ?? NO_ROW;
  }

  columns(): Iterable<string> {
    return this.#contents.now.generals.keys();
  }

  define(definition: Definition): void {
    this.#set(this.#definition, definition);
  }

  forget(all: Chain): void {
    this.#set(this.#contents, new Contents(all));
  }

  setAll(all: Chain): void {
    this.#set(this.#contents.now.all, all);
  }

  setGeneral(column: string, general: General): void {
    const { generals, all } = this.#contents.now;
    let known = generals.get(column);
    if (known === undefined) {
      // what it was before is what all were before
      known = all.copy((chain) => ({ chain, rows: NO_ROWS }));
      generals.set(column, known);
      this.#undo?.note(() => generals.delete(column));
    }
    this.#set(known, general);
  }

  setPart(column: string, name: string, part: Part): void {
    this.#put(this.#contents.now.parts, `${column}=${name}`, NO_PART, part);
  }

  setRow(column: string, key: string, row: Row): void {
    this.#put(this.#contents.now.rows, `${column}=${key}`, NO_ROW, row);
  }

  #set<T>(timed: Timed<T>, value: T): void {
    timed.set(value, this.#moment, this.#oldest, this.#undo);
  }

  #put<T>(map: Map<string, Timed<T>>, key: string, none: T, value: T): void {
    let timed = map.get(key);
    if (timed === undefined) {
      timed = new Timed(none);
      map.set(key, timed);
      this.#undo?.note(() => map.delete(key));
    }
    this.#set(timed, value);
  }
}

/** A table as it was. */
class Past implements TableState {
  readonly definition: Definition;
  readonly restored: number;
  readonly #contents: Contents;
  readonly #moment: Moment;

  constructor(definition: Timed<Definition>, contents: Timed<Contents>, restored: number, moment: Moment) {
    this.restored = restored;
    this.definition = definition.at(moment);
    this.#contents = contents.at(moment);
    this.#moment = moment;
  }

  get all(): Chain {
    return this.#contents.all.at(this.#moment);
  }

  /** Of what was nobody asks: what is thrown away is there now. */
  countOf(): null {
    return null;
  }

  bringersOf(): [] {
    return [];
  }

  columns(): Iterable<string> {
    return this.#contents.generals.keys();
  }

  general(column: string): General {
    return this.#contents.generals.get(column)?.at(this.#moment) ?? { chain: this.all, rows: NO_ROWS };
  }

  part(column: string, name: string): Part {
    return this.#contents.parts.get(`${column}=${name}`)?.at(this.#moment) ?? NO_PART;
  }

  row(column: string, key: string): Row {
    return this.#contents.rows.get(`${column}=${key}`)?.at(this.#moment) ?? NO_ROW;
  }
}
