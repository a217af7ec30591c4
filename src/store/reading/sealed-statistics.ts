// What was counted when a long recording was sealed (sealing/statistics.ts). A short one, one that is being written and one
// that an older mock sealed have none: whoever asks counts for himself.

import { deflateSync, inflateSync } from 'node:zlib';
import type { ScopeStats } from '../counting/statistics-collector.ts';
import type { ReadStatements } from './read-statements.ts';

/** In `recording_totals`: what `mock stats` says, as `packScopes` has it; before, the JSON itself stood there. */
export const SCOPES_KEY = 'scopes_deflated';
const PLAIN_SCOPES_KEY = 'scopes';
/** Of the JSON: some of a recording that comes from anywhere. */
const MOST_BYTES = 64 * 1024 * 1024;

/** All executions of one statement in one scope, whatever its values. */
export interface StatementTotals {
  readonly scope: string;
  /** The statement with its values as `?`; `(other statements)` for those beyond what is told apart. */
  readonly text: string;
  /** Id of the first exchange. */
  readonly first: number;
  readonly count: number;
  readonly errors: number;
  readonly rows: number;
  readonly bytes: number;
  readonly totalUs: number;
  readonly mostUs: number;
}

export interface SealedOverview {
  /** Id of the last exchange that was counted. */
  readonly lastId: number;
  readonly exchanges: number;
  readonly gaps: number;
  readonly errors: number;
  readonly responses: number;
  readonly responseBytes: number;
  /** Microseconds since 1970. */
  readonly firstAtUs: number;
  readonly lastAtUs: number;
  /** How many began in each span of time. */
  readonly density: { readonly fromUs: number; readonly widthUs: number; readonly counts: readonly number[] };
  /** Ids of the slowest, and of the first that failed or were not recorded whole. */
  readonly slowest: readonly number[];
  readonly failed: readonly number[];
}

/** Every method throws what its reader makes of an error. */
export class SealedStatistics {
  readonly #read: ReadStatements;
  readonly #guard: <T>(read: () => T) => T;
  readonly #isSealed: boolean;
  #overview: { readonly found: SealedOverview | null } | null = null;

  constructor(read: ReadStatements, guard: <T>(read: () => T) => T, isSealed: boolean) {
    this.#read = read;
    this.#guard = guard;
    this.#isSealed = isSealed;
  }

  /** Null where there is none, or none of what the recording is now. */
  overview(): SealedOverview | null {
    this.#overview ??= { found: this.#isSealed ? this.#guard(() => readOverview(this.#read)) : null };
    return this.#overview.found;
  }

  /** As \`mock stats\` has them with the usual limits; null where they were not counted. */
  scopes(): ScopeStats[] | null {
    return this.overview() === null ? null : this.#guard(() => readScopes(this.#read));
  }

  /** By scope and statement; null where there is no overview. */
  totals(): readonly StatementTotals[] | null {
    return this.overview() === null ? null : this.#guard(() => readTotals(this.#read));
  }
}

function readOverview(read: ReadStatements): SealedOverview | null {
  if (!hasTable(read, 'recording_totals') || !hasTable(read, 'statement_totals')) return null;
  const rows = read.lists<[], [string, string]>(
    `SELECT key, value FROM recording_totals WHERE key NOT LIKE '${PLAIN_SCOPES_KEY}%'`,
  );
  const overview = Object.fromEntries(rows.map(([key, value]) => [key, JSON.parse(value)]));
  // an older mock that appended knew nothing of these tables
  const last = read.lists<[], [number | null]>('SELECT max(id) FROM exchange')[0]?.[0];
  return overview['lastId'] === last ? (overview as SealedOverview) : null;
}

function readScopes(read: ReadStatements): ScopeStats[] | null {
  const sql = 'SELECT value FROM recording_totals WHERE key = ?';
  const keptUnder = (key: string) => read.lists<[string], [string]>(sql, key)[0]?.[0];
  const packed = keptUnder(SCOPES_KEY);
  const text = packed === undefined ? keptUnder(PLAIN_SCOPES_KEY) : unpackScopes(packed);
  return text === undefined ? null : (JSON.parse(text) as ScopeStats[]);
}

/**
 * Of each finding the same words: a twelfth of the JSON is left.
 * @param json of scopes @returns JSON, as all values of `recording_totals`: in base64, deflated
 */
export function packScopes(json: string): string {
  return JSON.stringify(deflateSync(json).toString('base64'));
}

function unpackScopes(packed: string): string {
  return inflateSync(Buffer.from(String(JSON.parse(packed)), 'base64'), { maxOutputLength: MOST_BYTES }).toString();
}

function readTotals(read: ReadStatements): StatementTotals[] {
  type Row = [string, string, number, number, number, number, number, number, number];
  const sql = `SELECT scope, digest, count, errors, rows, bytes, total_us, most_us, first_exchange_id
    FROM statement_totals ORDER BY rowid`;
  return read.lists<[], Row>(sql).map(([scope, text, count, errors, rows, bytes, totalUs, mostUs, first]) => {
    return { scope, text, first, count, errors, rows, bytes, totalUs, mostUs };
  });
}

function hasTable(read: ReadStatements, name: string): boolean {
  return read.lists<[string], [number]>('SELECT 1 FROM sqlite_master WHERE name = ?', name).length > 0;
}
