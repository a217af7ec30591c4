// One way from recorded values to live ones, or back: each value under every form in which it may come back.

import { noteEntry, type UndoLog } from '../../../data/history/undo-log.ts';
import { partsOf } from '../values/fresh-values.ts';
import {
  COMPACT_WITHIN,
  isBytes,
  isTimeOfDay,
  keptAs,
  type Moment,
  momentLike,
  readMoment,
  replaceUuids,
  swapped,
  unswapped,
  uuidDigits,
  uuidLike,
  uuidsIn,
  type VolatileKind,
} from '../values/volatile-kinds.ts';
import { CarriedParts } from './carried-parts.ts';

/** Shorter ones are carried only to where a rule names their place: 5 is the number of many things. */
export const DISTINCTIVE_CHARS = 8;
const MAX_FRACTION_DIGITS = 6;
const momentsWithin = new RegExp(
  `(?<!\\d)\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?!\\d)|${COMPACT_WITHIN.source}`,
  'g',
);

/** What stands for a moment, or for what a column with fewer digits keeps of one. */
interface CarriedMoment {
  readonly to: Moment;
  readonly isExact: boolean;
}

/** One way: from recorded values to live ones, or back. */
export class Carrier {
  readonly #rounds: boolean;
  readonly #exact = new Map<string, string>();
  readonly #uuids = new Map<string, string>();
  readonly #moments = new Map<string, CarriedMoment>();
  readonly #names = new Map<string, string>();
  /** Names that may be any word elsewhere. */
  readonly #short = new Set<string>();
  readonly #parts: CarriedParts;
  readonly #undo: UndoLog | null;

  constructor(rounds: boolean, undo: UndoLog | null = null) {
    this.#rounds = rounds;
    this.#undo = undo;
    this.#parts = new CarriedParts(undo);
  }

  /** The value that stands for exactly this one. */
  exactly(content: string): string | undefined {
    return this.#exactly(content);
  }

  /** As `exactly`, of names too. */
  known(content: string): string | undefined {
    return this.#names.get(content) ?? this.#exactly(content);
  }

