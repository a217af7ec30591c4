// The question and the answer of matching: what is known of a command, and which exchange it gets.

import type { RecordedData, RecordedExchange } from '../../core/recording.ts';
import type { Place } from './place.ts';
import type { Repeatable } from './remembered-answers.ts';
import type { StatementQuery } from './statement-query.ts';

/** A command and where it is asked. */
export interface MatchQuery extends StatementQuery {
  readonly place: Place;
  /** Whether a miss need not be explained. */
  readonly isProbe?: boolean;
  /** Whether it may be told another number of rows than was recorded: `rows` of the match. */
  readonly isCounted?: boolean;
  /** Of several recorded answers that saw these data only this exchange's. */
  readonly only?: number | null;
}

/**
 * `unknown`: nothing is recorded for it. `other state`: only under other session settings. `exhausted`: all of its
 * answers have been given. `out of order`: recorded, but not where the connection is: in another transaction, or at
 * another place of the session. `other data`: only behind other writes than those that were played. `new values`: its answer depends on
 * values that are new at every run.
 */
export type NotFound = 'unknown' | 'other state' | 'exhausted' | 'out of order' | 'other data' | 'new values';

/**
 * Why it is not certain that the server would say the same. `overlapped`: a write ran at the same time when it was recorded.
 * `hole`: recorded with several answers though statement, state and data are the same. `count`: the data are the same, but
 * for what decides the next id, or how many rows are thrown away, which no server promises. `waits`: another connection has
 * written the same rows in a transaction that is open, so that a server would make it wait for its end.
 */
export type Doubt = 'overlapped' | 'hole' | 'count' | 'waits' | null;

/** Which writes make the difference between the data of a recorded answer and those that are there: exchanges, 0 for none. */
export interface OtherData {
  /** The last write that it was recorded behind and that was not asked here. */
  readonly missing: number;
  /** It was asked, and what it did is not there any more: it was taken back, or its rows were thrown away. */
  readonly isMissingGone?: boolean;
  /** It is about what only its own session sees: that it was asked elsewhere is of no use. */
  readonly isMissingOwn?: boolean;
  /** The last write that was asked here and that it was not recorded behind. */
  readonly extra: number;
  /** Two writes that were asked in this order and recorded in the other one. */
  readonly swapped: readonly [before: number, after: number] | null;
  /** Of a statement about locks that are taken by name: those of them that other connections hold here. */
  readonly named?: readonly string[];
}

export type Match =
  | {
      readonly kind: 'played';
      readonly exchange: RecordedExchange;
      readonly how: How;
      readonly doubt?: Doubt;
      /** How many rows it throws away, where that may be another number than was recorded. */
      readonly rows?: number | undefined;
      /** What it did to the data here, where that is something else than when it was recorded. */
      readonly did?: RecordedData | undefined;
      /** For as long as the data are these, it is the answer. */
      readonly repeatable?: Repeatable | null;
      /** Of rows that get their numbers from the server: all exchanges that saw these data. */
      readonly alike?: (() => readonly number[]) | undefined;
    }
  | Missed;

export interface Missed {
  readonly kind: 'miss';
  readonly reason: NotFound;
  /** A recorded exchange that has the fingerprint all the same; null where nothing has. */
  readonly near: RecordedExchange | null;
  readonly data?: OtherData | undefined;
  /** Of `new values`: how it depends on them. */
  readonly why?: string;
}

/** `next`: its turn has come; `again`: all were given and this one is given once more. */
export type How = 'next' | 'again';

/** Which of several recorded answers is taken. docs/matching.md describes them. */
export type StrategyName = 'data' | 'sequence' | 'ordered' | 'any';

/** What is done once all recorded answers to a statement are given; null: what its `repeat` says. */
export type Exhausted = 'error' | 'repeat-last' | 'cycle' | null;
