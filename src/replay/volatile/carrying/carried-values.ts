// What stands in the recording for what the clients of a scope say now, and the reverse: each value under every form in
// which it may come back.

import type { Command } from '../../../core/command.ts';
import { noteEntry, UndoLog } from '../../../data/history/undo-log.ts';
import { partsOf } from '../values/fresh-values.ts';
import {
  isBytes,
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
import { CarriedIds, type IdKey } from './carried-ids.ts';
import { CarriedParts } from './carried-parts.ts';
import { type ClockNote, ClockNotes, type RowAt, type SaidReader, type ThereOf } from './clock-notes.ts';
import { RuledValues } from './ruled-values.ts';
import { type StoredNote, StoredValues } from './stored-values.ts';

/** Shorter ones are carried only to where a rule names their place: 5 is the number of many things. */
const DISTINCTIVE_CHARS = 8;
const MAX_FRACTION_DIGITS = 6;
/** Shorter pseudonyms may stand for other values as well; so may whole numbers. */
const LEAST_MASKED_CHARS = 4;
const LEAST_IDENTITY_CHARS = 16;
const DIGITS = /^-?\d+$/;
const momentsWithin = /(?<!\d)\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?!\d)/g;

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
  readonly #parts: CarriedParts;
  readonly #undo: UndoLog | null;

  constructor(rounds: boolean, undo: UndoLog | null = null) {
    this.#rounds = rounds;
    this.#undo = undo;
    this.#parts = new CarriedParts(undo);
  }

  /** The value that stands for exactly this one. */
  exactly(content: string): string | undefined {
    return this.#exact.get(content);
  }

  /** As `exactly`, of names too. */
  known(content: string): string | undefined {
    return this.#names.get(content) ?? this.#exact.get(content);
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

  addName(from: string, to: string): void {
    this.#put(this.#names, from, to);
  }

  /**
   * The value with what it is, or holds, carried over; null where there is nothing to carry.
   * @param content a character per byte
   * @param digits of a second's fraction, where the column says how many; else as many as `content` has
   * @param first what counts before this, and holds nothing else
   */
  carry(content: string, digits?: number, first: Carrier = this): string | null {
    if (content.length < DISTINCTIVE_CHARS) return null;
    const exact = first.#exact.get(content) ?? this.#exact.get(content);
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
    if (parts.length !== others.length) return;
    parts.forEach((part, at) => {
      const other = others[at] ?? part;
      if (readMoment(part) === null) this.#parts.add(part, other);
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
    if (this.#moments.size > 0) {
      carried = carried.replace(momentsWithin, (one) => this.#carryMoment(one, undefined, first) ?? one);
    }
    carried = this.#parts.carry(carried, first.#parts) ?? carried;
    return carried === content ? null : carried;
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

export class CarriedValues {
  readonly #rounds: boolean;
  /** How what was bound is taken back. */
  readonly #undo = new UndoLog();
  readonly #clocks = new ClockNotes(this.#undo);
  readonly toLive: Carrier;
  readonly toRecorded: Carrier;
  readonly #own = new WeakMap<Command, ReadonlySet<string>>();
  readonly #there = new WeakMap<Command, ThereOf>();
  /** Originals of masked values that clients sent, by what the recording has in their place. */
  readonly #originals = new Map<string, string>();
  /** How much is bound. */
  #bound = 0;
  /** Where what was told of a recorded value before was changed last. */
  #rebound = -1;
  /** And of a row's number. */
  #swapped = -1;
  /** Numbers of rows. */
  readonly ids = new CarriedIds(this.#undo);
  /** By rules that bind in conditions. */
  readonly ruled = new RuledValues(this.#undo);
  /** In which columns they are. */
  readonly stored = new StoredValues(this.#undo);

  /** @param rounds whether the recorded server rounds fractions of a second where a column has fewer digits */
  constructor(rounds: boolean) {
    this.#rounds = rounds;
    this.toLive = new Carrier(rounds, this.#undo);
    this.toRecorded = new Carrier(rounds, this.#undo);
  }

  get isEmpty(): boolean {
    return this.#bound === 0 && this.#originals.size === 0;
  }

  /** What the recording has masked is told by its original from here on: the client has shown that it knows it. */
  bindOriginal(recorded: string, live: string): void {
    if (recorded.length >= LEAST_MASKED_CHARS && !DIGITS.test(recorded)) this.#originals.set(recorded, live);
  }

  /** Null where none is known. */
  original(recorded: string): string | null {
    return this.#originals.get(recorded) ?? null;
  }

  /** A text with the originals of all that is masked in it; null where nothing is. */
  withOriginals(text: string): string | null {
    let result = text;
    for (const [recorded, live] of this.#originals) result = result.replaceAll(recorded, live);
    return result === text ? null : result;
  }

  /** From here on the live value stands for the recorded one. */
  bind(kind: VolatileKind, recorded: string, live: string): void {
    const before = this.toLive.exactly(recorded);
    if (before !== undefined && before !== live) {
      this.#rebound = this.mark();
      this.toRecorded.delete(before);
    }
    this.#forgetWithin(recorded, live);
    this.toLive.add(kind, recorded, live);
    this.toRecorded.add(kind, live, recorded);
    this.#count();
  }

  /** What stood for a part of the recorded value, within a document say, and does no longer. Many rows may have one time. */
  #forgetWithin(recorded: string, live: string): void {
    const lives = new Set(identitiesIn(live));
    for (const part of identitiesIn(recorded)) {
      const before = this.toLive.carry(part);
      if (before !== null && before !== live && !lives.has(before)) this.toRecorded.delete(before);
    }
  }

  /** From here on the live name stands for the recorded one. */
  bindName(recorded: string, live: string): void {
    const before = this.toLive.name(recorded);
    if (before !== undefined && before !== live) this.toRecorded.delete(before);
    this.toLive.addName(recorded, live);
    this.toRecorded.addName(live, recorded);
    this.#count();
  }

  /** From here on the client knows the recorded row's number as the live one, and what was told as that by the other. */
  bindId(key: IdKey, recorded: string, live: string): void {
    this.#swapped = this.mark();
    this.ids.swap(key, recorded, live);
    this.#count();
  }

  /** Whether it is a recorded identity that a client has brought in again, whatever it is called by now. */
  isIdentity(content: string): boolean {
    if (content.length < LEAST_IDENTITY_CHARS || DIGITS.test(content) || readMoment(content) !== null) return false;
    return this.toLive.exactly(content) !== undefined;
  }

  /** From here on a row of that statement is known by it to have its time. */
  noteClock(note: ClockNote): void {
    this.#clocks.add(note);
    this.#count();
  }

  /** A statement that said times was refused: no row has them. */
  noteRefused(): void {
    this.#clocks.addRefused();
  }

  /** From here on a column is known to hold them. */
  noteStored(note: StoredNote): void {
    this.stored.add(note);
    this.#count();
  }

  /**
   * As `toLive.carry`, of a cell whose recorded time stands for several by now: the one that the row's own statement said.
   * @returns null where there is nothing to tell apart, or no statement that has to do with the row
   */
  carryInRow(content: string, digits: number | undefined, row: () => RowAt, reader: SaidReader): string | null {
    const notes = content.length < DISTINCTIVE_CHARS ? [] : this.#clocks.of(content);
    if (notes.length === 0) return null;
    const slots = this.#clocks.chosen(notes, row(), reader);
    if (slots.length === 0) return null;
    const first = new Carrier(this.#rounds);
    for (const { kind, recorded, live } of slots) first.add(kind, recorded, live);
    return this.toLive.carry(content, digits, first);
  }

  /** Recorded values that a command's own stand for. */
  noteOwn(command: Command, recorded: readonly string[]): void {
    this.#own.set(command, new Set(recorded));
  }

  /** Which recorded writes have rows there, as the command sees it. */
  noteThere(command: Command, there: ThereOf): void {
    this.#there.set(command, there);
  }

  thereOf(command: Command): ThereOf | null {
    return this.#there.get(command) ?? null;
  }

  ownOf(command: Command): ReadonlySet<string> {
    return this.#own.get(command) ?? NONE;
  }

  clear(): void {
    this.toLive.clear();
    this.toRecorded.clear();
    this.ids.clear();
    this.stored.clear();
    this.ruled.clear();
    this.#clocks.clear();
    this.#bound = 0;
    this.#undo.forget();
    this.#originals.clear();
  }

  #count(): void {
    this.#bound++;
    this.#undo.note(() => {
      this.#bound--;
    });
  }

  /** A point to which `rewind` goes back. */
  mark(): number {
    return this.#undo.length;
  }

  /** Whether there is a way back to it. */
  reaches(mark: number): boolean {
    return this.#undo.reaches(mark);
  }

  /** Whether a recorded value has come to stand for another live one since: what was told before is told by asking again, but for numbers. */
  isRebound(mark: number): boolean {
    return this.#rebound >= mark && this.#swapped < mark;
  }

  /** Undoes all that was bound since. */
  rewind(mark: number): void {
    this.#undo.back(mark);
    this.#rebound = Math.min(this.#rebound, mark);
    this.#swapped = Math.min(this.#swapped, mark);
  }
}

const NONE: ReadonlySet<string> = new Set();

/** A value, and what was drawn by chance within it. */
function identitiesIn(content: string): readonly string[] {
  const parts = partsOf(content).filter((part) => !part.includes(':') && !DIGITS.test(part));
  return DIGITS.test(content) || readMoment(content) !== null ? parts : [content, ...parts, ...uuidsIn(content)];
}

function momentKey({ seconds, micros }: Moment): string {
  return `${seconds}.${micros}`;
}
