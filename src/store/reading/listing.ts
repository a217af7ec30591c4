// What `mock inspect` and scripts look at: a recording page by page, never with a cursor left open.

import type { Outcome } from '../../core/command.ts';
import type { Gap, RecordedSession } from '../../core/recording.ts';

import { numberOrNull, type ReadStatements, type SessionRow, sessionColumns, toSession } from './read-statements.ts';
import { type OutcomeRow, outcomeOf } from './response-facts.ts';
import type { SealedOverview } from './sealed-statistics.ts';

const PAGE_ROWS = 500;

/** A recording at a glance. */
export interface RecordingSummary {
  /** See `meta` in docs/recording.md. */
  readonly meta: ReadonlyMap<string, string>;
  readonly sessions: number;
  readonly exchanges: number;
  readonly responses: number;
  /** Bytes of the distinct responses. */
  readonly responseBytes: number;
  readonly gaps: number;
  readonly errors: number;
  /** Microseconds since 1970; null in an empty recording. */
  readonly firstAtUs: number | null;
  readonly lastAtUs: number | null;
}

export interface ListedSession extends RecordedSession {
  readonly endedAtUs: number | null;
  readonly exchanges: number;
}

/** An exchange with what is known of its response. */
export interface ListedExchange {
  readonly id: number;
  readonly session: number;
  readonly ordinal: number;
  readonly command: string;
  /** Of an execute: that of its prepare. */
  readonly sql: string | null;
  readonly parameters: string | null;
  readonly request: Buffer | null;
  readonly fingerprint: string | null;
  readonly prepareExchange: number | null;
  readonly database: string;
  readonly startedAtUs: number;
  readonly firstByteUs: number;
  readonly lastByteUs: number;
  readonly gap: Gap | null;
  readonly scope: string;
  /** The session's state in words; null where the recording does not know it. */
  readonly state: string | null;
  /** The exchange that began the transaction in which this one ran. */
  readonly transaction: number | null;
  /** The last exchange that was complete when this one's command came; null where the recording does not know it. */
  readonly begunAfter: number | null;
  readonly responseId: number | null;
  readonly outcome: Outcome;
  readonly errorCode: number | null;
  readonly sqlState: string | null;
  readonly errorMessage: string | null;
  readonly affectedRows: bigint | null;
  readonly lastInsertId: bigint | null;
  readonly warnings: number | null;
  readonly rows: number | null;
  readonly bytes: number;
}

export interface ListOptions {
  readonly session?: number;
  /** Begin behind the exchange with this id. */
  readonly after?: number;
  readonly limit?: number;
}

interface ListedRow extends OutcomeRow {
  readonly id: bigint;
  readonly session_id: bigint;
  readonly ordinal: bigint;
  readonly command: string;
  readonly sql: string | null;
  readonly parameters: string | null;
  readonly request: Buffer | null;
  readonly fingerprint: string | null;
  readonly prepare_exchange_id: bigint | null;
  readonly database: string;
  readonly started_at_us: bigint;
  readonly first_byte_us: bigint;
  readonly last_byte_us: bigint;
  readonly gap: Gap | null;
  readonly scope: string;
  readonly state: string | null;
  readonly transaction_id: bigint | null;
  readonly begun_after: bigint | null;
  readonly response_id: bigint | null;
  readonly bytes: bigint;
}

const select = `
  SELECT e.id, e.session_id, e.ordinal, e.command, COALESCE(e.sql, p.sql) AS sql, e.parameters, e.request, e.fingerprint,
         e.prepare_exchange_id, e.database, e.started_at_us, e.first_byte_us, e.last_byte_us, e.gap, e.response_id,
         c.name AS scope, s.name AS state, e.transaction_id, e.begun_after,
         COALESCE(r.outcome, 'none') AS outcome, r.error_code, r.sqlstate, r.error_message, r.affected_rows,
         r.last_insert_id, r.warnings, r.rows, COALESCE(r.bytes, 0) AS bytes
    FROM exchange e
    LEFT JOIN exchange p ON p.id = e.prepare_exchange_id
    LEFT JOIN response r ON r.id = e.response_id
    LEFT JOIN session_state s ON s.id = e.state_id
    JOIN scope c ON c.id = e.scope_id`;

