// The recorded answers of one lane by the version of the data that they saw, read as far as they are asked for.

import type { DataUse } from '../../core/data-use.ts';
import { firstPlace } from '../../core/first-place.ts';
import type { RecordedData, RecordedExchange } from '../../core/recording.ts';
import type { VersionNumbers } from '../../data/history/version-numbers.ts';
import { isByDatabase } from '../../data/use/whole-database.ts';
import { isRefusedPrepare, type Lane } from './answers.ts';
import type { Place } from './place.ts';
import type { PlayedSet } from './played-set.ts';
import type { Track } from './strategy.ts';

/** A recorded answer and what it had to do with data; undefined where that was nothing. */
export interface Versioned {
  readonly exchange: RecordedExchange;
  readonly data: RecordedData | undefined;
}

/** Answers of a lane that are looked at for others of the same version, before the first is given. */
const LOOKED_AT = 512;
/** Answers of one version that are looked through for the one whose turn it is. */
const LOOKED_THROUGH = 64;

export class LaneVersions {
  readonly #lane: Lane;
  readonly #track: Track;
  readonly #numbers: VersionNumbers;
  readonly #byNumber = new Map<number, SameVersion>();
  readonly #uncertain: Versioned[] = [];
  readonly #byLocks: Versioned[] = [];
  readonly #uses = new Set<DataUse>();
  readonly #all: Versioned[] = [];
  readonly first: Versioned | undefined;

  constructor(lane: Lane, track: Track, numbers: VersionNumbers) {
    this.#lane = lane;
    this.#track = track;
    this.#numbers = numbers;
    this.first = this.#load();
  }

  /** How many of its answers were looked at so far. */
  get known(): number {
    return this.#all.length;
  }

