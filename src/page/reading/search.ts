// A search through all exchanges, a slice for each time that it is asked: whoever does not ask any more costs nothing.

import { MockError } from '../../core/errors.ts';
import { firstPlace } from '../../core/first-place.ts';
import { linearPattern } from '../../core/pattern.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { ScannedColumn, ScannedValue } from '../../store/reading/scan.ts';
import { facetsOf } from '../facets.ts';
import { parseFilter } from '../filter.ts';
import type { Filtered, Predicate } from '../filter-fields.ts';
import { orderOf, type Sort, type Sortable, sortedText, sortKey, TextRanks } from '../sorting.ts';

/** Exchanges that are read at once, some 20 ms. */
const SLICE = 20_000;
/** How long one question may take; then what was found so far is told. */
const ASKED_MS = 150;

const NOTHING: Filtered = {
  id: 0,
  session: 0,
  user: '',
  database: '',
  scope: '',
  command: '',
  sql: null,
  parameters: null,
  errorCode: null,
  gap: null,
  transaction: null,
  atUs: 0,
  lastByteUs: 0,
  rows: null,
  bytes: 0,
  played: null,
  missed: null,
};

/** All exchanges in slices: what a search and a count have in common. */
export class Sweep {
  readonly #columns: readonly ScannedColumn[];
  readonly #words: readonly string[];
  readonly #take: (row: readonly [id: number, ...ScannedValue[]]) => void;
  #after = 0;
  scanned = 0;
  isDone = false;

  /** @param words that every statement contains which is wanted */
  constructor(
    columns: readonly ScannedColumn[],
    take: (row: readonly [id: number, ...ScannedValue[]]) => void,
    words: readonly string[] = [],
  ) {
    this.#columns = columns;
    this.#words = words;
    this.#take = take;
  }

  /** Goes on for a while; to what was recorded meanwhile too. */
  async advance(reader: RecordingFileReader): Promise<void> {
    const until = performance.now() + ASKED_MS;
    const last = reader.scans.lastId();
    do {
      const after = this.#after;
      const upTo = Math.min(after + SLICE, last);
      for (const row of reader.scans.page(this.#columns, { after, upTo, words: this.#words })) this.#take(row);
      this.#after = upTo;
      this.scanned = upTo;
      this.isDone = upTo >= last;
      // so that another question gets its turn
      await new Promise(setImmediate);
    } while (!this.isDone && performance.now() < until);
  }
}

/** What a search must know of a recording. */
export interface SearchedRecording {
  readonly users: () => ReadonlyMap<number, string>;
  /** When it began, in microseconds since 1970. */
  readonly beganUs: number;
}

/** Ids that a filter finds, ascending. */
export class Search {
  readonly #sweep: Sweep;
  #ids = new Uint32Array(1024);
  #count = 0;

  /** @param users of sessions, asked for where the filter looks at them */
  constructor(filter: string, { users, beganUs }: SearchedRecording) {
    const parsed = parseFilter(filter, { pattern: linearPattern, beganUs });
    // the page says what is wrong with it
    const matches: Predicate = parsed.ok ? parsed.matches : () => false;
    const reads = parsed.ok ? [...parsed.reads] : [];
    const columns = reads.filter((name): name is ScannedColumn & keyof Filtered => name !== 'id' && name in KNOWN);
    const names = reads.includes('user') ? users() : null;
    const one: Record<string, unknown> = { ...NOTHING };
    const exchange = one as unknown as Filtered;
    const at = columns.indexOf('session') + 1;
    const timeAt = columns.indexOf('atUs') + 1;
    this.#sweep = new Sweep(
      columns,
      (row) => {
        one['id'] = row[0];
        for (let index = 0; index < columns.length; index++) one[columns[index] ?? ''] = row[index + 1];
        if (names !== null) one['user'] = names.get(Number(row[at])) ?? '';
        if (timeAt > 0) one['atUs'] = Number(row[timeAt]) - beganUs;
        if (matches(exchange)) this.#push(row[0]);
      },
      parsed.ok ? parsed.words : [],
    );
  }

  get isDone(): boolean {
    return this.#sweep.isDone;
  }

  get scanned(): number {
    return this.#sweep.scanned;
  }

  get ids(): Uint32Array {
    return this.#ids.subarray(0, this.#count);
  }

  async advance(reader: RecordingFileReader): Promise<void> {
    await this.#sweep.advance(reader);
  }

  #push(id: number): void {
    if (this.#count === this.#ids.length) {
      const more = new Uint32Array(this.#ids.length * 2);
      more.set(this.#ids);
      this.#ids = more;
    }
    this.#ids[this.#count++] = id;
  }
}

/** Characters of different statements that are kept to sort by: the page's memory is bounded. */
const MOST_TEXT = 48 * 1024 * 1024;

/** The same ids in another order; read behind a search, when that is done. */
export class Sorting {
  readonly #sweep: Sweep;
  readonly #found: Uint32Array;
  /** Of a sort by text: the texts' numbers, until all are there. */
  readonly #keys: Float64Array;
  readonly #texts: TextRanks | null;
  readonly #isDescending: boolean;
  #next = 0;
  #ids: Uint32Array | null = null;

  /** @param found ascending */
  constructor(found: Uint32Array, { name, isDescending }: Sort) {
    this.#found = found;
    this.#keys = new Float64Array(found.length);
    this.#isDescending = isDescending;
    const keyOf = sortKey(name);
    this.#texts = keyOf === null ? new TextRanks() : null;
    this.#sweep = keyOf === null ? this.#byText() : this.#byNumber(keyOf);
  }

  #byNumber(keyOf: (one: Sortable) => number): Sweep {
    return new Sweep(
      ['session', 'lastByteUs', 'errorCode', 'gap', 'rows'],
      ([id, session, us, errorCode, gap, rows]) => {
        if (this.#found[this.#next] !== id) return;
        this.#keys[this.#next++] = keyOf({
          session: Number(session),
          lastByteUs: Number(us),
          errorCode: errorCode == null ? null : Number(errorCode),
          gap: gap == null ? null : String(gap),
          rows: rows == null ? null : Number(rows),
        });
      },
    );
  }