  /** A UUID has come to stand for another one, or for none, however it was written since. */
  #exactly(content: string): string | undefined {
    const to = this.#exact.get(content);
    const digits = to === undefined ? null : uuidDigits(content);
    const other = digits === null || to === undefined ? null : uuidDigits(to);
    return digits === null || other === null || this.#uuids.get(digits) === other ? to : undefined;
  }

  /** All values that stand for others, whole. */
  pairs(): Iterable<readonly [from: string, to: string]> {
    return this.#exact;
  }

  get hasNames(): boolean {
    return this.#names.size > 0;
  }

  /** The name that stands for this one. */
  name(name: string): string | undefined {
    return this.#names.get(name);
  }

  /** A text with the names in it carried over; null where it holds none. */
  carryNames(text: string): string | null {
    if (this.#names.size === 0) return null;
    const carried = text.replace(/[\w$\x80-\xff]+/g, (word) => this.#names.get(word) ?? word);
    return carried === text ? null : carried;
  }

  /** @param isShort it may be any word where no names are told */
  addName(from: string, to: string, isShort = false): void {
    this.#put(this.#names, from, to);
    if (isShort) this.#short.add(from);
  }

  /** The name that stands for what is in a cell. @param isOfDefinitions whether names of tables stand there */
  nameInCell(content: string, isOfDefinitions: () => boolean): string | undefined {
    const name = this.#names.get(content);
    return name === undefined || !this.#short.has(content) || isOfDefinitions() ? name : undefined;
  }

  /**
   * The value with what it is, or holds, carried over; null where there is nothing to carry.
   * @param content a character per byte
   * @param digits of a second's fraction, where the column says how many; else as many as `content` has
   * @param first what counts before this, and holds nothing else
   */
  carry(content: string, digits?: number, first: Carrier = this): string | null {
    if (content.length < DISTINCTIVE_CHARS) return null;
    const exact = first.#exactly(content) ?? this.#exactly(content);
    if (exact !== undefined && digits === undefined) return exact;
    return this.#carryMoment(content, digits, first) ?? exact ?? this.#carryWithin(content, first);
  }

  add(kind: VolatileKind, from: string, to: string): void {
    this.#put(this.#exact, from, to);
    if (kind !== 'timestamp' && kind !== 'clock') this.#addUuid(from, to);
    if (kind !== 'uuid') this.#addMoment(from, to);
    if (kind === 'any') return;
    const [parts, others] = [partsOf(from), partsOf(to)];
    // bytes come within longer ones, too
    if (kind === 'token' || (isBytes(from) && isBytes(to))) this.#parts.add(from, to);
    if (isTimeOfDay(from)) this.#parts.add(from, to, true);
    if (parts.length !== others.length) return;
    parts.forEach((part, at) => {
      const other = others[at] ?? part;
      // by itself it stood for what an earlier run said
      if (part !== from && this.#exact.has(part)) this.#put(this.#exact, part, other);
      if (readMoment(part) === null) this.#parts.add(part, other, isTimeOfDay(part));
      else this.#addMoment(part, other);
    });
  }

  delete(from: string): void {
    const drop = <T>(map: Map<string, T>, key: string) => {
      noteEntry(map, key, this.#undo);
      map.delete(key);
    };
    drop(this.#exact, from);
    drop(this.#names, from);
    for (const one of uuidsIn(from)) drop(this.#uuids, uuidDigits(one) ?? '');
    for (const one of [from, ...partsOf(from)]) this.#parts.delete(one);
  }

  clear(): void {
    this.#exact.clear();
    this.#uuids.clear();
    this.#moments.clear();
    this.#names.clear();
    this.#short.clear();
    this.#parts.clear();
  }

  #put<T>(map: Map<string, T>, key: string, value: T): void {
    noteEntry(map, key, this.#undo);
    map.set(key, value);
  }

  #addUuid(from: string, to: string): void {
    const others = uuidsIn(to);
    uuidsIn(from).forEach((one, at) => {
      const [key, other] = [uuidDigits(one), uuidDigits(others[at] ?? '')];
      if (key !== null && other !== null) this.#put(this.#uuids, key, other);
    });
  }

  #addMoment(from: string, to: string): void {
    const [one, other] = [readMoment(from), readMoment(to)];
    if (one === null || other === null) return;
    const exactly = momentKey(one);
    for (let digits = 0; digits <= MAX_FRACTION_DIGITS; digits++) {
      const key = momentKey(keptAs(one, digits, this.#rounds));
      const isExact = key === exactly;
      // .915 is .91 in a column of two digits; but .910 is so everywhere
      if (isExact || this.#moments.get(key)?.isExact !== true) this.#put(this.#moments, key, { to: other, isExact });
    }
  }

  #carryMoment(content: string, digits?: number, first: Carrier = this): string | null {
    const read = this.#moments.size === 0 ? null : readMoment(content);
    const key = read === null ? '' : momentKey(read);
    const to = (first.#moments.get(key) ?? this.#moments.get(key))?.to;
    if (read === null || to === undefined) return null;
    const kept = Math.min(digits ?? read.digits, MAX_FRACTION_DIGITS);
    const moment = keptAs(to, kept, this.#rounds);
    // a binary row has all six digits or none
    const shown = digits === undefined ? kept : moment.micros === 0 ? 0 : MAX_FRACTION_DIGITS;
    return momentLike(content, moment, shown);
  }

  /** Within a longer text: UUIDs, moments, and what was drawn by chance. */
  #carryWithin(content: string, first: Carrier = this): string | null {
    let carried = this.#uuids.size === 0 ? content : replaceUuids(content, (one) => this.#carryUuid(one) ?? one);
    // a time of two rows may stand for itself in one of them
    let hasTime = false;
    if (this.#moments.size > 0) {
      carried = carried.replace(momentsWithin, (one) => {
        const to = this.#carryMoment(one, undefined, first);
        hasTime ||= to !== null;
        return to ?? one;
      });
    }
    const parts = this.#parts.carry(carried, first.#parts);
    return parts === null && !hasTime && carried === content ? null : (parts ?? carried);
  }

  #carryUuid(content: string): string | null {
    const digits = uuidDigits(content);
    if (digits === null) return null;
    const to = this.#uuids.get(digits);
    if (to !== undefined) return uuidLike(content, to);
    const other = this.#uuids.get(unswapped(digits));
    if (other !== undefined) return uuidLike(content, swapped(other));
    const third = this.#uuids.get(swapped(digits));
    return third === undefined ? null : uuidLike(content, unswapped(third));
  }
}

function momentKey({ seconds, micros }: Moment): string {
  return `${seconds}.${micros}`;
}