  /**
   * The last of those that are not cut short; undefined where what it selects may not be there (USE), or its table was not (a
   * prepare that was refused).
   */
  get last(): Versioned | undefined {
    this.#loadAll();
    if (this.first?.data !== undefined && isByDatabase(this.first.data.use)) return undefined;
    // whether one is cut short is only known once its answer was read: of many that costs
    const last = this.#all.findLast(({ exchange }) => exchange.gap === null) ?? this.first;
    if (!isRefusedPrepare(last?.exchange, this.#track.reader)) return last;
    return this.#all.findLast(({ exchange }) => !isRefusedPrepare(exchange, this.#track.reader));
  }

  /**
   * What its answers depend on. Of one statement it is mostly one: which rows a join or a subquery comes to may differ from
   * one time to the next.
   */
  get uses(): ReadonlySet<DataUse> {
    while (this.#all.length < LOOKED_AT && this.#load() !== undefined) {}
    return this.#uses;
  }

  /** Those that saw this version for certain; undefined where none did. */
  with(version: number): SameVersion | undefined {
    while (this.#all.length < LOOKED_AT && this.#load() !== undefined) {}
    let same = this.#byNumber.get(this.#numbers.of(version));
    while ((same === undefined || !same.hasUnplayed(this.#track.played)) && this.#load() !== undefined) {
      same ??= this.#byNumber.get(this.#numbers.of(version));
    }
    return same;
  }

  /** All of them, whatever they saw. */
  get all(): readonly Versioned[] {
    this.#loadAll();
    return this.#all;
  }

  /** Whether any that was looked at depends on locks. */
  get knowsLocks(): boolean {
    return this.#byLocks.length > 0;
  }

  /** Those whose answers depend on who held which locks. */
  get byLocks(): readonly Versioned[] {
    this.#loadAll();
    return this.#byLocks;
  }

  /** Those that may have seen this version. */
  maybe(version: number): readonly Versioned[] {
    this.#loadAll();
    return this.#uncertain.filter(({ data }) => data?.version === version || data?.also.includes(version) === true);
  }

  /** Those to tell of where none saw what is asked for, at most so many: behind the place first. */
  nearest({ after }: Place, count: number): readonly Versioned[] {
    this.#loadAll();
    const all = [...this.#byNumber.values()]
      .flatMap(({ list }) => list.slice(0, count))
      .concat(this.#uncertain, this.#byLocks);
    const order = (one: Versioned) =>
      one.exchange.id > after ? one.exchange.id : Number.MAX_SAFE_INTEGER - one.exchange.id;
    return all.sort((a, b) => order(a) - order(b)).slice(0, count);
  }

  #loadAll(): void {
    while (this.#load() !== undefined) {}
  }

  #load(): Versioned | undefined {
    const exchange = this.#lane.at(this.#all.length);
    if (exchange === undefined) return undefined;
    const data = this.#track.reader.dataOf(exchange.id);
    const one = { exchange, data };
    if (data !== undefined) this.#uses.add(data.use);
    this.#all.push(one);
    if (data?.use.isByLocks === true) {
      this.#byLocks.push(one);
      return one;
    }
    const isAlike =
      data?.use.reads !== undefined && typeof data.use.reads === 'object' && data.use.reads[0]?.isExistence;
    if (data !== undefined && data.also.length > 0 && isAlike !== true) {
      this.#uncertain.push(one);
      return one;
    }
    for (const version of [data?.version ?? 0, ...(data?.also ?? [])]) {
      const number = this.#numbers.add(version);
      const same = this.#byNumber.get(number);
      if (same === undefined) this.#byNumber.set(number, new SameVersion(this.#track, one));
      else same.add(one);
    }
    return one;
  }
}

/** Answers that saw the same data, in the order of the recording; what is whole before what is cut short. */
export class SameVersion {
  readonly list: Versioned[] = [];
  readonly #track: Track;
  #isOneAnswer = true;
  /** How many of the first are known to be played, for as long as nothing is taken back. */
  #played = 0;
  #removals = 0;
  #cycle = 0;
  /** The last of each session; made when it is first asked for, once all are there. */
  #bySession: Map<number, Versioned> | null = null;

  constructor(track: Track, first: Versioned) {
    this.#track = track;
    this.add(first);
  }

  add(one: Versioned): void {
    const [first] = this.list;
    if (first !== undefined && this.#isOneAnswer) {
      this.#isOneAnswer = this.#track.isSameAnswer(first.exchange, one.exchange);
    }
    this.list.push(one);
    this.#bySession = null;
  }

  /** The last of a session; undefined where it has none. */
  lastOf(session: number): Versioned | undefined {
    this.#bySession ??= new Map(this.list.map((one) => [one.exchange.session, one]));
    return this.#bySession.get(session);
  }

  /** Whether all of them say the same. */
  get isOneAnswer(): boolean {
    return this.#isOneAnswer;
  }

  hasUnplayed(played: PlayedSet): boolean {
    this.#skipPlayed(played);
    return this.#played < this.list.length;
  }

  /**
   * Of those that were not played and pass the test the first, and those around an exchange: where many were left behind, the
   * one whose turn it is would not be among the first.
   */
  unplayed(played: PlayedSet, around: number, test: (one: Versioned) => boolean): Versioned[] {
    this.#skipPlayed(played);
    const found: Versioned[] = [];
    const add = (from: number, to: number, most: number) => {
      let at = from;
      for (; at < to && found.length < most; at++) {
        const one = this.list[at];
        if (one !== undefined && !played.has(one.exchange.id) && test(one)) found.push(one);
      }
      return at;
    };
    const seen = add(this.#played, this.list.length, LOOKED_THROUGH);
    const near = firstPlace(this.list.length, (at) => (this.list[at]?.exchange.id ?? 0) >= around);
    add(Math.max(seen, near - LOOKED_THROUGH), near, 2 * LOOKED_THROUGH);
    add(Math.max(seen, near), Math.min(near + 4 * LOOKED_THROUGH, this.list.length), 3 * LOOKED_THROUGH);
    return found;
  }

  /** One after the other, round and round. */
  cycled(): Versioned | undefined {
    return this.list[this.#cycle++ % this.list.length];
  }

  #skipPlayed(played: PlayedSet): void {
    if (this.#removals !== played.removals) {
      this.#removals = played.removals;
      this.#played = 0;
    }
    for (;;) {
      const one = this.list[this.#played];
      if (one === undefined || !played.has(one.exchange.id)) return;
      this.#played++;
    }
  }
}
