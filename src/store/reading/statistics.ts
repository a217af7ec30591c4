// The exchanges of a recording with what counting them takes, and no more: for reading all of them, a microsecond each.

import type { Outcome } from '../../core/command.ts';
import type { ReadStatements } from './read-statements.ts';

const PAGE_ROWS = 1000;

/** As in ListedExchange. */
export interface CountedExchange {
  readonly id: number;
  readonly session: number;
  readonly scope: string;
  readonly command: string;
  readonly sql: string | null;
  readonly parameters: string | null;
  /** Of operations of the X Protocol only. */
  readonly request: Buffer | null;
  readonly fingerprint: string | null;
  readonly responseId: number | null;
  readonly outcome: Outcome;
  readonly rows: number | null;
  readonly bytes: number;
  readonly lastByteUs: number;
}

type Row = readonly [
  id: number,
  session: number,
  scope: string,
  command: string,
  sql: string | null,
  parameters: string | null,
  request: Buffer | null,
  fingerprint: string | null,
  responseId: number | null,
  outcome: Outcome,
  rows: number | null,
  bytes: number,
  lastByteUs: number,
];

const page = `
  SELECT e.id, e.session_id, c.name, e.command, COALESCE(e.sql, p.sql), e.parameters,
         CASE WHEN e.command LIKE 'Crud.%' THEN e.request END, e.fingerprint, e.response_id,
         COALESCE(r.outcome, 'none'), r.rows, COALESCE(r.bytes, 0), e.last_byte_us
    FROM exchange e
    LEFT JOIN exchange p ON p.id = e.prepare_exchange_id
    LEFT JOIN response r ON r.id = e.response_id
    JOIN scope c ON c.id = e.scope_id
   WHERE e.id > ? ORDER BY e.id LIMIT ${PAGE_ROWS}`;

/** The next page, in the order of the recording. */
export function countedPage(read: ReadStatements, after: number): CountedExchange[] {
  return read.lists<[number], Row>(page, after).map(toCounted);
}

function toCounted(row: Row): CountedExchange {
  return {
    id: row[0],
    session: row[1],
    scope: row[2],
    command: row[3],
    sql: row[4],
    parameters: row[5],
    request: row[6],
    fingerprint: row[7],
    responseId: row[8],
    outcome: row[9],
    rows: row[10],
    bytes: row[11],
    lastByteUs: row[12],
  };
}
