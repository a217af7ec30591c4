// Which statement said what the time was. Two rows of a recording may have one time and two by now; the row then tells which of them it
// is, by what else the statement that stored the time said of it.

import { PLAIN_DIALECT } from '../../core/command.ts';
import { readShownParameters } from '../../core/recorded-parameters.ts';
import type { RecordingReader } from '../../core/recording.ts';
import { noteEntry, type UndoLog } from '../../data/undo-log.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import { parameterContent, readValues } from '../../sql/values/statement-values.ts';
import { readValueColumns } from '../../sql/values/value-columns.ts';
import { isOfSignedForm, partsOf, SIGNED } from './fresh-values.ts';
import type { Slot } from './masked-statement.ts';
import { readMoment, uuidDigits, type VolatileKind } from './volatile-kinds.ts';

/** A time, or what holds one, in the place of the recorded one. */
export interface ClockSlot {
  readonly kind: VolatileKind;
  /** Among the statement's values, from 1. */
  readonly position: number;
  readonly recorded: string;
  readonly live: string;
}

export interface ClockNote {
  /** The one that was played for the statement. */
  readonly exchange: number;
  readonly slots: readonly ClockSlot[];
}

/** A row as it was recorded. */
export interface RowAt {
  readonly cells: readonly (string | null)[];
  /** The column of a table that the cell is from, in lower case. */
  readonly column: string;
  /** The exchange that the row is of: what it asked for is said of the row too. */
  readonly asked: number;
}

/** Of one time, the last ones. */
const MAX_NOTES = 64;
const REMEMBERED = 256;
const epoch = /^\d{10}(?:\d{3}){0,3}$/;

export class ClockNotes {
  readonly #byTime = new Map<string, ClockNote[]>();
  readonly #said = new Map<number, Said>();
  readonly #undo: UndoLog | null;

  constructor(undo: UndoLog | null = null) {
    this.#undo = undo;
  }

