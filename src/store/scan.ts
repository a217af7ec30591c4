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

/** The next exchanges behind one, in the order of the recording: a list per exchange, its id first, then the columns asked for. */
export function scanPage(
  read: ReadStatements,
  columns: readonly ScannedColumn[],
  after: number,
  limit: number,
): readonly (readonly [id: number, ...ScannedValue[]])[] {
  const asked = columns.map((name): readonly [string, string?] => COLUMNS[name]);
  const joins = [...new Set(asked.flatMap(([, join]) => (join === undefined ? [] : [JOINS[join] ?? ''])))];
  const sql = `SELECT ${['e.id', ...asked.map(([one]) => one)].join(', ')} FROM exchange e ${joins.join(' ')}
    WHERE e.id > ? ORDER BY e.id LIMIT ?`;
  return read.lists<[number, number], [number, ...ScannedValue[]]>(sql, after, limit);
}

export interface IdRange {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Of all exchanges; null where there is none. */
export function idRange(read: ReadStatements): IdRange | null {
  const [row] = read.lists<[], [number | null, number | null, number]>(
    'SELECT min(id), max(id), count(*) FROM exchange',
  );
  if (row === undefined || row[0] === null || row[1] === null) return null;
  return { first: row[0], last: row[1], count: row[2] };
}

/** How many exchanges began in each of some spans of the same length, and the slowest of all. */
export function histogram(read: ReadStatements, fromUs: number, widthUs: number, spans: number): number[] {
  const sql = `SELECT min(CAST((started_at_us - ?) / ? AS INTEGER), ?) AS span, count(*) FROM exchange GROUP BY span`;
  const counts = new Array<number>(spans).fill(0);
  for (const [span, count] of read.lists<[number, number, number], [number, number]>(sql, fromUs, widthUs, spans - 1)) {
    counts[Math.max(0, span)] = count;
  }
  return counts;
}

export function slowestIds(read: ReadStatements, most: number): number[] {
  const sql = 'SELECT id FROM exchange ORDER BY last_byte_us DESC, id LIMIT ?';
  return read.lists<[number], [number]>(sql, most).map(([id]) => id);
}

/** The first that failed or were not recorded whole. */
export function failedIds(read: ReadStatements, most: number): number[] {
  const sql = `SELECT id FROM exchange WHERE gap IS NOT NULL
    OR response_id IN (SELECT id FROM response WHERE outcome = 'error') ORDER BY id LIMIT ?`;
  return read.lists<[number], [number]>(sql, most).map(([id]) => id);
}

/** Those that began within a span of time, the first of them. */
export function idsBetween(read: ReadStatements, fromUs: number, toUs: number, most: number): number[] {
  const sql = `SELECT id FROM exchange WHERE started_at_us < ? AND started_at_us + last_byte_us >= ? ORDER BY id LIMIT ?`;
  return read.lists<[number, number, number], [number]>(sql, toUs, fromUs, most).map(([id]) => id);
}
