// What a replay's report tells of beside counts: misses, answers given again, gaps crossed.

import type { Miss } from '../misses/misses.ts';
import type { Substitution } from '../volatile/values/substitution.ts';

/** Distinct misses that are kept; those beyond are counted. */
const MAX_MISSES = 10_000;

/** Of the values that stood for others, and of the answers that were made. */
const MAX_KEPT = 10_000;

export interface CountedMiss {
  readonly miss: Miss;
  readonly count: number;
}

/**
 * `hole`: recorded with several answers for the same data; `overlapped`: a write ran at the same time when it was recorded;
 * `waits`: another connection's open transaction has written the same rows, so that a server would wait for its end.
 */
export interface Uncertain {
  readonly exchange: number;
  readonly why: 'hole' | 'overlapped' | 'waits';
  readonly times: number;
}

export class Journal {
  readonly #misses = new Map<string, { readonly miss: Miss; count: number }>();
  readonly #repeated = new Map<number, { times: number }>();
  /** Answers that the recording lacked and that were made, as far as kept. */
  readonly synthesised: object[] = [];
  /** What an overlay answered, as far as kept. */
  readonly scripted: object[] = [];
  /** All of it, also what is not kept. */
  scriptedCount = 0;
  /** Values that stood for others, as far as kept. */
  readonly substituted: Substitution[] = [];
  readonly #uncertain = new Map<number, Uncertain>();
  #holeCount = 0;
  #missCount = 0;

  /** All of them, also those that are not kept. */
  get missCount(): number {
    return this.#missCount;
  }

  /** Distinct ones in the order in which they came. */
  get misses(): readonly CountedMiss[] {
    return [...this.#misses.values()];
  }

  /** Exchanges that were given once more after their turn, and how often. */
  get repeated(): ReadonlyMap<number, number> {
    const times = [...this.#repeated].map(([exchange, repeats]) => [exchange, repeats.times] as const);
    return new Map(times.filter(([, count]) => count > 0));
  }

  /** Answers of which it is not certain that they fit, and how often each was given. */
  get uncertain(): readonly Uncertain[] {
    return [...this.#uncertain.values()];
  }

  /** Answers that were given by place only. */
  get holeCount(): number {
    return this.#holeCount;
  }

  /** Returns whether it is the first time. */
  noteUncertain(exchange: number, why: Uncertain['why']): boolean {
    if (why === 'hole') this.#holeCount++;
    const known = this.#uncertain.get(exchange);
    this.#uncertain.set(exchange, { exchange, why, times: (known?.times ?? 0) + 1 });
    return known === undefined;
  }

  noteMiss(miss: Miss): void {
    this.#missCount++;
    const { reason, command, sql, parameters, database, scope } = miss;
    const key = JSON.stringify([reason, command, sql, parameters, database, scope]);
    const known = this.#misses.get(key);
    if (known !== undefined) known.count++;
    else if (this.#misses.size < MAX_MISSES) this.#misses.set(key, { miss, count: 1 });
  }

  noteSynthesised(answer: object): void {
    if (this.synthesised.length < MAX_KEPT) this.synthesised.push(answer);
  }

  noteScripted(asked: object): void {
    this.scriptedCount++;
    if (this.scripted.length < MAX_KEPT) this.scripted.push(asked);
  }

  noteSubstituted(substitution: Substitution): void {
    if (this.substituted.length < MAX_KEPT) this.substituted.push(substitution);
  }

  noteRepeated(exchange: number): void {
    this.repeatsOf(exchange).times++;
  }

  /** What is counted of one exchange, for whoever counts on without looking it up. */
  repeatsOf(exchange: number): { times: number } {
    let repeats = this.#repeated.get(exchange);
    if (repeats === undefined) {
      repeats = { times: 0 };
      this.#repeated.set(exchange, repeats);
    }
    return repeats;
  }
}
