// Moments of a run that are looked at beside those of snapshots: what was there then is kept until nobody asks for it.

import type { Moment } from '../history/timed.ts';

export class KeptMoments {
  readonly #kept: Moment[] = [];

  /** What was at this moment and later can be asked for until `release`. */
  keep(moment: Moment): void {
    this.#kept.push(moment);
  }

  release(moment: Moment): void {
    if (this.#kept.includes(moment)) this.#kept.splice(this.#kept.indexOf(moment), 1);
  }

  /** Infinite where there is none. */
  get oldest(): number {
    return Math.min(...this.#kept);
  }
}
