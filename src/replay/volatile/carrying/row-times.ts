// Which of several live times, that were one when it was recorded, a row has: the one of the statement that stored it, as far as the row's
// other cells and what was asked for tell which statement that is. Where they do not, nobody knows.

import { readMoment } from '../values/volatile-kinds.ts';
import type { ClockNote, ClockSlot, RowAt } from './clock-note.ts';
import { alike, type Said, type SaidValue } from './said-rows.ts';

/** What becomes of a cell: `several` where the slots are not at one. */
export type Made = (slots: readonly ClockSlot[]) => string | null | 'several';

export interface Chosen {
  /** Null where no statement is known to have to do with the row. */
  readonly live: string | null;
  /** Whether it is known which one it is. */
  readonly isClear: boolean;
}

export interface Choosing {
  readonly said: (exchange: number) => Said;
  /** Whether a statement whose rows are there has given rows of the table another value in the column. */
  readonly isChanged: (column: string) => boolean;
  /** Whether others have said the time too, of whom nothing is known any more. */
  readonly isCut: boolean;
}

/** One row that one statement stored. */
export interface Candidate {
  readonly said: Said;
  readonly values: readonly SaidValue[];
  readonly slots: readonly ClockSlot[];
  readonly live: string | null | 'several';
}

/**
 * Whose time a cell of the column may have, whatever else its row holds.
 * @param notes in the order in which they were asked
 */
export function candidatesOf(
  notes: readonly ClockNote[],
  row: RowAt,
  made: Made,
  said: Choosing['said'],
): readonly Candidate[] {
  const known = new Map<string, ReturnType<Made>>();
  const once: Made = (slots) => {
    const key = slots.map(({ kind, recorded, live }) => `${kind}\0${recorded}\0${live}`).join('\0');
    const before = known.get(key);
    if (before !== undefined) return before;
    const live = made(slots);
    known.set(key, live);
    return live;
  };
  // who has said something of another column only has not stored this one
  const own = notes.flatMap((note) => rowsOf(note, row, once, said));
  const all = own.length > 0 ? own : notes.flatMap((note) => rowsOf(note, null, once, said));
  const some = row.table === '' ? [] : all.filter((one) => one.said.tables.has(row.table));
  return some.length > 0 ? some : all;
}

/** @param left as `candidatesOf` has them */
export function chosenOf(left: readonly Candidate[], row: RowAt, choosing: Choosing): Chosen {
  if (isOne(left) && !choosing.isCut) return clear(left);
  const facts = new Facts(row, choosing);
  const possible = left.filter((one) => facts.mayBe(one));
  if (possible.length > 0 && isOne(possible) && !choosing.isCut) return clear(possible);
  const added = facts.ownOf(possible.filter(({ said }) => said.isAdding));
  let [found, isClear] = [added.at(-1), isOne(added) && !choosing.isCut];
  for (const update of possible.filter(({ said }) => !said.isAdding)) {
    if (facts.isFoundBy(update)) [found, isClear] = [update, true];
    else if (update.live !== found?.live) isClear = false;
  }
  if (found === undefined || found.live === 'several') return { live: null, isClear: false };
  return { live: found.live, isClear };
}

function isOne(all: readonly Candidate[]): boolean {
  return all.every(({ live }) => live === all[0]?.live) && all[0]?.live !== 'several';
}

function clear([one]: readonly Candidate[]): Chosen {
  return { live: one === undefined || one.live === 'several' ? null : one.live, isClear: true };
}

/** @param at a cell, for what may be in its column; null for whatever has its time */
function rowsOf(
  { exchange, slots }: ClockNote,
  at: RowAt | null,
  made: Made,
  saidBy: Choosing['said'],
): readonly Candidate[] {
  const said = saidBy(exchange);
  const byRow = new Map<number, ClockSlot[]>();
  for (const slot of slots) {
    const row = said.rowAt(slot.position, slot.parameter);
    byRow.set(row, [...(byRow.get(row) ?? []), slot]);
  }
  const asks = at === null || at.column !== '' ? '' : saidBy(at.asked).text;
  const mayBeIn = ({ position }: ClockSlot) => {
    const name = said.columns[position - 1];
    if (at === null || name === undefined) return true;
    return at.column === '' ? asks.includes(name) || asks.includes('*') : name === at.column;
  };
  return [...byRow].flatMap(([row, every]): readonly Candidate[] => {
    const own = every.filter(mayBeIn);
    const live = own.length === 0 ? null : made(own);
    return live === null ? [] : [{ said, values: said.rows[row] ?? [], slots: own, live }];
  });
}

