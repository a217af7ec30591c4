// What a strategy is given, and what it gives.

import type { RecordedExchange } from '../../core/recording.ts';
import type { Answering, Lane } from './answers.ts';
import type { MatchQuery } from './match-query.ts';
import type { Place } from './place.ts';
import type { PlayedSet } from './played-set.ts';

/** What all connections share within one scope. */
export interface Track {
  readonly reader: Answering;
  readonly played: PlayedSet;
  /** Of the connections that are in the scope. */
  readonly places: ReadonlySet<Place>;
  /** Whether two answers say the same, whatever capabilities and ids they came with. */
  readonly isSameAnswer: (a: RecordedExchange, b: RecordedExchange) => boolean;
  /** Takes back that an exchange was played. */
  giveBack(exchange: RecordedExchange): void;
}

export interface Strategy {
  /**
   * Takes an exchange that has not been played, and notes that it now is.
   * @param lane the recorded answers to the same statement in the same state
   */
  find(query: MatchQuery, lane: Lane): RecordedExchange | undefined;
}
