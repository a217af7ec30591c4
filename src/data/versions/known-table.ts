// What is known of a table's rows by what they have in several columns, as it was written: which have come, and with which constants
// there was none. Where all that came since some point is gone, and nothing of before, the table is what it was at that point. Of the
// rows with one constant of one column `known-rows.ts` knows more: what else was done to them.

import type { WrittenValues } from '../../core/data-use.ts';
import type { UndoLog } from '../history/undo-log.ts';
import { isAmong, isWithin } from '../use/written-values.ts';
import type { TableLink } from './table-link.ts';

/** Changes that are kept to be taken back, and rows that are told apart. */
const MOST_CHANGES = 4096;
const MOST_ADDED = 128;
const MOST_EMPTIED = 16;

/** Rows that came with one write. */
interface Arrived {
  readonly rows: number;
  readonly of: readonly WrittenValues[];
}

type Added = readonly Arrived[];

/** Before rows came: how many changes there were by then, and what had come and was there. */
interface Point {
  readonly changes: number;
  readonly added: Added;
}

interface Since {
  /** How each change is taken back; the latest last. */
  readonly changes: (() => void)[];
  /** What came since it began and is there still. */
  readonly added: Added;
  readonly points: readonly Point[];
}

export class KnownTable {
  #since: Since | null = null;
  /** Constants that no row had when it began. */
  #emptied: readonly (readonly WrittenValues[])[] = [];
  readonly #undo: UndoLog | null;

  constructor(undo: UndoLog | null) {
    this.#undo = undo;
  }

  /** Whether changes are to be noted. */
  get isOpen(): boolean {
    return this.#since !== null;
  }

  /** @param back takes back what is about to be changed */
  note(back: () => void): void {
    const changes = this.#since?.changes;
    if (changes === undefined) return;
    changes.push(back);
    this.#undo?.note(() => changes.pop());
    if (changes.length > MOST_CHANGES) this.#begin();
  }

  /** No row is there. */
  empty(): void {
    this.#set(null, [[]]);
  }

  /** Nobody knows what is there. */
  forget(): void {
    if (this.#since !== null || this.#emptied.length > 0) this.#set(null, []);
  }

  /**
   * Takes a write that is about to be done.
   * @returns how the table comes to be what it was before, where that is all that the write does; else null
   */
  take({ count, gone }: Pick<TableLink, 'count' | 'gone'>): (() => void) | null {
    const { by = 0, of } = count ?? {};
    if (by < 0 && gone !== undefined) return this.#remove(gone, -by);
    if (by > 0 && of !== undefined) this.#add({ rows: by, of });
    else this.forget();
    return null;
  }

  /** A write has met no row that has these constants together. */
  noteNone(of: readonly WrittenValues[]): void {
    const added = this.#since?.added ?? [];
    if (withoutGone(added, of, 0) !== null) this.#set(this.#since, this.#withEmptied(of));
  }

  #add(moved: Arrived): void {
    if ((this.#since?.added.length ?? 0) >= MOST_ADDED) this.#begin();
    const { changes, added, points } = this.#since ?? { changes: [], added: [], points: [] };
    const point = { changes: changes.length, added };
    this.#set({ changes, added: [...added, moved], points: [...points, point].slice(-MOST_ADDED) }, this.#emptied);
  }

  #remove(of: readonly WrittenValues[], rows: number): (() => void) | null {
    const since = this.#since;
    const left = since === null ? null : withoutGone(since.added, of, rows);
    if (since === null || left === null) {
      this.#begin();
      this.#set(null, this.#withEmptied(of));
      return null;
    }
    const { changes, points } = since;
    const at = points.findIndex((point) => isSame(point.added, left));
    this.#set({ changes, added: left, points: at < 0 ? points : points.slice(0, at) }, this.#withEmptied(of));
    const point = points[at];
    return point === undefined ? null : () => this.#back(changes, point.changes);
  }

  /** Takes back all changes but the first ones. */
  #back(changes: (() => void)[], length: number): void {
    const since = this.#since;
    // what is done now is no change to be noted
    this.#since = null;
    const gone = changes.splice(length);
    this.#undo?.note(() => changes.push(...gone));
    for (const change of [...gone].reverse()) change();
    this.#since = since;
  }

  /** How many rows have these constants together; null where that is not known. */
  countOf(of: readonly WrittenValues[]): number | null {
    if (!this.#emptied.some((one) => isWithin(of, one))) return null;
    let rows = 0;
    for (const one of this.#since?.added ?? []) {
      const isOf = isAmong(one.of, of);
      if (isOf === null) return null;
      if (isOf) rows += one.rows;
    }
    return rows;
  }

  #withEmptied(of: readonly WrittenValues[]) {
    return [of, ...this.#emptied.filter((one) => !isWithin(one, of))].slice(0, MOST_EMPTIED);
  }

  /** Anew from what is there now. */
  #begin(): void {
    const added = this.#since?.added ?? [];
    const emptied = this.#emptied.filter((of) => added.every((one) => isAmong(one.of, of) === false));
    this.#set(null, emptied);
  }

  #set(since: Since | null, emptied: readonly (readonly WrittenValues[])[]): void {
    const [before, emptiedBefore] = [this.#since, this.#emptied];
    this.#undo?.note(() => {
      this.#since = before;
      this.#emptied = emptiedBefore;
    });
    this.#since = since;
    this.#emptied = emptied;
  }
}

/** What is left of what came; null where others went too, or nobody knows which. */
function withoutGone(added: Added, of: readonly WrittenValues[], rows: number): Added | null {
  const left: Arrived[] = [];
  let gone = 0;
  for (const one of added) {
    const isOf = isAmong(one.of, of);
    if (isOf === null) return null;
    if (isOf) gone += one.rows;
    else left.push(one);
  }
  return gone === rows ? left : null;
}

function isSame(one: Added, other: Added): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}
