// Which statement said what the time was. Two rows of a recording may have one time and two by now; the row then tells which of them it
// is, by what else the statement that stored the time said of it.

import { type Command, PLAIN_DIALECT } from '../../../core/command.ts';
import { readShownParameters } from '../../../core/recorded-parameters.ts';
import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import { noteEntry, type UndoLog } from '../../../data/history/undo-log.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { type BroughtIn, readBroughtIn } from '../../../sql/values/brought-in.ts';
import {
  parameterContent,
  parameterPositions,
  readValues,
  type StatementValue,
} from '../../../sql/values/statement-values.ts';
import { readValueColumns } from '../../../sql/values/value-columns.ts';
import { isOfSignedForm, partsOf, SIGNED } from '../values/fresh-values.ts';
import type { Slot } from '../values/masked-statement.ts';
import { isEpoch, readMoment, uuidDigits, type VolatileKind } from '../values/volatile-kinds.ts';

/** A time, or what holds one, in the place of the recorded one. */
export interface ClockSlot {
  readonly kind: VolatileKind;
  /** Among the statement's values, from 1. */
  readonly position: number;
  /** Which parameter it is; null of a literal. */
  readonly parameter: number | null;
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
  /** Null where it is not known. */
  readonly there: ThereOf | null;
}

/** Recorded writes to these tables whose rows are there; null where that is not known. */
export type ThereOf = (tables: ReadonlySet<string>) => ReadonlySet<number> | null;

/** Recorded statements with what they said, and their answers. */
export type SaidReader = Pick<RecordingReader, 'recordedStatement' | 'exchangeById' | 'response'>;

/** Of one time, the last ones. */
const MAX_NOTES = 64;
const REMEMBERED = 256;

export class ClockNotes {
  readonly #byTime = new Map<string, ClockNote[]>();
  readonly #said = new Map<number, Said>();
  readonly #undo: UndoLog | null;
  /** Whether what stands for a time may be what a statement said that was refused. */
  #hasRefused = false;

  constructor(undo: UndoLog | null = null) {
    this.#undo = undo;
  }

  /** A refused statement has stored nothing, though its times stand for recorded ones. */
  addRefused(): void {
    this.#hasRefused = true;
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
    return notes.length > 1 || this.#hasRefused || notes.some(isOfTwo) ? notes : NONE;
  }

