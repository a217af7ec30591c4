// The strategy `ordered`. Outside of transactions: the next unplayed answer behind the connection's place, else the first
// unplayed one anywhere; so pools and parallel clients work, and a SELECT before and after an INSERT gets the two
// different answers. In a transaction: what the recorded transaction goes on with.

import type { RecordedExchange } from '../../core/recording.ts';
import type { Candidate, Lane } from './answers.ts';
import type { MatchQuery } from './match-query.ts';
import { OpenTransaction } from './open-transaction.ts';
import { type Place, standIn } from './place.ts';
import type { Strategy, Track } from './strategy.ts';

/** Recorded transactions that are looked at for one that goes on as asked. */
const MAX_TRANSACTIONS = 256;
/** Answers that are compared for it: a long transaction is not exchanged for many others. */
const MAX_STEPS = 8192;

export class Ordered implements Strategy {
  readonly #track: Track;
  /** Where a connection's last answer stands in a lane: it never gets an earlier one to the same statement. */
  readonly #reached = new WeakMap<Lane, WeakMap<Place, number>>();

  /** What a connection's last answer changed there. */
  readonly #lastReached = new WeakMap<Place, { readonly places: WeakMap<Place, number>; readonly before: number }>();

  constructor(track: Track) {
    this.#track = track;
  }

  find(query: MatchQuery, lane: Lane): RecordedExchange | undefined {
    const { place } = query;
    if (query.isInTransaction && !query.isTransactional) return this.#aside(query, lane);
    // What is left unplayed belongs to recorded transactions.
    if (place.isBeyond) return undefined;
    if (!query.isInTransaction) place.transaction = null;
    else if (place.transaction === null && place.last !== null && place.last.state !== null) {
      place.transaction = new OpenTransaction(this.#track.reader, place.last);
      this.#forgetReached(place);
    }
    const { transaction } = place;
    if (transaction !== null) return this.#inTransaction(query, lane, transaction);
    const candidate = this.#outside(query, lane);
    if (candidate === undefined) return undefined;
    this.#noteReached(lane, place, candidate.index);
    return this.#play(place, candidate.exchange);
  }

  /** Within a transaction but no part of it: the connection's place stays. */
  #aside({ place }: MatchQuery, lane: Lane): RecordedExchange | undefined {
    const exchange = (lane.nextOf(place) ?? lane.nextFrom(0))?.exchange;
    if (exchange !== undefined) this.#track.played.add(exchange.id);
    return exchange;
  }

  #outside({ place, isSessionBound, isInTransaction }: MatchQuery, lane: Lane): Candidate | undefined {
    const own = isSessionBound || isInTransaction ? lane.nextOf(place) : undefined;
    return own ?? lane.nextAfter(place.after) ?? lane.nextFrom(this.#reached.get(lane)?.get(place) ?? 0);
  }

  #noteReached(lane: Lane, place: Place, index: number): void {
    let places = this.#reached.get(lane);
    if (places === undefined) {
      places = new WeakMap();
      this.#reached.set(lane, places);
    }
    this.#lastReached.set(place, { places, before: places.get(place) ?? 0 });
    places.set(place, index + 1);
  }

  /** What began a transaction may be exchanged for another's beginning, also for one that was recorded before it. */
  #forgetReached(place: Place): void {
    const last = this.#lastReached.get(place);
    last?.places.set(place, last.before);
  }

  #inTransaction(query: MatchQuery, lane: Lane, open: OpenTransaction): RecordedExchange | undefined {
    const next = open.next(query);
    if (next !== undefined && !this.#track.played.has(next.id)) {
      open.take(query, next);
      return this.#play(query.place, next);
    }
    // What carries no data tells no transaction from another.
    if (query.repeat === 'last') return open.again(query);
    const other = this.#exchangeTransaction(query, lane, open);
    if (other === undefined && query.repeat === 'control' && open.isEmpty) this.#leave(query.place, open);
    return other ?? open.again(query);
  }

  /** A transaction that held nothing ends whether it was recorded or not; the recorded one is another's. */
  #leave(place: Place, open: OpenTransaction): void {
    this.#replace(open, null);
    place.transaction = null;
    place.isBeyond = true;
  }

  /** Another recorded transaction that began with the same answers and goes on as asked. */
  #exchangeTransaction(query: MatchQuery, lane: Lane, open: OpenTransaction): RecordedExchange | undefined {
    const tried = new Set<number | null>([open.begin.id, null]);
    const most = Math.min(MAX_TRANSACTIONS, MAX_STEPS / (open.steps.length + 1));
    let candidate = lane.nextFrom(0);
    while (candidate !== undefined && tried.size < most + 2) {
      const { transaction } = candidate.exchange;
      if (transaction !== null && !tried.has(transaction)) {
        tried.add(transaction);
        const next = this.#moveTo(transaction, query, open);
        if (next !== undefined) return next;
      }
      candidate = lane.nextFrom(candidate.index + 1);
    }
    return undefined;
  }

  /** The connection goes over to the transaction begun by `begin`, if it could; who holds that one gets its own. */
  #moveTo(begin: number, query: MatchQuery, open: OpenTransaction): RecordedExchange | undefined {
    const { reader, played, places } = this.#track;
    const first = reader.exchangeById(begin);
    const other = first === undefined ? undefined : this.#alike(first, open);
    const next = other?.next(query);
    if (other === undefined || next === undefined) return undefined;
    if (played.has(begin)) {
      const holder = [...places].find((one) => one !== query.place && heldBy(one) === begin);
      const held = holder === undefined ? undefined : (holder.transaction ?? new OpenTransaction(reader, other.begin));
      const swapped = held === undefined ? undefined : this.#alike(open.begin, held);
      if (holder === undefined || held === undefined || swapped === undefined) return undefined;
      this.#replace(held, null);
      this.#replace(open, other);
      this.#replace(null, swapped);
      holder.transaction = swapped;
      holder.last = swapped.begin;
    } else this.#replace(open, other);
    other.take(query, next);
    query.place.transaction = other;
    return this.#play(query.place, next);
  }

  /** The recorded transaction begun by `begin`, as far as the open one has come, if it gives the same answers. */
  #alike(begin: RecordedExchange, open: OpenTransaction): OpenTransaction | undefined {
    const { reader, isSameAnswer } = this.#track;
    if (begin.fingerprint !== open.begin.fingerprint || begin.state !== open.begin.state) return undefined;
    if (!isSameAnswer(begin, open.begin)) return undefined;
    const other = new OpenTransaction(reader, begin);
    for (const { query, exchange } of open.steps) {
      const next = other.next(query);
      // what carries no data may be missing there
      if (next === undefined && query.repeat === 'last') continue;
      if (next === undefined || !isSameAnswer(next, exchange)) return undefined;
      other.take(query, next);
    }
    return other;
  }

  /** Gives back what was played of the one, and plays it of the other. */
  #replace(from: OpenTransaction | null, to: OpenTransaction | null): void {
    for (const exchange of from?.exchanges() ?? []) this.#track.giveBack(exchange);
    for (const exchange of to?.exchanges() ?? []) this.#track.played.add(exchange.id);
  }

  #play(place: Place, exchange: RecordedExchange): RecordedExchange {
    this.#track.played.add(exchange.id);
    place.after = exchange.begunAfter ?? exchange.id;
    standIn(place, exchange.session);
    place.last = exchange;
    return exchange;
  }
}

/** The exchange that began the transaction of a connection, or that may have done so. */
function heldBy({ transaction, last }: Place): number | undefined {
  return transaction?.begin.id ?? last?.id;
}
