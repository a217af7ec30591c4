// What is known of a table's rows by what they have in several columns, as it was written: which have come, and with which constants
// there was none. Where those that go are all of these that came, they are as if they had never come, whatever others have done
// meanwhile: `taken-away.ts` says how. Of the rows with one constant of one column `known-rows.ts` knows more.

import type { WrittenValues } from '../../core/data-use.ts';
import type { Moment } from '../history/timed.ts';
import type { UndoLog } from '../history/undo-log.ts';
import { isAmong, isApart, isWithin } from '../use/written-values.ts';
import { areApart } from './known-rows.ts';
import type { TableLink } from './table-link.ts';
import type { Arrival } from './taken-away.ts';

/** Writes whose rows are told apart. */
const MOST_ADDED = 128;
const MOST_EMPTIED = 16;

/** Rows that came with one write. */
interface Arrived {
  readonly arrival: Arrival;
  /** Null where some of them may have gone. */
  readonly rows: number | null;
  readonly of: readonly WrittenValues[];
  /** Columns that they may have got other values in since. */
  readonly sets: readonly string[];
  readonly at: Moment;
}

type Added = readonly Arrived[];

interface Taken {
  /** When others than who takes this away have written the table last. */
  readonly othersAt: Moment;
  readonly now: Moment;
}

function plus(sum: number | null, rows: number | null): number | null {
  return sum === null || rows === null ? null : sum + rows;
}

/** Whether it may do anything to these rows, by the constants that it names. */
function mayTouch({ pins }: TableLink, { arrival, sets }: Arrived): boolean {
  return !pins.some((pin) => !sets.includes(pin.column) && areApart(pin, arrival.link.pins));
}

export class KnownTable {
  /** What came and is there still. */
  #added: Added = [];
  /** Constants that no row has but those. */
  #emptied: readonly (readonly WrittenValues[])[] = [];
  readonly #undo: UndoLog | null;

  constructor(undo: UndoLog | null) {
    this.#undo = undo;
  }

  /** No row is there. */
  empty(): void {
    this.#set([], [[]]);
  }

  /** Nobody knows what is there. */
  forget(): void {
    if (this.#added.length > 0 || this.#emptied.length > 0) this.#set([], []);
  }

  /**
   * Takes a write that is about to be done.
   * @returns what has brought the rows that it throws away, where that is all that it does; else null
   */
  take(link: TableLink, { othersAt, now }: Taken): readonly Arrival[] | null {
    const { effect, count, gone, clears, askedAt, isNone } = link;
    if (isNone === true) return null;
    if (effect !== 'change') {
      this.forget();
      return null;
    }
    const { by, sets = [] } = count ?? {};
    if (by !== undefined && by < 0 && gone !== undefined) {
      return this.#remove(gone, -by, askedAt !== undefined && othersAt > askedAt ? { askedAt, now } : null);
    }
    if (by === 0) this.#change(link, sets);
    else if (by === undefined && clears === undefined) this.#doubt(link);
    // of rows that come more is told when they are there
    else if (by === undefined || by < 0) this.#lose(link);
    return null;
  }

  /** Rows have come, and nobody knows what they have. */
  addUnknown(): void {
    if (this.#emptied.length > 0) this.#set(this.#added, []);
  }

  /** Rows have come. @param of what each of them has */
  add(arrival: Arrival, rows: number, of: readonly WrittenValues[], at: Moment): void {
    const dropped = this.#added.slice(0, -MOST_ADDED + 1);
    const added = [...this.#added.slice(dropped.length), { arrival, rows, of, sets: [], at }];
    this.#set(added, dropped.length === 0 ? this.#emptied : this.#emptiedBut(dropped));
  }

  /** A write has met no row that has these constants together. */
  noteNone(of: readonly WrittenValues[]): void {
    if (this.#added.every((one) => isAmong(one.of, of) === false)) this.#set(this.#added, this.#withEmptied(of));
  }

  /** Rows have got other values. */
  #change(link: TableLink, sets: readonly string[]): void {
    if (sets.length === 0) return;
    const isKept = ({ column }: WrittenValues) => !sets.includes(column);
    const added = this.#added.map((one) => {
      if (!mayTouch(link, one)) return one;
      return { ...one, of: one.of.filter(isKept), sets: [...new Set([...one.sets, ...sets])] };
    });
    const isStill = (of: readonly WrittenValues[]) => of.every(isKept) || isApart(of, link.pins, sets);
    this.#set(added, this.#emptied.filter(isStill));
  }

  /** Some rows may have gone; nobody knows which. */
  #lose(link: TableLink): void {
    if (!this.#added.some((one) => mayTouch(link, one))) return;
    const added = this.#added.map((one) => (mayTouch(link, one) ? { ...one, rows: null } : one));
    this.#set(added, this.#emptied);
  }

  /** Anything may have been done to some rows, and others may have come. */
  #doubt(link: TableLink): void {
    const isStill = (of: readonly WrittenValues[]) => isApart(of, link.pins);
    this.#set(
      this.#added.filter((one) => !mayTouch(link, one)),
      this.#emptied.filter(isStill),
    );
  }

  /**
   * It has met as many rows as are known to have the constants: these, and no other.
   * @param late where others have written since it was asked: what they brought it has not met
   */
  #remove(
    of: readonly WrittenValues[],
    rows: number,
    late: { readonly askedAt: Moment; readonly now: Moment } | null,
  ): readonly Arrival[] | null {
    const others = this.#added.filter((one) => isAmong(one.of, of) === false);
    const gone = this.#added.filter((one) => isAmong(one.of, of) === true);
    const isLate = ({ at }: Arrived) => late !== null && at > late.askedAt && at < late.now;
    const isKnown = others.length + gone.length === this.#added.length && !gone.some(isLate);
    this.#set(
      others,
      late === null ? this.#withEmptied(of) : this.#emptied.filter((one) => isKnown && !isWithin(of, one)),
    );
    const known = gone.reduce<number | null>((sum, one) => plus(sum, one.rows), 0);
    return isKnown && known === rows ? gone.map(({ arrival }) => arrival) : null;
  }

  /** How many rows have these constants together; null where that is not known. */
  countOf(of: readonly WrittenValues[]): number | null {
    if (!this.#emptied.some((one) => isWithin(of, one))) return null;
    let rows: number | null = 0;
    for (const one of this.#added) {
      const isOf = isAmong(one.of, of);
      if (isOf === null) return null;
      if (isOf) rows = plus(rows, one.rows);
    }
    return rows;
  }

  #withEmptied(of: readonly WrittenValues[]) {
    return [of, ...this.#emptied.filter((one) => !isWithin(one, of))].slice(0, MOST_EMPTIED);
  }

  /** Less those that rows may have of which nothing is known from now on. */
  #emptiedBut(dropped: Added) {
    return this.#emptied.filter((of) => dropped.every((one) => isAmong(one.of, of) === false));
  }

  #set(added: Added, emptied: readonly (readonly WrittenValues[])[]): void {
    const [before, emptiedBefore] = [this.#added, this.#emptied];
    this.#undo?.note(() => {
      this.#added = before;
      this.#emptied = emptiedBefore;
    });
    this.#added = added;
    this.#emptied = emptied;
  }
}
