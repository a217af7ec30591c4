// The strategy `sequence`: each connection follows one recorded session to the letter, statement by statement. Which one
// shows with its first statement: the first session that begins so and that no other connection has taken.

import type { RecordedExchange } from '../../core/recording.ts';
import type { Lane } from './answers.ts';
import type { MatchQuery } from './match-query.ts';
import { type Place, standIn } from './place.ts';
import type { Seat } from './seat.ts';
import type { Strategy, Track } from './strategy.ts';

const PAGE = 64;

export class Sequence implements Strategy {
  readonly #track: Track;
  readonly #scope: number;
  readonly #places = new WeakMap<Place, SessionStream>();
  readonly #taken = new Set<number>();

  constructor(track: Track, scope: number) {
    this.#track = track;
    this.#scope = scope;
  }

  find(query: MatchQuery, lane: Lane): RecordedExchange | undefined {
    const stream = this.#places.get(query.place);
    return stream === undefined ? this.#begin(query, lane) : this.#take(query, stream);
  }

  #begin(query: MatchQuery, lane: Lane): RecordedExchange | undefined {
    const { place } = query;
    const own = place.session > 0 && !this.#taken.has(place.session) ? this.#stream(place.session) : undefined;
    if (own !== undefined && this.#fits(query, own.peek())) return this.#follow(query, own, place);
    const { seat } = place;
    const stream = (seat === null ? undefined : this.#firstThat(lane, seat)) ?? this.#firstThat(lane, null);
    return stream === undefined ? undefined : this.#follow(query, stream, place);
  }

  /** The first session that begins so, and that nobody has taken. @param seat whose session it may be; null for any */
  #firstThat(lane: Lane, seat: Seat | null): SessionStream | undefined {
    for (let candidate = lane.nextFrom(0); candidate !== undefined; candidate = lane.nextFrom(candidate.index + 1)) {
      const { session } = candidate.exchange;
      if (this.#taken.has(session) || seat?.mayBe(session) === false) continue;
      const stream = this.#stream(session);
      if (stream.peek()?.id === candidate.exchange.id) return stream;
    }
    return undefined;
  }

  #stream(session: number): SessionStream {
    return new SessionStream(this.#track, session, this.#scope);
  }

  #follow(query: MatchQuery, stream: SessionStream, place: Place): RecordedExchange | undefined {
    this.#taken.add(stream.session);
    this.#places.set(place, stream);
    standIn(place, stream.session);
    return this.#take(query, stream);
  }

  #take(query: MatchQuery, stream: SessionStream): RecordedExchange | undefined {
    const exchange = stream.peek();
    if (exchange === undefined || !this.#fits(query, exchange)) return undefined;
    stream.advance();
    this.#track.played.add(exchange.id);
    query.place.last = exchange;
    return exchange;
  }

  #fits(query: MatchQuery, exchange: RecordedExchange | undefined): boolean {
    if (exchange?.fingerprint !== query.fingerprint) return false;
    return exchange.state === null || exchange.state === this.#track.reader.stateId(query.state);
  }
}

/** The commands of a recorded session that are matched at all, in their order. */
class SessionStream {
  readonly session: number;
  readonly #track: Track;
  readonly #scope: number;
  #page: readonly RecordedExchange[] = [];
  #index = 0;
  #last = 0;
  #isAtEnd = false;

  constructor(track: Track, session: number, scope: number) {
    this.#track = track;
    this.session = session;
    this.#scope = scope;
  }

  peek(): RecordedExchange | undefined {
    while (this.#index >= this.#page.length && !this.#isAtEnd) this.#load();
    return this.#page[this.#index];
  }

  advance(): void {
    this.#index++;
  }

  #load(): void {
    const page = this.#track.reader.bySessionAfter(this.session, this.#last, PAGE);
    this.#last = page.at(-1)?.id ?? this.#last;
    this.#isAtEnd = page.length < PAGE;
    this.#page = page.filter(({ fingerprint, scope }) => fingerprint !== null && scope === this.#scope);
    this.#index = 0;
  }
}