  #byText(): Sweep {
    return new Sweep(['sql', 'command'], ([id, sql, command]) => {
      if (this.#found[this.#next] !== id || this.#texts === null) return;
      const text = sortedText({ sql: sql == null ? null : String(sql), command: String(command) });
      this.#keys[this.#next++] = this.#texts.add(text);
      if (this.#texts.size > MOST_TEXT) throw new MockError('USAGE', TOO_DIFFERENT);
    });
  }

  /** How many are sorted. */
  get count(): number {
    return this.#found.length;
  }

  /** Null until all of them have been looked at. */
  get ids(): Uint32Array | null {
    if (!this.#sweep.isDone) return null;
    this.#ids ??= this.#inOrder();
    return this.#ids;
  }

  #inOrder(): Uint32Array {
    const ranks = this.#texts?.ranks();
    const keys = ranks === undefined ? this.#keys : this.#keys.map((number) => ranks[number] ?? 0);
    return orderOf(keys, this.#isDescending).map((place) => this.#found[place] ?? 0);
  }

  async advance(reader: RecordingFileReader): Promise<void> {
    if (!this.#sweep.isDone) await this.#sweep.advance(reader);
  }
}

const TOO_DIFFERENT = 'there are too many different statements to sort them by their text: filter first';

/** How many of each command, of errors and of gaps are among some exchanges; counted behind a search. */
export class Facets {
  readonly #sweep: Sweep;
  readonly #counts = new Map<string, number>();

  /** @param ids ascending; null for all exchanges */
  constructor(ids: Uint32Array | null) {
    let next = 0;
    this.#sweep = new Sweep(['command', 'errorCode', 'gap', 'scope'], ([id, command, errorCode, gap, scope]) => {
      if (ids !== null) {
        while ((ids[next] ?? Number.POSITIVE_INFINITY) < id) next++;
        if (ids[next] !== id) return;
      }
      for (const name of facetsOf({ command: String(command), errorCode, gap, scope: String(scope) })) this.#add(name);
    });
  }

  get isDone(): boolean {
    return this.#sweep.isDone;
  }

  get scanned(): number {
    return this.#sweep.scanned;
  }

  /** Most first. */
  get counts(): readonly (readonly [string, number])[] {
    return [...this.#counts].sort((a, b) => b[1] - a[1]);
  }

  async advance(reader: RecordingFileReader): Promise<void> {
    await this.#sweep.advance(reader);
  }

  #add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

const KNOWN: Readonly<Record<ScannedColumn & keyof Filtered, true>> = {
  id: true,
  session: true,
  database: true,
  scope: true,
  command: true,
  sql: true,
  parameters: true,
  errorCode: true,
  gap: true,
  transaction: true,
  atUs: true,
  lastByteUs: true,
  rows: true,
  bytes: true,
};

/** Where an id is, or would be, in ascending ids. */
export function placeIn(ids: Uint32Array, id: number): number {
  return firstPlace(ids.length, (at) => (ids[at] ?? 0) >= id);
}
