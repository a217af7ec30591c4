// What is known of a table's rows by what they have in several columns, as it was written: which have come, and with which constants
// there was none. Where those that go are all of these that came, they are as if they had never come, whatever others have done
// meanwhile: `taken-away.ts` says how. Of the rows with one constant of one column `known-rows.ts` knows more.

import type { PinnedRows, WrittenValues } from '../../core/data-use.ts';
import { type Moment, Timed } from '../history/timed.ts';
import type { UndoLog } from '../history/undo-log.ts';
import { areThose, isAmong, isApart, isWithin } from '../use/written-values.ts';
import { areApart, pinOfAll, total } from './known-rows.ts';
import type { TableLink } from './table-link.ts';
import type { Arrival, Leaving } from './taken-away.ts';

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

export interface Taken {
  /** When others than who takes this away have written the table last. */
  readonly othersAt: Moment;
  readonly now: Moment;
}

const rowsOf = (added: Added) => total(added.map(({ rows }) => rows));

/** Whether it may do anything to these rows, by the constants that it names. */
function mayTouch({ pins }: Pick<TableLink, 'pins'>, { arrival, sets }: Arrived): boolean {
  return !pins.some((pin) => !sets.includes(pin.column) && areApart(pin, arrival.link.pins));
}

/** Whether more rows go than are there. */
function isMore(gone: number, added: Added): boolean {
  const rows = rowsOf(added);
  return gone > 0 && (rows === null || gone > rows);
}

interface Knowledge {
  /** What came and is there still. */
  readonly added: Added;
  /** Constants that no row has but those. */
  readonly emptied: readonly (readonly WrittenValues[])[];
}

const NOTHING: Knowledge = { added: [], emptied: [] };

export class KnownTable {
  readonly #knowledge: Timed<Knowledge>;
  #moment: Moment = 0;
  #oldest: Moment = Number.POSITIVE_INFINITY;
  readonly #undo: UndoLog | null;

  constructor(undo: UndoLog | null = null, knowledge = NOTHING) {
    this.#undo = undo;
    this.#knowledge = new Timed(knowledge);
  }

  /** What was known at a moment, null for now, to go on from there. */
  from(moment: Moment | null): KnownTable {
    return new KnownTable(null, this.#knowledge.at(moment));
  }

  /** What is done next is done at this moment. @param oldest the earliest that is still looked at */
  goTo(moment: Moment, oldest: Moment): void {
    this.#moment = moment;
    this.#oldest = oldest;
  }

  get #added(): Added {
    return this.#knowledge.now.added;
  }

  get #emptied(): Knowledge['emptied'] {
    return this.#knowledge.now.emptied;
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
  take(link: TableLink, { othersAt, now }: Taken): readonly Leaving[] | null {
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
    const added = this.#added.map((one) => (mayTouch(link, one) ? { ...one, rows: null } : one));
    if (added.some((one, at) => one !== this.#added[at])) this.#set(added, this.#emptied);
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
  ): readonly Leaving[] | null {
    const each = this.#added.map((one) => ({ one, isOf: isAmong(one.of, of) }));
    const others = each.flatMap(({ one, isOf }) => (isOf === null ? { ...one, rows: null } : isOf ? [] : one));
    const gone = each.flatMap(({ one, isOf }) => (isOf === true ? one : []));
    const isLate = ({ at }: Arrived) => late !== null && at > late.askedAt && at < late.now;
    const isKnown = each.every(({ isOf }) => isOf !== null) && !gone.some(isLate);
    const known = rowsOf(gone);
    const isAll = isKnown && known === rows;
    const still = this.#emptied.filter((one) => isAll || (isKnown && !isWithin(of, one)));
    this.#set(others, late === null ? this.#withEmptied(of) : still);
    return isAll ? gone.map(({ arrival, sets }) => ({ ...arrival, sets })) : null;
  }

  /** How many rows have these constants together; null where that is not known. */
  countOf(of: readonly WrittenValues[]): number | null {
    if (!this.#emptied.some((one) => isWithin(of, one))) return null;
    const own: Arrived[] = [];
    for (const one of this.#added) {
      const isOf = isAmong(one.of, of);
      if (isOf === null) return null;
      if (isOf) own.push(one);
    }
    return rowsOf(own);
  }

  /** What has brought all rows that a write throws away by their constants; none where that is not known. */
  bringersOf({ count, gone }: Pick<TableLink, 'count' | 'gone'>): readonly TableLink[] {
    const { by = 0 } = count ?? {};
    if (by >= 0 || gone === undefined) return [];
    const own = this.#added.filter((one) => isAmong(one.of, gone) !== false);
    return rowsOf(own) === -by && own.every((one) => isAmong(one.of, gone))
      ? own.map(({ arrival }) => arrival.link)
      : [];
  }

  /** Whether no row has a constant of these. */
  hasNone(pin: PinnedRows): boolean {
    const write = { pins: [pin] };
    return pin.values.length > 0 && this.#knowsAll(write.pins) && !this.#added.some((one) => mayTouch(write, one));
  }

  /**
   * What else the rows have that a write changes or throws away, whose constants say which they are.
   * @param columns those that are asked for
   */
  toldOf({ pins, count }: TableLink, columns: Iterable<string>): readonly PinnedRows[] {
    if (count === undefined || count.by > 0 || !this.#knowsAll(pins)) return [];
    const touched = this.#added.filter((one) => mayTouch({ pins }, one));
    if (touched.length === 0 || isMore(-count.by, touched)) return [];
    const pinsOf = touched.map(({ arrival }) => arrival.link.pins);
    return [...columns].flatMap((column) => {
      const isTold = count.sets?.includes(column) !== true && !pins.some((pin) => pin.column === column);
      const isKnown = isTold && !touched.some(({ sets }) => sets.includes(column));
      return isKnown ? (pinOfAll(column, pinsOf) ?? []) : [];
    });
  }

  /** Whether what came is all that has these constants. */
  #knowsAll(pins: readonly PinnedRows[]): boolean {
    return this.#emptied.some((of) => areThose(pins, of));
  }

  #withEmptied(of: readonly WrittenValues[]) {
    return [of, ...this.#emptied.filter((one) => !isWithin(one, of))].slice(0, MOST_EMPTIED);
  }

  /** Less those that rows may have of which nothing is known from now on. */
  #emptiedBut(dropped: Added) {
    return this.#emptied.filter((of) => dropped.every((one) => isAmong(one.of, of) === false));
  }

  #set(added: Added, emptied: Knowledge['emptied']): void {
    this.#knowledge.set({ added, emptied }, this.#moment, this.#oldest, this.#undo);
  }
}
