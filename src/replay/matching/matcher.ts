// Finds the recorded exchange that answers a command. One for each scope: the connections in it share what was played.
//
//   fingerprint ──► Answers ──state──► Lane ──strategy──► an exchange that was not played yet
//                                        └────exhausted──► one that was, or a miss

import type { ListedTables } from '../../core/data-use.ts';
import { RecentMap } from '../../core/recent-map.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import type { TableThere } from '../../data/versions/list-seen.ts';
import { type Answering, Answers, type Lane } from './answers.ts';
import { Any } from './any.ts';
import { ByData } from './by-data.ts';
import type { EqualStates } from './equal-states.ts';
import type { Exhausted, Match, MatchQuery, NotFound, StrategyName } from './match-query.ts';
import { type RowsThere, rowsIn, writesIn } from './missing-write.ts';
import { OpenTransaction } from './open-transaction.ts';
import { Ordered } from './ordered.ts';
import { type Place, standIn, startPlace } from './place.ts';
import { PlayedSet } from './played-set.ts';
import { RecordedQuestions } from './recorded-question.ts';
import { RememberedAnswers } from './remembered-answers.ts';
import { Sequence } from './sequence.ts';
import type { Strategy, Track } from './strategy.ts';
import type { Mark } from './taken.ts';

export interface MatcherOptions {
  readonly reader: Answering;
  readonly scope: number;
  readonly strategy: StrategyName;
  readonly exhausted: Exhausted;
  /** Default: states are the same where their words are. */
  readonly equalStates?: EqualStates;
  /** Whether two answers say the same, whatever capabilities and ids they came with. */
  readonly isSameAnswer: (a: RecordedExchange, b: RecordedExchange) => boolean;
}

/** Statements whose answers are kept in memory, the last ones; others are read again. */
const MOST_ANSWERS = 20_000;
/** Fingerprints that are remembered as not recorded. */
const MOST_UNKNOWN = 1000;

export class Matcher implements Track {
  readonly reader: Answering;
  played = new PlayedSet();
  readonly places = new Set<Place>();
  readonly isSameAnswer: MatcherOptions['isSameAnswer'];
  readonly questions: RecordedQuestions;
  readonly #options: MatcherOptions;
  #answers: RecentMap<string, Answers>;
  readonly #unknown = new Map<string, Answers>();
  readonly #onlyAnswers = new WeakMap<Lane, RecordedExchange | null>();
  #strategy: Strategy;
  /** In place of a strategy, where the recording knows what its answers depend on. */
  #byData: ByData | null;
  #playedGaps = 0;
  /** What was given again and again. */
  readonly remembered = new RememberedAnswers(this);

  constructor(options: MatcherOptions) {
    this.reader = options.reader;
    this.isSameAnswer = options.isSameAnswer;
    this.questions = new RecordedQuestions(options.reader);
    this.#options = options;
    this.#strategy = strategyOf(options.strategy, this, options.scope);
    this.#byData = this.#dataStrategy();
    this.#answers = this.#noAnswers();
  }

  /** Whether an exchange is found by what its answer depends on, so that it may be played as often as that comes again. */
  get isByData(): boolean {
    return this.#byData !== null;
  }

  /** Recorded writes whose rows are in these tables, as a connection sees them; null where that is not known. */
  writesThere(tables: ReadonlySet<string>, place: Place): ReadonlySet<number> | null {
    return this.#byData === null ? null : writesIn(tables, this.#byData.recentWrites(place));
  }

  /** The same of the last ones, and whether no row is there but theirs; null where nothing is known. */
  rowsThere(tables: ReadonlySet<string>, place: Place): RowsThere | null {
    return this.#byData === null ? null : rowsIn(tables, this.#byData.recentWrites(place));
  }

  /** Whole exchanges played, each counted once. */
  get playedCount(): number {
    return this.played.size - this.#playedGaps;
  }

  /** Nothing was played any more, and every connection stands at the beginning. */
  restart(): void {
    this.remembered.clear();
    this.played = new PlayedSet();
    this.#playedGaps = 0;
    this.#unknown.clear();
    this.#strategy = strategyOf(this.#options.strategy, this, this.#options.scope);
    this.#byData = this.#dataStrategy();
    this.#answers = this.#noAnswers();
    for (const place of this.places) Object.assign(place, startPlace(0, place.seat));
  }

