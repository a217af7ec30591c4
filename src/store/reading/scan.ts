// The few columns that a search or a count through everything needs, a page at a time: a microsecond each.

import type { ReadStatements } from './read-statements.ts';

/** What can be asked for, and what has to be joined for it. */
const COLUMNS = {
  id: ['e.id'],
  session: ['e.session_id'],
  command: ['e.command'],
  sql: ['COALESCE(e.sql, p.sql)', 'p'],
  parameters: ['e.parameters'],
  database: ['e.database'],
  scope: ['c.name', 'c'],
  transaction: ['e.transaction_id'],
  gap: ['e.gap'],
  fingerprint: ['e.fingerprint'],
  /** Equal where two answers are the same bytes, in the same encoding. */
  answer: ['r.hash', 'r'],
  atUs: ['e.started_at_us'],
  lastByteUs: ['e.last_byte_us'],
  errorCode: ['r.error_code', 'r'],
  rows: ['r.rows', 'r'],
  bytes: ['COALESCE(r.bytes, 0)', 'r'],
} as const satisfies Readonly<Record<string, readonly [sql: string, join?: string]>>;

const JOINS: Readonly<Record<string, string>> = {
  p: 'LEFT JOIN exchange p ON p.id = e.prepare_exchange_id',
  r: 'LEFT JOIN response r ON r.id = e.response_id',
  c: 'JOIN scope c ON c.id = e.scope_id',
};

export type ScannedColumn = keyof typeof COLUMNS;
export type ScannedValue = string | number | null;

/** Which exchanges are looked at. */
export interface ScanRange {
  /** Ids behind this one, … */
  readonly after: number;
  /** … up to this one. */
  readonly upTo: number;
  /** Texts that the statement, or the command where there is none, contains; ASCII, upper and lower case are one. */
  readonly words: readonly string[];
}

/** Reads through everything; every method throws what its reader makes of an error. */
export class Scans {
  readonly #read: ReadStatements;
  readonly #guard: <T>(read: () => T) => T;

  constructor(read: ReadStatements, guard: <T>(read: () => T) => T) {
    this.#read = read;
    this.#guard = guard;
  }

  /** In the order of the recording: a list per exchange, its id first, then the columns asked for. */
  page(
    columns: readonly ScannedColumn[],
    { after, upTo, words }: ScanRange,
  ): readonly (readonly [id: number, ...ScannedValue[]])[] {
    const asked = columns.map((name): readonly [string, string?] => COLUMNS[name]);
    const needed = asked.flatMap(([, join]) => (join === undefined ? [] : [join]));
    const joins = [...new Set(words.length > 0 ? [...needed, 'p'] : needed)].map((join) => JOINS[join] ?? '');
    const likes = words.map(() => "AND COALESCE(e.sql, p.sql, e.command) LIKE ? ESCAPE '\\'");
    const sql = `SELECT ${['e.id', ...asked.map(([one]) => one)].join(', ')} FROM exchange e ${joins.join(' ')}
      WHERE e.id > ? AND e.id <= ? ${likes.join(' ')} ORDER BY e.id`;
    const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
    return this.#lists<[number, ...ScannedValue[]]>(sql, after, upTo, ...patterns);
  }

  /** Id of the last exchange; 0 where there is none. */
  lastId(): number {
    return this.#lists<[number | null]>('SELECT max(id) FROM exchange')[0]?.[0] ?? 0;
  }

  /** Of all exchanges; null where there is none. Counts them. */
  range(): IdRange | null {
    const [row] = this.#lists<[number | null, number | null, number]>(
      'SELECT min(id), max(id), count(*) FROM exchange',
    );
    if (row === undefined || row[0] === null || row[1] === null) return null;
    return { first: row[0], last: row[1], count: row[2] };
  }

  /** How many exchanges began in each of some spans of the same length, in microseconds since 1970. */
  histogram(fromUs: number, widthUs: number, spans: number): number[] {
    const sql = `SELECT min(CAST((started_at_us - ?) / ? AS INTEGER), ?) AS span, count(*) FROM exchange GROUP BY span`;
    const counts = new Array<number>(spans).fill(0);
    for (const [span, count] of this.#lists<[number, number]>(sql, fromUs, widthUs, spans - 1)) {
      counts[Math.max(0, span)] = count;
    }
    return counts;
  }

  slowestIds(most: number): number[] {
    const sql = 'SELECT id FROM exchange ORDER BY last_byte_us DESC, id LIMIT ?';
    return this.#lists<[number]>(sql, most).map(([id]) => id);
  }

  /** The first that failed or were not recorded whole. */
  failedIds(most: number): number[] {
    const sql = `SELECT id FROM exchange WHERE gap IS NOT NULL
      OR response_id IN (SELECT id FROM response WHERE outcome = 'error') ORDER BY id LIMIT ?`;
    return this.#lists<[number]>(sql, most).map(([id]) => id);
  }

  /** The first that began, or were not over, within a span of time, in microseconds since 1970. */
  idsBetween(fromUs: number, toUs: number, most: number): number[] {
    const sql = `SELECT id FROM exchange WHERE started_at_us < ? AND started_at_us + last_byte_us >= ? ORDER BY id LIMIT ?`;
    return this.#lists<[number]>(sql, toUs, fromUs, most).map(([id]) => id);
  }

  #lists<Row>(sql: string, ...parameters: (number | string)[]): Row[] {
    return this.#guard(() => this.#read.lists<(number | string)[], Row>(sql, ...parameters));
  }
}

export interface IdRange {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}
