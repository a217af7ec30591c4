// What a client, a log and a report hear of a command that the recording has no answer to.

import type { StateDifference } from '../../identity/explain-state.ts';
import type { StatementComparison } from '../../identity/token-difference.ts';
import type { NotFound } from '../matching/match-query.ts';

/**
 * `unknown`: nothing like it is recorded. `parameter differs`: the statement is recorded, with other values. `other
 * state`: recorded under other session settings. `exhausted`: all answers were given. `out of order`: not at this
 * place of the transaction or session. `incomplete`: only a part of the answer was recorded. `redacted`: the answer
 * quoted a secret and was not kept. `other file`: LOCAL INFILE. `unknown scope`: the recording has none of this name.
 */
export type MissReason = NotFound | 'parameter differs' | 'incomplete' | 'redacted' | 'other file' | 'unknown scope';

/** The recorded statement that is most alike. */
export interface Nearest {
  readonly exchange: number;
  readonly command: string;
  readonly database: string;
  /** Empty for the unnamed one. */
  readonly scope: string;
  readonly sql: string;
  readonly parameters: string | null;
  /** What differs, in one line: of several places up to three. */
  readonly difference: string;
  /** Both statements token by token, with bound values put in, and all places where they differ. */
  readonly statements: StatementComparison;
  /** All words of the session's state that differ. */
  readonly state: readonly StateDifference[];
}

export interface Miss {
  /** ISO 8601. */
  readonly time: string;
  /** Number of the client's connection, from 1; null where nobody is connected (`mock match`). */
  readonly connection: number | null;
  /** Exchanges that this connection was answered with before, the latest last; some. */
  readonly before: readonly number[];
  readonly reason: MissReason;
  readonly command: string;
  /** The statement that was asked, secrets masked. */
  readonly sql: string | null;
  readonly parameters: string | null;
  readonly database: string;
  /** Empty for the unnamed one. */
  readonly scope: string;
  /** The session's state in words, as far as an answer depends on it. */
  readonly state: string;
  readonly nearest: Nearest | null;
  /** Other recorded statements that resemble it, most alike first. */
  readonly others: readonly Nearest[];
  /** Of `unknown scope`: names that resemble it. */
  readonly nearestScopes: readonly string[];
}

/** MySQL cuts its messages at 512 bytes (MYSQL_ERRMSG_SIZE). */
const MESSAGE_CHARS = 500;
const STATEMENT_CHARS = 160;
const SHOWN_DIFFERENCES = 20;

const WHAT: Readonly<Record<Exclude<MissReason, 'unknown scope'>, string>> = {
  unknown: 'no recorded answer to',
  'parameter differs': 'recorded only with other parameters',
  'other state': 'recorded only under other session settings',
  'out of order': 'recorded, but not at this place of the transaction or session',
  exhausted: 'all recorded answers are used up for',
  incomplete: 'the recorded answer is incomplete for',
  redacted: 'the recorded answer held a secret and was not kept for',
  'other file': 'the file sent by the client is not the recorded one for',
};

/** One line for the client's ERR packet. */
export function missMessage(miss: Miss): string {
  if (miss.reason === 'unknown scope') return unknownScope(miss.scope, miss.nearestScopes);
  const asked = miss.sql === null ? miss.command : shorten(oneLine(miss.sql), STATEMENT_CHARS);
  const parameters = miss.parameters === null ? '' : ` with ${shorten(miss.parameters, STATEMENT_CHARS / 2)}`;
  const database = miss.database === '' ? '' : ` [${miss.database}]`;
  const head = `mock: ${WHAT[miss.reason]}: ${asked}${parameters}${database}`;
  if (miss.nearest === null) return shorten(head, MESSAGE_CHARS);
  const { exchange, sql, difference } = miss.nearest;
  // the statement itself is there already where it is the same
  const isSame = oneLine(sql) === oneLine(miss.sql ?? '');
  const near = isSame
    ? `nearest is exchange ${exchange}`
    : `nearest is exchange ${exchange}: ${shorten(oneLine(sql), STATEMENT_CHARS)}`;
  return shorten(`${head}; ${near}; ${difference}`, MESSAGE_CHARS);
}

function unknownScope(name: string, nearest: readonly string[]): string {
  const advice = nearest.length === 0 ? 'it has no named scopes' : `nearest: ${nearest.map(quoted).join(', ')}`;
  return `mock: the recording has no scope ${quoted(name)}; ${advice}`;
}

function quoted(name: string): string {
  return `'${name.slice(0, 80)}'`;
}

/** The whole of it, line by line: what SHOW WARNINGS answers behind a miss, beside the error itself. */
export function missDetails(miss: Miss): string[] {
  const { reason, sql, parameters, database, scope, state, nearest, nearestScopes } = miss;
  const lines = [`reason: ${reason}`];
  if (sql !== null) lines.push(`asked: ${sql}`);
  if (parameters !== null) lines.push(`with parameters: ${parameters}`);
  if (database !== '') lines.push(`in database: ${database}`);
  if (scope !== '') lines.push(`in scope: ${scope}`);
  if (state !== '') lines.push(`session: ${state}`);
  if (nearest !== null) {
    lines.push(`nearest is exchange ${nearest.exchange}: ${nearest.sql}`);
    if (nearest.parameters !== null) lines.push(`recorded with parameters: ${nearest.parameters}`);
    lines.push(...differenceLines(nearest));
  }
  if (nearestScopes.length > 0) lines.push(`scopes with names like it: ${nearestScopes.join(', ')}`);
  return lines;
}

/** Each place where they differ. */
function differenceLines({ difference, statements, state }: Nearest): string[] {
  const lines = statements.differences
    .slice(0, SHOWN_DIFFERENCES)
    .map(({ kind, asked, recorded }) =>
      kind === 'binding'
        ? `same value, given otherwise: asked ${asked}, recorded ${recorded}`
        : `differs: asked ${asked || 'nothing'}, recorded ${recorded || 'nothing'}`,
    );
  const rest = statements.differences.length - lines.length;
  if (rest > 0) lines.push(`… and ${rest} other differences`);
  if (lines.length === 0) lines.push(`difference: ${difference}`);
  lines.push(
    ...state.map(
      ({ name, asked, recorded }) => `session: ${name} is ${asked ?? 'not set'}, was ${recorded ?? 'not set'}`,
    ),
  );
  return lines;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
