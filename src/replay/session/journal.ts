// What a replay's report tells of beside counts: misses, answers given again, gaps crossed.

import type { Miss } from '../misses/misses.ts';

/** Distinct misses that are kept; those beyond are counted. */
const MAX_MISSES = 10_000;

/** Of the values that stood for others, and of the answers that were made. */
const MAX_KEPT = 10_000;

export interface CountedMiss {
  readonly miss: Miss;
  readonly count: number;
}

export class Journal {
  readonly #misses = new Map<string, { readonly miss: Miss; count: number }>();
  readonly #repeated = new Map<number, number>();
  /** Answers that the recording lacked and that were made, as far as kept. */
  readonly synthesised: object[] = [];
  /** What an overlay answered, as far as kept. */
  readonly scripted: object[] = [];
  /** All of it, also what is not kept. */
  scriptedCount = 0;
  /** Values that stood for others, as far as kept. */
  readonly substituted: object[] = [];
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
    return this.#repeated;
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

  noteSubstituted(substitution: object): void {
    if (this.substituted.length < MAX_KEPT) this.substituted.push(substitution);
  }

  noteRepeated(exchange: number): void {
    this.#repeated.set(exchange, (this.#repeated.get(exchange) ?? 0) + 1);
  }
}
