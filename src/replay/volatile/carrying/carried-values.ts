// What stands in the recording for what the clients of a scope say now, and the reverse: each value under every form in
// which it may come back.

import type { Command } from '../../../core/command.ts';
import { UndoLog } from '../../../data/history/undo-log.ts';
import { partsOf } from '../values/fresh-values.ts';
import { isTimeOfDay, readMoment, uuidsIn, type VolatileKind } from '../values/volatile-kinds.ts';
import { CarriedIds, type IdKey } from './carried-ids.ts';
import { Carrier, DISTINCTIVE_CHARS } from './carrier.ts';
import type { ClockNote, ClockSlot, RowAt, ThereOf } from './clock-note.ts';
import { ClockNotes } from './clock-notes.ts';
import type { Chosen } from './row-times.ts';
import { RuledValues } from './ruled-values.ts';
import type { SaidReader } from './said-rows.ts';
import { type StoredNote, StoredValues } from './stored-values.ts';

/** Shorter pseudonyms may stand for other values as well; so may whole numbers. */
const LEAST_MASKED_CHARS = 4;
const LEAST_IDENTITY_CHARS = 16;
const DIGITS = /^-?\d+$/;

export class CarriedValues {
  readonly #rounds: boolean;
  /** How what was bound is taken back. */
  readonly #undo = new UndoLog();
  readonly #clocks = new ClockNotes(this.#undo);
  readonly toLive: Carrier;
  readonly toRecorded: Carrier;
  readonly #own = new WeakMap<Command, ReadonlySet<string>>();
  /** By command, and by prepared statement. */
  readonly #there = new WeakMap<object, ThereOf>();
  /** Originals of masked values that clients sent, by what the recording has in their place. */
  readonly #originals = new Map<string, string>();
  /** How much is bound. */
  #bound = 0;
  /** Where what was told of a recorded value before was changed last. */
  #rebound = -1;
  /** And of a row's number. */
  #swapped = -1;
  /** Numbers of rows. */
  readonly ids: CarriedIds;
  /** By rules that bind in conditions. */
  readonly ruled = new RuledValues(this.#undo);
  /** In which columns they are. */
  readonly stored = new StoredValues(this.#undo);

  /** @param rounds whether the server rounds fractions of a second where a column has fewer digits @param hasTable as in CarriedIds */
  constructor(rounds: boolean, hasTable: (table: string) => boolean = () => false) {
    this.#rounds = rounds;
    this.ids = new CarriedIds(this.#undo, hasTable);
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

  /** From here on the live name stands for the recorded one. @param isShort it may be any word where no names are told */
  bindName(recorded: string, live: string, isShort = false): void {
    const before = this.toLive.name(recorded);
    if (before !== undefined && before !== live) this.toRecorded.delete(before);
    this.toLive.addName(recorded, live, isShort);
    this.toRecorded.addName(live, recorded, isShort);
    this.#count();
  }

  /** From here on the client knows the recorded row's number as the live one, and what was told as that by the other. */
  bindId(key: IdKey, recorded: string, live: string): void {
    this.#swapped = this.mark();
    this.ids.swap(key, recorded, live);
    this.#count();
  }

  /** A table was made anew, or all of a schema (`table` null): what the client knew its rows by is forgotten. */
  forgetIds(schema: string, table: string | null): void {
    this.#swapped = this.mark();
    this.ids.forget(schema, table);
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

  /** An exchange is about to answer once more: what is known of what it stored is noted anew. */
  renew(exchange: number): void {
    this.stored.renew(exchange);
    this.#clocks.renew(exchange);
  }

  /** From here on a column is known to hold them. */
  noteStored(note: StoredNote): void {
    this.stored.add(note);
    this.#count();
  }

  /** Whether some recorded times may stand for several by now. */
  get hasTimes(): boolean {
    return !this.#clocks.isEmpty;
  }

  /**
   * As `toLive.carry`, of a cell whose recorded time may stand for several by now: the one that the row's own statement said.
   * `live` is null where no statement is known to have to do with the row.
   */
  carryInRow(content: string, digits: number | undefined, row: () => RowAt, reader: SaidReader): Chosen {
    if (content.length < DISTINCTIVE_CHARS) return { live: null, isClear: true };
    return this.#clocks.chosen(content, row, reader, (slots) => this.#madeBy(slots, content, digits));
  }

  #madeBy(slots: readonly ClockSlot[], content: string, digits: number | undefined): string | null | 'several' {
    const whole = slots.filter(({ recorded }) => recorded === content);
    const own = whole.length > 0 ? whole : slots;
    const made = new Set(
      [own, [...own].reverse()].map((some) => {
        const first = new Carrier(this.#rounds);
        for (const { kind, recorded, live } of some) first.add(kind, recorded, live);
        return first.carry(content, digits) === null ? null : this.toLive.carry(content, digits, first);
      }),
    );
    return made.size > 1 ? 'several' : ([...made][0] ?? null);
  }

  /** Recorded values that a command's own stand for. */
  noteOwn(command: Command, recorded: readonly string[]): void {
    this.#own.set(command, new Set(recorded));
  }

  /** Which recorded writes have rows there, as the command sees it. */
  noteThere(command: Command, there: ThereOf): void {
    this.#there.set(command, there);
    // a cursor's rows are those of its execute
    if (command.statement != null) this.#there.set(command.statement, there);
  }

  thereOf(command: Command): ThereOf | null {
    const { statement } = command;
    return this.#there.get(command) ?? (statement == null ? null : this.#there.get(statement)) ?? null;
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
  const isNone = DIGITS.test(content) || isTimeOfDay(content) || readMoment(content) !== null;
  return isNone ? parts : [content, ...parts, ...uuidsIn(content)];
}
