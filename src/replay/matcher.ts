// Which recorded answer a command gets: the `ordered` strategy. Among the recorded answers to a fingerprint it takes
// the next unplayed one after the connection's place in the recording, else the next unplayed one anywhere; so pools and
// parallel clients work, and a SELECT before and after an INSERT gets the two different answers. docs/matching.md

import type { RecordedExchange, RecordingReader } from '../domain/recording.ts';

/** All that matching asks of a recording. */
export type Candidacies = Pick<RecordingReader, 'byFingerprintAfter'>;

/** Where a connection stands: the exchange it played last, and the recorded session that it follows. */
export interface Place {
  exchange: number;
  session: number;
}

/**
 * What happens once all recorded answers are given. `never`: a miss. `same`: the answer is given again where it was
 * always the same one. `last`: the last is given again, since it carries no data (SET NAMES, a prepare).
 */
export type Repeat = 'never' | 'same' | 'last';

export interface MatchQuery {
  readonly fingerprint: string;
  readonly place: Place;
  /** Its answer depends on the connection (LAST_INSERT_ID(), a transaction): the followed session's answer goes first. */
  readonly isSessionBound: boolean;
  readonly repeat: Repeat;
}

export type Match =
  | { readonly kind: 'played'; readonly exchange: RecordedExchange }
  /** `exhausted`: recorded, and all of its answers have been given. */
  | { readonly kind: 'miss'; readonly reason: 'unknown' | 'exhausted' };

/** Rows of one look-up in the file. */
const PAGE = 256;

export class Matcher {
  readonly #reader: Candidacies;
  readonly #candidates = new Map<string, Candidates>();
  #playedCount = 0;

  constructor(reader: Candidacies) {
    this.#reader = reader;
  }

  /** Whole exchanges played, each counted once. */
  get playedCount(): number {
    return this.#playedCount;
  }

  match(query: MatchQuery): Match {
    let candidates = this.#candidates.get(query.fingerprint);
    if (candidates === undefined) {
      candidates = new Candidates(this.#reader, query.fingerprint);
      if (candidates.isEmpty) return { kind: 'miss', reason: 'unknown' };
      this.#candidates.set(query.fingerprint, candidates);
    }
    const { place } = query;
    const fresh =
      (query.isSessionBound ? candidates.nextOf(place.session, place.exchange) : undefined) ??
      candidates.nextAfter(place.exchange) ??
      candidates.nextAfter(0);
    if (fresh !== undefined) {
      candidates.play(fresh);
      if (fresh.exchange.gap === null) this.#playedCount++;
      return this.#take(fresh.exchange, place);
    }
    const repeated = candidates.repeated(query.repeat);
    return repeated === undefined ? { kind: 'miss', reason: 'exhausted' } : { kind: 'played', exchange: repeated };
  }

  #take(exchange: RecordedExchange, place: Place): Match {
    place.exchange = exchange.id;
    place.session = exchange.session;
    return { kind: 'played', exchange };
  }
}

interface Candidate {
  readonly exchange: RecordedExchange;
  readonly index: number;
}

/** The recorded answers to one fingerprint in the order of the recording, read from the file as far as needed. */
class Candidates {
  readonly #reader: Candidacies;
  readonly #fingerprint: string;
  readonly #exchanges: RecordedExchange[] = [];
  /** Of each place: the first unplayed place at or behind it (shortened as it is followed). */
  readonly #next: number[] = [];
  #isComplete = false;
  #onlyAnswer: RecordedExchange | null | undefined;

  constructor(reader: Candidacies, fingerprint: string) {
    this.#reader = reader;
    this.#fingerprint = fingerprint;
    this.#load();
  }

  get isEmpty(): boolean {
    return this.#exchanges.length === 0;
  }

  /** The first unplayed one behind exchange `after`. */
  nextAfter(after: number): Candidate | undefined {
    return this.#unplayed(this.#indexAfter(after));
  }

  /** The first unplayed one of a session behind exchange `after`. */
  nextOf(session: number, after: number): Candidate | undefined {
    let candidate = this.nextAfter(after);
    for (let steps = 0; candidate !== undefined && steps < PAGE; steps++) {
      if (candidate.exchange.session === session) return candidate;
      candidate = this.#unplayed(candidate.index + 1);
    }
    return undefined;
  }

  play(candidate: Candidate): void {
    this.#next[candidate.index] = candidate.index + 1;
  }

  /** What is given again; all of them have been played. */
  repeated(repeat: Repeat): RecordedExchange | undefined {
    if (repeat === 'never') return undefined;
    return repeat === 'last' ? this.#exchanges.at(-1) : this.#answerOfAll();
  }

  #answerOfAll(): RecordedExchange | undefined {
    if (this.#onlyAnswer === undefined) {
      while (!this.#isComplete) this.#load();
      const last = this.#exchanges.at(-1) as RecordedExchange;
      const isSame = this.#exchanges.every(
        (exchange) => exchange.responseId === last.responseId && exchange.gap === null,
      );
      this.#onlyAnswer = isSame ? last : null;
    }
    return this.#onlyAnswer ?? undefined;
  }

  #unplayed(from: number): Candidate | undefined {
    let index = this.#follow(from);
    while (index >= this.#exchanges.length) {
      if (this.#isComplete) return undefined;
      this.#load();
      index = this.#follow(index);
    }
    return { exchange: this.#exchanges[index] as RecordedExchange, index };
  }

  #follow(from: number): number {
    const next = this.#next;
    let index = from;
    while (index < next.length && next[index] !== index) index = next[index] as number;
    for (let at = from; at < index && at < next.length; ) {
      const following = next[at] as number;
      next[at] = index;
      at = following;
    }
    return index;
  }

  /** Place of the first exchange whose id is above `id`, as far as they are loaded. */
  #indexAfter(id: number): number {
    while (!this.#isComplete && (this.#exchanges.at(-1)?.id ?? 0) <= id) this.#load();
    let low = 0;
    let high = this.#exchanges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#exchanges[middle] as RecordedExchange).id > id) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #load(): void {
    const page = this.#reader.byFingerprintAfter(this.#fingerprint, this.#exchanges.at(-1)?.id ?? 0, PAGE);
    for (const exchange of page) {
      this.#next.push(this.#exchanges.length);
      this.#exchanges.push(exchange);
    }
    this.#isComplete = page.length < PAGE;
  }
}
