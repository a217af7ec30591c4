// What a client, a log and a report hear of a command that the recording has no answer to.

import type { StateDifference } from '../../identity/explain-state.ts';
import type { StatementComparison } from '../../identity/token-difference.ts';
import type { NotFound } from '../matching/match-query.ts';

/**
 * `unknown`: nothing like it is recorded. `parameter differs`: the statement is recorded, with other values. `other
 * state`: recorded under other session settings. `exhausted`: all answers were given. `out of order`: not at this
 * place of the transaction or session. `other data`: recorded behind other writes. `incomplete`: only a part of the answer
 * was recorded. `redacted`: the answer quoted a secret and was not kept. `other file`: LOCAL INFILE. `unknown scope`: the
 * recording has none of this name. `unknown login`: nobody of this name logged in, or nothing is recorded of the database.
 */
export type MissReason =
  | NotFound
  | 'parameter differs'
  | 'incomplete'
  | 'redacted'
  | 'other file'
  | 'unknown scope'
  | 'unknown login';

/** The recorded statement that is most alike. */
export interface Nearest {
  readonly exchange: number;
  readonly command: string;
  readonly database: string;
  /** Empty for the unnamed one. */
  readonly scope: string;
  readonly sql: string;
  readonly parameters: string | null;
  /** What differs, in one line: all places. */
  readonly difference: string;
  /** Both statements token by token, with bound values put in, and all places where they differ. */
  readonly statements: StatementComparison;
  /** All words of the session's state that differ. */
  readonly state: readonly StateDifference[];
  /** When it was recorded, in ms since 1970; null where the recording does not tell. */
  readonly askedMs?: number | null;
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
