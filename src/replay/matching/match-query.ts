// The question and the answer of matching: what is known of a command, and which exchange it gets.

import type { RecordedExchange } from '../../core/recording.ts';
import type { Place } from './place.ts';
import type { StatementQuery } from './statement-query.ts';

/** A command and where it is asked. */
export interface MatchQuery extends StatementQuery {
  readonly place: Place;
}

/**
 * `unknown`: nothing is recorded for it. `other state`: only under other session settings. `exhausted`: all of its
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
