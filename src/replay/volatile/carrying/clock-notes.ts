// Which statement said what the time was. Two rows of a recording may have one time and two by now; the row then tells which of them it
// is, by what else the statement that stored the time said of it.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import { noteEntry, type UndoLog } from '../../../data/history/undo-log.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { type BroughtIn, readBroughtIn } from '../../../sql/values/brought-in.ts';
import { parameterPositions, readValues, type StatementValue } from '../../../sql/values/statement-values.ts';
import { isOfSignedForm, partsOf, SIGNED } from '../values/fresh-values.ts';
import type { Slot } from '../values/masked-statement.ts';
import { isEpoch, readMoment, timeOfDayIn } from '../values/volatile-kinds.ts';
import type { ClockNote, ClockSlot, RowAt, ThereOf } from './clock-note.ts';
import { type NotedClock, type NotedClocks, notesOf, withNote } from './noted-clocks.ts';
import { type Candidate, type Chosen, candidatesOf, chosenOf, isChangedBy, type Made } from './row-times.ts';
import { readSaid, type Said, type SaidReader } from './said-rows.ts';

/** What the cells of one answer that have one time have in common. */
interface OfAnswer {
  readonly content: string;
  readonly chains: readonly NotedClocks[];
  readonly table: string;
  readonly there: ThereOf | null;
  readonly notes: readonly ClockNote[];
  /** Recorded writes whose rows are there, in their order. */
  readonly order: readonly number[];
  readonly byColumn: Map<string, readonly Candidate[]>;
  readonly changed: Map<string, boolean>;
}

const REMEMBERED = 4096;
/** Writes whose rows are there that are looked at, the last ones. */
const MAX_WRITES = 256;

export class ClockNotes {
  readonly #byTime = new Map<string, NotedClocks>();
  readonly #said = new Map<number, Said>();
  /** How often what an exchange said was said anew, of those that said something. */
  readonly #turns = new Map<number, number>();
  readonly #undo: UndoLog | null;
  #answer: OfAnswer | null = null;
  /** Whether what stands for a time may be what a statement said that was refused. */
  #hasRefused = false;

  constructor(undo: UndoLog | null = null) {
    this.#undo = undo;
  }

  /** A refused statement has stored nothing, though its times stand for recorded ones. */
  addRefused(): void {
    this.#hasRefused = true;
    this.#answer = null;
  }