  /** Whether nothing is recorded for a fingerprint. */
  isUnknown(fingerprint: string): boolean {
    return this.#answersTo(fingerprint).isEmpty;
  }

  match(query: MatchQuery): Match {
    if (!query.isInTransaction) query.place.isBeyond = false;
    const answers = this.#answersTo(query.fingerprint);
    if (answers.isEmpty) return missed('unknown', null);
    const lane = this.#laneOf(answers, query);
    if (lane === undefined) return missed('other state', answers.first);
    const byData = this.#byData?.match(query, lane);
    if (byData !== undefined) {
      if (byData.kind === 'played' && byData.exchange.gap !== null && byData.how === 'next') this.#playedGaps++;
      return byData;
    }
    const exchange = this.#strategy.find(query, lane);
    if (exchange !== undefined) {
      if (exchange.gap !== null) this.#playedGaps++;
      return { kind: 'played', exchange, how: 'next' };
    }
    const repeated = this.#repeated(query, lane);
    if (repeated !== undefined) return { kind: 'played', exchange: repeated, how: 'again' };
    const left = lane.nextFrom(0)?.exchange;
    return left === undefined ? missed('exhausted', lane.all().at(-1) ?? null) : missed('out of order', left);
  }

  /** Whether an exchange was played, and was recorded for what was asked. */
  isKnown({ id }: RecordedExchange): boolean {
    return this.played.has(id) && this.questions.isKnownRight(id);
  }

  /** Whether two states are one, by their words or by what is known of the recorded server. */
  readonly isSameState = (a: string, b: string): boolean => {
    const { equalStates, strategy } = this.#options;
    if (a === b) return true;
    return (
      strategy !== 'sequence' && equalStates !== undefined && equalStates.canonical(a) === equalStates.canonical(b)
    );
  };

  /** What `remembered` has is given. */
  playAgain(exchange: RecordedExchange, place: Place): void {
    place.isBeyond = false;
    this.#byData?.again(exchange, place);
  }

