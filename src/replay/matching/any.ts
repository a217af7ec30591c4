// The strategy `any`: by the statement alone. Its recorded answers come in the order of the recording, whoever asks; no
// place, no transaction.

import type { RecordedExchange } from '../../core/recording.ts';
import type { Lane } from './answers.ts';
import type { MatchQuery } from './match-query.ts';
import type { Strategy, Track } from './strategy.ts';

export class Any implements Strategy {
  readonly #track: Track;

  constructor(track: Track) {
    this.#track = track;
  }

  find(_query: MatchQuery, lane: Lane): RecordedExchange | undefined {
    const exchange = lane.nextFrom(0)?.exchange;
    if (exchange !== undefined) this.#track.played.add(exchange.id);
    return exchange;
  }
}