/** What is known of a row. */
class Facts {
  readonly #row: RowAt;
  readonly #choosing: Choosing;
  /** What was asked for. */
  readonly #asked: readonly SaidValue[];
  readonly #contents: ReadonlySet<string>;
  /** By column; what the cell itself holds is no matter. */
  readonly #known = new Map<string, string>();

  constructor(row: RowAt, choosing: Choosing) {
    this.#row = row;
    this.#choosing = choosing;
    this.#asked = choosing.said(row.asked).rows.flat();
    const cells = row.cells.flatMap((cell) => (cell === null ? [] : [alike(cell)]));
    this.#contents = new Set([...cells, ...this.#asked.map(({ content }) => content)]);
    for (const { column, content } of this.#asked) {
      if (column === undefined) continue;
      const isOne = this.#asked.every((one) => one.column !== column || one.content === content);
      if (isOne) this.#known.set(column, content);
    }
    row.columns.forEach((column, at) => {
      const cell = row.cells[at] ?? null;
      if (column !== '' && cell !== null) this.#known.set(column, alike(cell));
    });
    this.#known.delete(row.column);
  }

  /** Whether nothing that it said of the row is known to be otherwise. */
  mayBe({ said, values, slots }: Candidate): boolean {
    const { number } = this.#row;
    return values.every((value) => {
      // only the first of several rows is told its number, and what meets another row changes that
      const isNumber = value.position === 0 && said.isAdding && said.rows.length === 1;
      if (isNumber && number !== null && !CHANGES_ANOTHER.test(said.text)) return value.content === number;
      const known = value.column === undefined ? undefined : this.#known.get(value.column);
      if (known === undefined || isSame(known, value.content)) return true;
      if (isOfSlots(value, slots) || (said.isAdding && this.#choosing.isChanged(value.column ?? ''))) return true;
      // who looked for it may have changed it
      return !said.isAdding && values.some((one) => one.column === value.column && isSame(one.content, known));
    });
  }

  /** Of rows that were added those of which more is known to be so than of all others. */
  ownOf(added: readonly Candidate[]): readonly Candidate[] {
    const found = added.map(
      (one) => new Set(one.values.filter((value) => this.#isSo(value, one)).map(({ content }) => content)),
    );
    const isMore = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
      one.size > other.size && [...other].every((content) => one.has(content));
    const own = added.filter((one, at) =>
      added.every((other, second) => other.live === one.live || isMore(found[at] ?? NONE, found[second] ?? NONE)),
    );
    return own.length > 0 ? own : added;
  }

  /** Whether all that an UPDATE looked for is the row's. */
  isFoundBy({ said, values }: Candidate): boolean {
    const looked = values.filter(({ isStored }) => !isStored);
    return (
      looked.length > 0 && !/\b(?:or|not|in|limit)\b/.test(said.text) && looked.every((value) => this.#isKnown(value))
    );
  }

  #isKnown({ column, content }: SaidValue): boolean {
    const known = column === undefined ? undefined : this.#known.get(column);
    return known !== undefined && isSame(known, content);
  }

  #isSo(value: SaidValue, { slots }: Candidate): boolean {
    if (isOfSlots(value, slots)) return false;
    const known = value.column === undefined ? undefined : this.#known.get(value.column);
    return known === undefined ? this.#contents.has(value.content) : isSame(known, value.content);
  }
}

/** Whether one of these statements has given rows of the table another value there. @param table empty where it is not known */
export function isChangedBy(writes: readonly number[], said: Choosing['said'], table: string, column: string): boolean {
  return writes.some((id) => {
    const { tables, isAdding, text } = said(id);
    if (table !== '' && !tables.has(table)) return false;
    if (isAdding) return text.includes(' duplicate key ');
    return text.startsWith('update') && text.split(' where ', 1)[0]?.includes(column) === true;
  });
}

const NONE: ReadonlySet<string> = new Set();
const CHANGES_ANOTHER = /^\s*replace\b|\bduplicate key\b|\blast_insert_id\b/;

/** That it is this time tells nothing. */
function isOfSlots({ written }: SaidValue, slots: readonly ClockSlot[]): boolean {
  return slots.some(({ recorded }) => recorded === written);
}

/** In whatever form. */
function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  // neither a moment nor a number
  if (!NUMERIC.test(one) || !NUMERIC.test(other)) return false;
  const [a, b] = [readMoment(one), readMoment(other)];
  if (a !== null && b !== null) return a.seconds === b.seconds && a.micros === b.micros;
  return one.trim() !== '' && other.trim() !== '' && Number(one) === Number(other);
}

const NUMERIC = /^[\s\d.+-]/;
