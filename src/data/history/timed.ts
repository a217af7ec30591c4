// A value that changes, and what it was at moments that somebody still looks at: a transaction with a snapshot. Where nobody
// does, nothing is kept.

import type { UndoLog } from './undo-log.ts';

/** Counts changes. */
export type Moment = number;

export class Timed<T> {
  now: T;
  /** In the order of time: each value, and the first moment at which it was there no more. */
  #past: { readonly until: Moment; readonly value: T }[] | null = null;

  constructor(value: T) {
    this.now = value;
  }

  /**
   * @param moment from which on the value is there
   * @param oldest the earliest moment that is still looked at; infinite where none is
   */
  set(value: T, moment: Moment, oldest: Moment, undo: UndoLog | null = null): void {
    if (undo !== null) {
      const [now, past] = [this.now, this.#past];
      undo.note(() => {
        this.now = now;
        this.#past = past;
      });
    }
    if (oldest < moment) {
      this.#past = (this.#past ?? []).filter(({ until }) => until > oldest);
      this.#past.push({ until: moment, value: this.now });
    } else this.#past = null;
    this.now = value;
  }

  /** What it was at a moment; null for now. */
  at(moment: Moment | null): T {
    if (moment === null || this.#past === null) return this.now;
    for (const { until, value } of this.#past) if (until > moment) return value;
    return this.now;
  }

  /** A copy with the same past, each value made another one. */
  copy<U>(make: (value: T) => U): Timed<U> {
    const copy = new Timed(make(this.now));
    if (this.#past !== null) copy.#past = this.#past.map(({ until, value }) => ({ until, value: make(value) }));
    return copy;
  }
}