  add(note: ClockNote): void {
    const times = new Set(note.slots.flatMap(({ recorded }) => timesOf(recorded, 1)));
    for (const time of times) {
      noteEntry(this.#byTime, time, this.#undo);
      this.#byTime.set(time, [...(this.#byTime.get(time) ?? []), note].slice(-MAX_NOTES));
    }
  }

  clear(): void {
    this.#byTime.clear();
    this.#said.clear();
  }

  /** Of what a cell holds: all that said something of its time, where they may not be at one. */
  of(content: string): readonly ClockNote[] {
    if (this.#byTime.size === 0) return NONE;
    const notes = timesOf(content, 0).flatMap((time) => this.#byTime.get(time) ?? NONE);
    return notes.length > 1 || notes.some(isOfTwo) ? notes : NONE;
  }

  /** What the row's own statement said; none where no statement is known to have to do with the row. */
  chosen(notes: readonly ClockNote[], { cells, column, asked }: RowAt, reader: RecordingReader): readonly ClockSlot[] {
    const row = new Set(cells.map((cell) => (cell === null ? null : alike(cell))));
    for (const content of this.#saidBy({ exchange: asked, slots: [] }, reader).contents) row.add(content);
    let best: { readonly note: ClockNote; readonly said: Said; readonly share: number } | null = null;
    // who has said something of another column only has not stored this one
    const own = notes.filter((note) => {
      const { columns } = this.#saidBy(note, reader);
      return note.slots.some(({ position }) => columns[position - 1] === column);
    });
    for (const note of own.length > 0 ? own : notes) {
      const said = this.#saidBy(note, reader);
      const found = said.contents.filter((content) => row.has(content)).length;
      const share = found / Math.max(1, said.contents.length);
      // the last one has stored what is there
      if (share > 0 && share >= (best?.share ?? 0)) best = { note, said, share };
    }
    const [only] = notes;
    if (best === null && only !== undefined && notes.length === 1) {
      best = { note: only, said: this.#saidBy(only, reader), share: 0 };
    }
    if (best === null) return [];
    const { note, said } = best;
    const slots = note.slots.filter(({ position }) => said.columns[position - 1] === column);
    return slots.length > 0 ? slots : note.slots;
  }

  #saidBy({ exchange, slots }: ClockNote, reader: RecordingReader): Said {
    const known = this.#said.get(exchange);
    if (known !== undefined) return known;
    const times = new Set(slots.map(({ recorded }) => recorded));
    const said = readSaid(exchange, times, reader);
    if (this.#said.size >= REMEMBERED) this.#said.clear();
    this.#said.set(exchange, said);
    return said;
  }
}

interface Said {
  /** What the statement said besides the time, and the number that its row was given. */
  readonly contents: readonly string[];
  /** By the position of a value. */
  readonly columns: readonly (string | undefined)[];
}

const NONE: readonly ClockNote[] = [];

function readSaid(exchange: number, times: ReadonlySet<string>, reader: RecordingReader): Said {
  const statement = reader.recordedStatement(exchange);
  if (statement === undefined) return { contents: [], columns: [] };
  const { normal } = readStatement(Buffer.from(statement.sql), PLAIN_DIALECT);
  const values = readValues(normal, PLAIN_DIALECT);
  const { columns } = readValueColumns(normal, PLAIN_DIALECT);
  const literals = values.filter(({ kind }) => kind !== 'parameter' && kind !== 'word').map(({ content }) => content);
  const parameters = readShownParameters(statement.parameters) ?? [];
  const contents = [...literals, ...parameters.map((one) => parameterContent(one) ?? '')];
  const responseId = reader.exchangeById(exchange)?.responseId ?? null;
  const lastInsertId = responseId === null ? 0n : reader.response(responseId).lastInsertId;
  if (lastInsertId !== 0n) contents.push(String(lastInsertId));
  return {
    contents: contents.filter((content) => content !== '' && !times.has(content)).map(alike),
    columns: values.map(({ start }) => columns.get(start)?.column),
  };
}

/** A UUID is one in all its forms. */
function alike(content: string): string {
  return uuidDigits(content) ?? content;
}

const WRITES = /^\s*(?:insert|replace|update)\b/i;

/** What of a statement's values is the clock's, where the statement stores something. @param lives in the places of the recorded ones */
export function clockSlots(
  sql: Buffer | null,
  recordeds: readonly string[],
  lives: readonly string[],
): readonly ClockSlot[] {
  if (sql === null || !WRITES.test(sql.toString('latin1', 0, 64))) return [];
  return recordeds.flatMap((recorded, at) => {
    const live = lives[at] ?? recorded;
    if (live === recorded || timesOf(recorded, 0).length === 0) return [];
    const kind = readMoment(recorded) === null ? 'token' : 'timestamp';
    return [{ kind, position: at + 1, recorded, live } as const];
  });
}

/** Of the values that were chosen the clock's, and what holds it. */
export function chosenClockSlots(recorded: readonly Slot[], live: readonly Slot[]): readonly ClockSlot[] {
  return live.flatMap(({ rule, position, shape, content }, at) => {
    const from = recorded[at]?.content ?? content;
    const isClock = rule.kind === 'timestamp' || /[ \0](?:moment|epoch) /.test(shape) || shape.endsWith(SIGNED);
    return isClock && rule.carries ? [{ kind: rule.kind, position, recorded: from, live: content }] : [];
  });
}

/** Whether the statement itself had one recorded time twice, and has two now. */
function isOfTwo({ slots }: ClockNote): boolean {
  const pairs = slots.flatMap(({ recorded, live }) => {
    const [times, others] = [timesOf(recorded, 0), timesOf(live, 0)];
    return times.map((time, at) => [time, others[at] ?? ''] as const);
  });
  return pairs.some(([time, other]) => pairs.some(([one, two]) => one === time && two !== other));
}

/** Seconds of moments, and digits of epochs, that a value is or holds. @param rounded how many seconds it may be rounded up */
function timesOf(content: string, rounded: number): readonly string[] {
  const moment = readMoment(content);
  if (moment !== null) return Array.from({ length: rounded + 1 }, (_, more) => `at ${moment.seconds + more}`);
  if (epoch.test(content) || isOfSignedForm(content)) return [content];
  const parts = content.length < 10 ? [] : partsOf(content);
  return parts.filter((part) => part !== content).flatMap((part) => timesOf(part, rounded));
}
