// The question and the answer of matching: what is known of a command, and which exchange it gets.

import type { RecordedExchange } from '../domain/recording.ts';
import type { OpenTransaction } from './open-transaction.ts';

/** Where a connection stands in the recording. */
export interface Place {
  /** Exchanges up to this one were complete when what was played last was asked: they are behind it. */
  after: number;
  /** The recorded session that it follows. */
  session: number;
  /** What was played last. */
  last: RecordedExchange | null;
  transaction: OpenTransaction | null;
  /** The open transaction is one more than were recorded: its BEGIN was given again. */
  isBeyond: boolean;
}

export function startPlace(session = 0): Place {
  return { after: 0, session, last: null, transaction: null, isBeyond: false };
}

/**
 * What happens by default once all recorded answers are given. `never`: a miss. `same`: the answer is given again where
 * it was always the same one. `last`: the last is given again, since it carries no data (SET NAMES, a prepare). `control`:
 * likewise for the beginning of a transaction that is one more than were recorded, and for its end.
 */
export type Repeat = 'never' | 'same' | 'last' | 'control';

export interface MatchQuery {
  readonly fingerprint: string;
  /** The session's state in words, as far as the answer depends on it. */
  readonly state: string;
  /** Whether the connection has a transaction open. */
  readonly isInTransaction: boolean;
  /** Whether the answer depends on that; a prepare's does not. */
  readonly isTransactional: boolean;
  readonly isRead: boolean;
  readonly place: Place;
  /** Its answer depends on the connection (LAST_INSERT_ID()): the followed session's answer goes first. */
  readonly isSessionBound: boolean;
  readonly repeat: Repeat;
}

/**
 * `unknown`: nothing is recorded for it. `other state`: only in another state of the session. `exhausted`: all of its
 * answers have been given. `out of order`: recorded, but not where the connection is: in another transaction, or at
 * another place of the session.
 */
export type NotFound = 'unknown' | 'other state' | 'exhausted' | 'out of order';

export type Match = { readonly kind: 'played'; readonly exchange: RecordedExchange; readonly how: How } | Missed;

export interface Missed {
  readonly kind: 'miss';
  readonly reason: NotFound;
  /** A recorded exchange that has the fingerprint all the same; null where nothing has. */
  readonly near: RecordedExchange | null;
}

/** `next`: its turn has come; `again`: all were given and this one is given once more. */
export type How = 'next' | 'again';

/** Which of several recorded answers is taken. docs/matching.md describes them. */
export type StrategyName = 'sequence' | 'ordered' | 'any';

/** What is done once all recorded answers to a statement are given; null: what its `repeat` says. */
export type Exhausted = 'error' | 'repeat-last' | 'cycle' | null;