  #laneOf(answers: Answers, { state, repeat, isByVariables = false }: MatchQuery): Lane | undefined {
    const lane = answers.lane(state);
    if (lane !== undefined) return lane;
    const { equalStates, strategy } = this.#options;
    // to the letter is to the letter
    const equal = strategy === 'sequence' || !equalStates ? undefined : answers.laneEqual(state, equalStates);
    return equal ?? (repeat === 'last' ? answers.laneLike(state, isByVariables) : undefined);
  }

  /** An exchange is played that was found by what was played before it: it becomes the connection's place. */
  take(exchange: RecordedExchange, place: Place): void {
    this.played.add(exchange.id);
    place.after = exchange.begunAfter ?? exchange.id;
    standIn(place, exchange.session);
    place.last = exchange;
  }

  /**
   * The client ends a transaction that was recorded to go on otherwise: what was played of it may be asked again, by this
   * connection or another; what is committed may not.
   */
  abandon(place: Place, isCommitted: boolean): void {
    if (this.#byData !== null) {
      // what it has played may be played again where its data are there again
      if (isCommitted) this.#byData.commit(place);
      else this.#byData.rollback(place);
      return;
    }
    const { last, isBeyond } = place;
    const begun =
      place.transaction ?? (last === null || last.state === null ? null : new OpenTransaction(this.reader, last));
    place.transaction = null;
    if (begun === null || isBeyond || (isCommitted && !begun.isEmpty)) return;
    for (const exchange of begun.exchanges()) this.giveBack(exchange);
  }

  /** A connection is in the scope no more, or its session begins anew. */
  endSession(place: Place): void {
    this.#byData?.end(place);
  }

  /** What was taken back stands again. */
  playAnew({ exchange, did }: Pick<Match & { kind: 'played' }, 'exchange' | 'did'>, place: Place): void {
    this.remembered.clear();
    this.#byData?.playAnew(exchange, place, did);
  }

  /** What was found cannot be given. */
  notPlayed(match: Match & { readonly kind: 'played' }): void {
    if (match.how === 'next') this.giveBack(match.exchange);
    else this.#byData?.giveBack(match.exchange);
  }

  giveBack(exchange: RecordedExchange): void {
    this.remembered.clear();
    this.#byData?.giveBack(exchange);
    this.played.delete(exchange.id);
    if (exchange.fingerprint !== null) this.#answers.get(exchange.fingerprint)?.restore(exchange);
  }

  /** The indexes of a table that were made last, in the order in which they were made here; none where that is not known. */
  lastIndexes(table: string, place: Place): readonly string[] {
    return this.#byData?.lastIndexes(table, place) ?? [];
  }

  /** The tables that a list has by now; null where that is not certain. */
  tablesThere(listed: ListedTables, place: Place): readonly TableThere[] | null {
    return this.#byData?.tablesThere(listed, place) ?? null;
  }

  /** A point to which `rewind` goes back; null where there is no way back. */
  mark(): Mark | null {
    return this.#byData?.mark() ?? null;
  }

  /** Takes back all that was played since; false where there is no way. */
  rewind(mark: Mark): boolean {
    this.remembered.clear();
    return this.#byData?.rewind(mark) ?? false;
  }

  #dataStrategy(): ByData | null {
    const { strategy, exhausted, reader } = this.#options;
    return strategy === 'data' && reader.hasData ? new ByData(this, exhausted) : null;
  }

  /** Other strategies note with a statement's answers how far each connection has come in them. */
  #noAnswers(): RecentMap<string, Answers> {
    return new RecentMap(this.#byData === null ? Number.POSITIVE_INFINITY : MOST_ANSWERS);
  }

  #answersTo(fingerprint: string): Answers {
    const known = this.#answers.get(fingerprint) ?? this.#unknown.get(fingerprint);
    if (known !== undefined) return known;
    const answers = new Answers(this.reader, fingerprint, this.#options.scope, this.played);
    if (!answers.isEmpty) this.#answers.set(fingerprint, answers);
    else if (this.reader.hasData) this.#noteUnknown(fingerprint, answers);
    return answers;
  }

  /** Of what is not recorded there is no end; and what is still written may come to hold it, unlike a sealed recording. */
  #noteUnknown(fingerprint: string, answers: Answers): void {
    if (this.#unknown.size >= MOST_UNKNOWN) this.#unknown.clear();
    this.#unknown.set(fingerprint, answers);
  }

  #repeated(query: MatchQuery, lane: Lane): RecordedExchange | undefined {
    if (query.repeat === 'last') return lane.all().at(-1);
    // to the letter is to the letter
    if (this.#options.strategy === 'sequence') return undefined;
    switch (this.#options.exhausted) {
      case 'error':
        return undefined;
      case 'repeat-last':
        return lane.all().at(-1);
      case 'cycle':
        return lane.cycled();
      case null:
        if (query.repeat === 'control') return this.#controlBeyond(query, lane);
        return query.repeat === 'same' ? this.#onlyAnswer(lane) : undefined;
    }
  }

  /** What the transaction holds may still be a miss; that there is one more carries no data. */
  #controlBeyond({ place, isInTransaction }: MatchQuery, lane: Lane): RecordedExchange | undefined {
    if (isInTransaction ? !place.isBeyond : lane.nextFrom(0) !== undefined) return undefined;
    place.isBeyond = true;
    return lane.all().at(-1);
  }

  /** The answer of a statement that always had the same one. */
  #onlyAnswer(lane: Lane): RecordedExchange | undefined {
    let only = this.#onlyAnswers.get(lane);
    if (only === undefined) {
      const all = lane.all();
      const last = all.at(-1) as RecordedExchange;
      only = all.every((one) => one.gap === null && this.isSameAnswer(one, last)) ? last : null;
      this.#onlyAnswers.set(lane, only);
    }
    return only ?? undefined;
  }
}

function strategyOf(name: StrategyName, track: Track, scope: number): Strategy {
  switch (name) {
    case 'data':
    case 'ordered':
      return new Ordered(track);
    case 'sequence':
      return new Sequence(track, scope);
    case 'any':
      return new Any(track);
  }
}

function missed(reason: NotFound, near: RecordedExchange | null): Match {
  return { kind: 'miss', reason, near };
}