  /** An exchange is about to answer once more: what it said before counts no more. */
  renew(exchange: number): void {
    const turn = this.#turns.get(exchange);
    if (turn === undefined) return;
    this.#answer = null;
    noteEntry(this.#turns, exchange, this.#undo);
    this.#turns.set(exchange, turn + 1);
  }

  add({ exchange, slots }: ClockNote): void {
    noteEntry(this.#turns, exchange, this.#undo);
    const turn = this.#turns.get(exchange) ?? 0;
    this.#turns.set(exchange, turn);
    const note = { exchange, slots, turn };
    const times = new Set(note.slots.flatMap(({ recorded }) => timesOf(recorded, 1)));
    for (const time of times) {
      noteEntry(this.#byTime, time, this.#undo);
      this.#byTime.set(time, withNote(this.#byTime.get(time), note));
    }
  }

  clear(): void {
    this.#byTime.clear();
    this.#said.clear();
    this.#turns.clear();
    this.#answer = null;
  }

  /** Whether nobody has said a time that is another one by now. */
  get isEmpty(): boolean {
    return this.#byTime.size === 0;
  }

  /**
   * What the row's own statement said, of all that said something of the cell's time.
   * @param made what becomes of the cell by what stands for what in slots; null where that has nothing to do with it
   */
  chosen(content: string, row: () => RowAt, reader: SaidReader, made: Made): Chosen {
    const chains =
      this.#byTime.size === 0 ? NONE : timesOf(content, 0).flatMap((time) => this.#byTime.get(time) ?? NONE);
    if (chains.length === 0) return NOBODY;
    const at = row();
    const said = (exchange: number) => this.#saidBy(exchange, reader);
    const answer = this.#answerWith(content, chains, at, said);
    const { notes, order, byColumn, changed } = answer;
    const key = `${at.column} ${at.asked}`;
    const candidates = byColumn.get(key) ?? candidatesOf(notes, at, made, said);
    byColumn.set(key, candidates);
    const isChanged = (column: string) => {
      const is = changed.get(column) ?? isChangedBy(order, said, at.table, column);
      changed.set(column, is);
      return is;
    };
    return chosenOf(candidates, at, { said, isChanged, isCut: chains.some(({ isCut }) => isCut) });
  }

  /** A long answer has the same for each of its rows. */
  #answerWith(
    content: string,
    chains: readonly NotedClocks[],
    { table, there: thereOf }: RowAt,
    said: (exchange: number) => Said,
  ): OfAnswer {
    const last = this.#answer;
    const isLast =
      last !== null && last.content === content && last.table === table && last.there === thereOf && thereOf !== null;
    if (isLast && isSameList(last.chains, chains)) return last;
    const noted = chains.flatMap((chain) => notesOf(chain, table, said));
    const there = thereOf?.(new Set(noted.flatMap(({ exchange }) => [...said(exchange).tables]))) ?? null;
    const changed = this.#lastOfEach(noted, there);
    // in the order of what was asked, as far as that is known
    const order = [...(there ?? [])];
    const notes = [...changed, ...this.#unchanged(content, changed, order, said)];
    if (there !== null) {
      const ranks = new Map(order.map((exchange, rank) => [exchange, rank]));
      const rankOf = ({ exchange }: ClockNote) => ranks.get(exchange) ?? -1;
      notes.sort((a, b) => rankOf(a) - rankOf(b));
    }
    this.#answer = { content, chains, table, there: thereOf, notes, order, byColumn: new Map(), changed: new Map() };
    return this.#answer;
  }

  /** What one of a run before has stored may be gone by now. */
  #lastOfEach(notes: readonly NotedClock[], there: ReadonlySet<number> | null): readonly ClockNote[] {
    const isNow = ({ exchange, turn }: NotedClock) =>
      turn === this.#turns.get(exchange) && there?.has(exchange) !== false;
    const left = notes.filter(isNow);
    return [
      ...new Map((left.length > 0 || !this.#hasRefused ? left : notes).map((note) => [note.exchange, note])).values(),
    ];
  }

  /** Writes that said the time as it was recorded. */
  #unchanged(
    content: string,
    changed: readonly ClockNote[],
    there: readonly number[],
    said: (exchange: number) => Said,
  ): readonly ClockNote[] {
    const times = new Set(timesOf(content, 0));
    const known = new Set(changed.map(({ exchange }) => exchange));
    return there.slice(-MAX_WRITES).flatMap((exchange) => {
      if (known.has(exchange)) return [];
      const slots = said(exchange).rows.flatMap((values) =>
        values.flatMap(({ written, isStored, position, parameter }): readonly ClockSlot[] => {
          if (!isStored || !timesOf(written, 1).some((time) => times.has(time))) return [];
          const kind = readMoment(written) === null ? 'token' : 'timestamp';
          return [{ kind, position, parameter, recorded: written, live: written }];
        }),
      );
      return slots.length === 0 ? [] : [{ exchange, slots }];
    });
  }

  #saidBy(exchange: number, reader: SaidReader): Said {
    const known = this.#said.get(exchange);
    if (known !== undefined) return known;
    const said = readSaid(exchange, reader);
    if (this.#said.size >= REMEMBERED) this.#said.clear();
    this.#said.set(exchange, said);
    return said;
  }
}

const NONE: readonly NotedClocks[] = [];
const NOBODY: Chosen = { live: null, isClear: true };

function isSameList(one: readonly NotedClocks[], other: readonly NotedClocks[]): boolean {
  return one.length === other.length && one.every((chain, at) => chain === other[at]);
}

const WRITES = /^\s*(?:insert|replace|update)\b/i;

/**
 * What of a statement's values is the clock's, where the statement stores something.
 * @param recordeds literals in their order, then parameters @param lives in the places of the recorded ones
 */
export function clockSlots(
  { sql, dialect, parameters }: Pick<Command, 'sql' | 'dialect' | 'parameters'>,
  recordeds: readonly string[],
  lives: readonly string[],
): readonly ClockSlot[] {
  if (sql === null || !WRITES.test(sql.toString('latin1', 0, 64))) return [];
  const literals = recordeds.length - (parameters?.length ?? 0);
  let values: readonly StatementValue[] | null = null;
  let brought: BroughtIn | null = null;
  return recordeds.flatMap((recorded, at) => {
    const live = lives[at] ?? recorded;
    if (timesOf(recorded, 0).length === 0) return [];
    const kind = readMoment(recorded) === null ? 'token' : 'timestamp';
    const parameter = at < literals ? null : at - literals;
    const { normal } = readStatement(sql, dialect);
    values ??= readValues(normal, dialect);
    const positions = parameterPositions(values);
    const position = parameter === null ? at + 1 : (positions[parameter % positions.length] ?? 0);
    // a row that is looked for has its time from elsewhere
    brought ??= readBroughtIn(normal, dialect);
    if (!brought.stores(values[position - 1]?.start ?? -1)) return [];
    return [{ kind, position, parameter, recorded, live } as const];
  });
}

/** Of the values that were chosen the clock's, and what holds it. */
export function chosenClockSlots(recorded: readonly Slot[], live: readonly Slot[]): readonly ClockSlot[] {
  return live.flatMap(({ rule, position, parameter, shape, content }, at) => {
    const from = recorded[at]?.content ?? content;
    const isClock = rule.kind === 'timestamp' || /[ \0](?:moment|epoch) /.test(shape) || shape.endsWith(SIGNED);
    return isClock && rule.carries ? [{ kind: rule.kind, position, parameter, recorded: from, live: content }] : [];
  });
}

/** Takes note of them, unless the statement was refused. */
export function noteClock(
  { id, responseId }: Pick<RecordedExchange, 'id' | 'responseId'>,
  slots: readonly ClockSlot[],
  values: { noteClock(note: ClockNote): void; noteRefused(): void },
  reader: Pick<RecordingReader, 'response'>,
): void {
  if (slots.length === 0) return;
  if (responseId !== null && reader.response(responseId).outcome === 'error') values.noteRefused();
  else values.noteClock({ exchange: id, slots });
}

/** Seconds of moments, and digits of epochs, that a value is or holds. @param rounded how many seconds it may be rounded up */
function timesOf(content: string, rounded: number): readonly string[] {
  const moment = readMoment(content);
  if (moment !== null) return Array.from({ length: rounded + 1 }, (_, more) => `at ${moment.seconds + more}`);
  if (isEpoch(content) || isOfSignedForm(content)) return [content];
  const time = timeOfDayIn(content);
  if (time !== null) return [time];
  const parts = content.length < 10 ? [] : partsOf(content);
  return parts.filter((part) => part !== content).flatMap((part) => timesOf(part, rounded));
}