export function findListed(read: ReadStatements, id: number): ListedExchange | null {
  const row = read.get<[number], ListedRow>(`${select} WHERE e.id = ?`, id);
  return row === undefined ? null : toListed(row);
}

/** The next page of exchanges, in the order of the recording. */
export function listPage(read: ReadStatements, after: number, options: ListOptions, limit: number): ListedExchange[] {
  const rows = Math.min(limit, PAGE_ROWS);
  if (options.session === undefined) {
    const sql = `${select} WHERE e.id > ? ORDER BY e.id LIMIT ?`;
    return read.all<[number, number], ListedRow>(sql, after, rows).map(toListed);
  }
  const sql = `${select} WHERE e.session_id = ? AND e.id > ? ORDER BY e.id LIMIT ?`;
  return read.all<[number, number, number], ListedRow>(sql, options.session, after, rows).map(toListed);
}

export function listSessionRows(read: ReadStatements): ListedSession[] {
  const sql = `SELECT ${sessionColumns}, coalesce(c.n, 0) AS exchanges FROM session
    LEFT JOIN (SELECT session_id, count(*) AS n FROM exchange GROUP BY session_id) c ON c.session_id = session.id ORDER BY session.id`;
  return read.all<[], SessionRow & { exchanges: bigint }>(sql).map((row) => ({
    ...toSession(row),
    endedAtUs: numberOrNull(row.ended_at_us),
    exchanges: Number(row.exchanges),
  }));
}

/** Without what was counted at sealing it reads every row's fixed columns once: a second for a million exchanges. */
export function summarise(
  read: ReadStatements,
  meta: ReadonlyMap<string, string>,
  sealed: SealedOverview | null,
): RecordingSummary {
  const sessions = Number(read.get<[], { n: bigint }>('SELECT count(*) AS n FROM session')?.n ?? 0);
  if (sealed !== null) {
    const { exchanges, responses, responseBytes, gaps, errors, firstAtUs, lastAtUs } = sealed;
    return { meta, sessions, exchanges, responses, responseBytes, gaps, errors, firstAtUs, lastAtUs };
  }
  const exchanges = read.get<[], { n: bigint; gaps: bigint; first: bigint | null; last: bigint | null }>(
    `SELECT count(*) AS n, count(gap) AS gaps, min(started_at_us) AS first, max(started_at_us) AS last FROM exchange`,
  );
  const responses = read.get<[], { n: bigint; bytes: bigint }>(
    'SELECT count(*) AS n, coalesce(sum(bytes), 0) AS bytes FROM response',
  );
  const errors = read.get<[], { n: bigint }>(
    `SELECT count(*) AS n FROM exchange WHERE response_id IN (SELECT id FROM response WHERE outcome = 'error')`,
  );
  return {
    meta,
    sessions,
    exchanges: Number(exchanges?.n ?? 0),
    responses: Number(responses?.n ?? 0),
    responseBytes: Number(responses?.bytes ?? 0),
    gaps: Number(exchanges?.gaps ?? 0),
    errors: Number(errors?.n ?? 0),
    firstAtUs: numberOrNull(exchanges?.first ?? null),
    lastAtUs: numberOrNull(exchanges?.last ?? null),
  };
}

function toListed(row: ListedRow): ListedExchange {
  return {
    id: Number(row.id),
    session: Number(row.session_id),
    ordinal: Number(row.ordinal),
    command: row.command,
    sql: row.sql,
    parameters: row.parameters,
    request: row.request,
    fingerprint: row.fingerprint,
    prepareExchange: numberOrNull(row.prepare_exchange_id),
    database: row.database,
    startedAtUs: Number(row.started_at_us),
    firstByteUs: Number(row.first_byte_us),
    lastByteUs: Number(row.last_byte_us),
    gap: row.gap,
    scope: row.scope,
    state: row.state,
    transaction: numberOrNull(row.transaction_id),
    begunAfter: numberOrNull(row.begun_after),
    responseId: numberOrNull(row.response_id),
    ...outcomeOf(row),
    bytes: Number(row.bytes),
  };
}
