// The rows of a recording as the reading side has them. Each statement is prepared when it is first needed, so that
// opening costs nothing for what is never asked.

import type { Database, Statement } from 'better-sqlite3';
import type { Outcome } from '../../core/command.ts';
import type {
  Gap,
  Protocol,
  RecordedExchange,
  RecordedSession,
  RecordedStatement,
  SessionEnding,
  SessionFacts,
} from '../../core/recording.ts';
import { checkOrder } from '../exchange-order.ts';

/** Prepares SQL on first use. */
export class ReadStatements {
  readonly #db: Database;
  readonly #prepared = new Map<string, Statement>();
  readonly #lists = new Map<string, Statement>();

  constructor(db: Database) {
    this.#db = db;
  }

  get<P extends unknown[], R>(sql: string, ...parameters: P): R | undefined {
    return this.#statement<P, R>(sql).get(...parameters);
  }

  all<P extends unknown[], R>(sql: string, ...parameters: P): R[] {
    return this.#statement<P, R>(sql).all(...parameters);
  }

  /** Rows as lists, their numbers plain: for columns that hold nothing above 2^53. */
  lists<P extends unknown[], R>(sql: string, ...parameters: P): R[] {
    const known = this.#lists.get(sql);
    if (known !== undefined) return (known as Statement<P, R>).all(...parameters);
    const statement = this.#db.prepare<P, R>(sql).raw();
    this.#lists.set(sql, statement);
    return statement.all(...parameters);
  }

  #statement<P extends unknown[], R>(sql: string): Statement<P, R> {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known as Statement<P, R>;
    // 64-bit numbers come exact, as bigint; whoever knows that a column is small converts it
    const statement = this.#db.prepare<P, R>(sql).safeIntegers();
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** Values of `exchangeColumns`, which replay reads by the thousand: in a list, and as plain numbers. */
export type ExchangeRow = readonly [
  id: number,
  session: number,
  ordinal: number,
  command: string,
  database: string,
  responseId: number | null,
  prepareExchange: number | null,
  gap: Gap | null,
  fingerprint: string | null,
  scope: number,
  state: number | null,
  transaction: number | null,
  begunAfter: number | null,
];

export const exchangeColumns = `id, session_id, ordinal, command, database, response_id, prepare_exchange_id, gap,
  fingerprint, scope_id, state_id, transaction_id, begun_after`;

export function toExchange(row: ExchangeRow): RecordedExchange {
  const exchange = {
    id: row[0],
    session: row[1],
    ordinal: row[2],
    command: row[3],
    database: row[4],
    responseId: row[5],
    prepareExchange: row[6],
    gap: row[7],
    fingerprint: row[8],
    scope: row[9],
    state: row[10],
    transaction: row[11],
    begunAfter: row[12],
  };
  checkOrder(exchange.id, exchange, exchange.responseId);
  return exchange;
}

export type StatementRow = readonly [
  id: number,
  session: number,
  scope: number,
  command: string,
  sql: string,
  parameters: string | null,
  request: Buffer | null,
  execution: Buffer | null,
  startedAtUs: number,
];

const statements = `SELECT e.id, e.session_id, e.scope_id, e.command, COALESCE(e.sql, p.sql), e.parameters,
  CASE WHEN e.sql IS NULL THEN p.request ELSE e.request END,
  CASE WHEN e.sql IS NULL THEN e.request END, e.started_at_us
  FROM exchange e LEFT JOIN exchange p ON p.id = e.prepare_exchange_id`;
const hasStatement = 'e.fingerprint IS NOT NULL AND e.gap IS NULL AND COALESCE(e.sql, p.sql) IS NOT NULL';

export const statementsAfterSql = `${statements} WHERE e.id > ? AND ${hasStatement} ORDER BY e.id LIMIT ?`;
export const statementByIdSql = `${statements} WHERE e.id = ? AND ${hasStatement}`;

export function toStatement(row: StatementRow): RecordedStatement {
  const [id, session, scope, command, sql, parameters, request, execution, startedAtUs] = row;
  const askedMs = startedAtUs > 0 ? startedAtUs / 1000 : null;
  return { id, session, scope, command, sql, parameters, request, execution, askedMs };
}

export interface ResponseRow {
  readonly id: bigint;
  readonly hash: string;
  readonly encoding: bigint;
  readonly outcome: Outcome;
  readonly error_code: bigint | null;
  readonly status: bigint | null;
  readonly warnings: bigint | null;
  readonly affected_rows: bigint | string | null;
  readonly rows: bigint | null;
  readonly last_insert_id: bigint | string | null;
  readonly prepared_id: bigint | null;
  readonly bytes: bigint;
  readonly head: Buffer;
}

export interface SessionRow {
  readonly id: bigint;
  readonly protocol: Protocol;
  readonly user: string;
  readonly database: string;
  readonly capabilities: bigint;
  readonly charset: bigint;
  readonly max_packet_bytes: bigint;
  readonly attributes: string;
  readonly client_tls_protocol: string | null;
  readonly client_tls_cipher: string | null;
  readonly server_tls_protocol: string | null;
  readonly server_tls_cipher: string | null;
  readonly server_version: string;
  readonly greeting: Buffer;
  readonly auth_plugin: string;
  readonly auth_outcome: SessionFacts['authOutcome'];
  readonly login_reply: Buffer;
  readonly started_at_us: bigint;
  readonly ended_at_us: bigint | null;
  readonly ending: SessionEnding;
  readonly scope: string;
}

export const sessionColumns = 'session.*, (SELECT name FROM scope WHERE scope.id = session.scope_id) AS scope';

export function toSession(row: SessionRow): RecordedSession {
  const facts: SessionFacts = {
    protocol: row.protocol,
    user: row.user,
    database: row.database,
    capabilities: row.capabilities,
    charset: Number(row.charset),
    maxPacketBytes: Number(row.max_packet_bytes),
    attributes: parseAttributes(row.attributes),
    clientTls: tlsFacts(row.client_tls_protocol, row.client_tls_cipher),
    serverTls: tlsFacts(row.server_tls_protocol, row.server_tls_cipher),
    serverVersion: row.server_version,
    greeting: row.greeting,
    authPlugin: row.auth_plugin,
    authOutcome: row.auth_outcome,
    loginReply: row.login_reply,
    startedAtUs: Number(row.started_at_us),
    scope: row.scope,
  };
  return { id: Number(row.id), facts, ending: row.ending };
}

function tlsFacts(protocol: string | null, cipher: string | null): SessionFacts['clientTls'] {
  return protocol === null ? null : { protocol, cipher: cipher ?? '' };
}

function parseAttributes(json: string): Record<string, string> {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}

export function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