  /** What the row's own statement said; none where no statement is known to have to do with the row. */
  chosen(
    every: readonly ClockNote[],
    { cells, column, asked, there }: RowAt,
    reader: SaidReader,
  ): readonly ClockSlot[] {
    // one of a run before may have stored what is gone by now
    const left = every.filter((note) => there?.(this.#saidBy(note, reader).tables)?.has(note.exchange) !== false);
    const notes = left.length > 0 ? left : every;
    const row = new Set(cells.map((cell) => (cell === null ? null : alike(cell))));
    for (const { contents } of this.#saidBy({ exchange: asked }, reader).rows) {
      for (const content of contents) row.add(content);
    }
    let best: { readonly slots: readonly ClockSlot[]; readonly said: Said; readonly share: number } | null = null;
    const all = notes.flatMap((note) => rowsOf(note, this.#saidBy(note, reader)));
    // who has said something of another column only has not stored this one
    const own = all.filter(({ slots, said }) => slots.some(({ position }) => said.columns[position - 1] === column));
    for (const { slots, said, contents } of own.length > 0 ? own : all) {
      const found = contents.filter((content) => row.has(content)).length;
      const share = found / Math.max(1, contents.length);
      // the last one has stored what is there
      if (share > 0 && share >= (best?.share ?? 0)) best = { slots, said, share };
    }
    const [only] = all;
    if (best === null && only !== undefined && all.length === 1) best = { ...only, share: 0 };
    if (best === null) return [];
    const { slots, said } = best;
    const ofColumn = slots.filter(({ position }) => said.columns[position - 1] === column);
    return ofColumn.length > 0 ? ofColumn : slots;
  }

  #saidBy({ exchange }: Pick<ClockNote, 'exchange'>, reader: SaidReader): Said {
    const known = this.#said.get(exchange);
    if (known !== undefined) return known;
    const said = readSaid(exchange, reader);
    if (this.#said.size >= REMEMBERED) this.#said.clear();
    this.#said.set(exchange, said);
    return said;
  }
}

interface Said {
  /** A statement may store several rows. */
  readonly rows: readonly { readonly contents: readonly string[] }[];
  readonly tables: ReadonlySet<string>;
  /** By the position of a value. */
  readonly columns: readonly (string | undefined)[];
  /** Which row a value is of. @param parameter null of a literal */
  readonly rowAt: (position: number, parameter: number | null) => number;
}

/** The slots of one row, and what the statement said of it besides the time, and the number that the row was given. */
interface RowSlots {
  readonly said: Said;
  readonly slots: readonly ClockSlot[];
  readonly contents: readonly string[];
}

function rowsOf({ slots }: ClockNote, said: Said): readonly RowSlots[] {
  const byRow = new Map<number, ClockSlot[]>();
  for (const slot of slots) {
    const row = said.rowAt(slot.position, slot.parameter);
    byRow.set(row, [...(byRow.get(row) ?? []), slot]);
  }
  // that it is this time tells nothing
  const times = new Set(slots.map(({ recorded }) => recorded));
  return [...byRow].map(([row, own]) => {
    const contents = said.rows[row]?.contents.filter((content) => !times.has(content)) ?? [];
    return { said, slots: own, contents };
  });
}

const NONE: readonly ClockNote[] = [];

function readSaid(exchange: number, reader: SaidReader): Said {
  const statement = reader.recordedStatement(exchange);
  if (statement === undefined) return { rows: [], tables: new Set(), columns: [], rowAt: () => 0 };
  const { normal, keyword } = readStatement(Buffer.from(statement.sql), PLAIN_DIALECT);
  const values = readValues(normal, PLAIN_DIALECT);
  const { columns, tables } = readValueColumns(normal, PLAIN_DIALECT);
  const named = values.map(({ start }) => columns.get(start)?.column);
  const rowAt = rowsIn(named, keyword === 'INSERT' || keyword === 'REPLACE', parameterPositions(values));
  const rows: { readonly contents: string[] }[] = [];
  const say = (content: string, row: number) => {
    for (let at = rows.length; at <= row; at++) rows.push({ contents: [] });
    if (content !== '') rows[row]?.contents.push(alike(content));
  };
  values.forEach(({ kind, content }, at) => {
    if (kind !== 'parameter' && kind !== 'word') say(content, rowAt(at + 1, null));
  });
  readShownParameters(statement.parameters)?.forEach((one, at) => {
    say(parameterContent(one) ?? '', rowAt(0, at));
  });
  const responseId = reader.exchangeById(exchange)?.responseId ?? null;
  const lastInsertId = responseId === null ? 0n : reader.response(responseId).lastInsertId;
  if (lastInsertId !== 0n)
    rows.forEach((_, row) => {
      say(String(lastInsertId + BigInt(row)), row);
    });
  return { rows, tables: new Set(tables.values()), columns: named, rowAt };
}

/**
 * Of which row each value is: a new one begins where the first column comes again.
 * @param positions of parameters; a bulk command has those of many rows
 */
function rowsIn(
  columns: readonly (string | undefined)[],
  isInsert: boolean,
  positions: readonly number[],
): Said['rowAt'] {
  const first = columns.find((column) => column !== undefined);
  let row = -1;
  const rows = columns.map((column) => {
    if (column !== undefined && column === first) row++;
    return isInsert ? Math.max(0, row) : 0;
  });
  const perTurn = (rows.at(-1) ?? 0) + 1;
  return (position, parameter) => {
    if (parameter === null) return rows[position - 1] ?? 0;
    const at = positions[parameter % positions.length] ?? position;
    return Math.floor(parameter / Math.max(1, positions.length)) * perTurn + (rows[at - 1] ?? 0);
  };
}

/** A UUID is one in all its forms. */
function alike(content: string): string {
  return uuidDigits(content) ?? content;
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
    if (live === recorded || timesOf(recorded, 0).length === 0) return [];
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
  if (isEpoch(content) || isOfSignedForm(content)) return [content];
  const parts = content.length < 10 ? [] : partsOf(content);
  return parts.filter((part) => part !== content).flatMap((part) => timesOf(part, rounded));
}
