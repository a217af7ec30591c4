// The time that one call into a script may take. Compiled scripts count it down in every loop and function, and the
// clock is looked at only now and then: a call that ends soon never asks it.

import { ScriptFailure } from '../script-failure.ts';

/** Steps between two looks at the clock. */
const STEPS = 20_000;

export class Budget {
  /** Steps until the clock is looked at; scripts count it down. */
  left = STEPS;
  /** Longest that one call may take. */
  readonly limitMs: number;
  #deadline = 0;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /** A call begins. */
  renew(): void {
    this.left = STEPS;
    this.#deadline = 0;
  }

  /** Called by scripts when no steps are left; throws once the time is over, and again if that is caught. */
  spend(): void {
    if (this.remainingMs() < 0) this.exceed();
    this.left = STEPS;
  }

  /** Of the call's time; below zero where it is over. */
  remainingMs(): number {
    const now = performance.now();
    if (this.#deadline === 0) {
      this.#deadline = now + this.limitMs;
      // What goes on in a later turn of the event loop, behind an await, blocks nobody.
      setImmediate(() => this.renew());
    }
    return this.#deadline - now;
  }

  /** The time is over. @throws ScriptFailure */
  exceed(): never {
    this.left = 0;
    this.#deadline = 1;
    throw new ScriptFailure(`the script took more than ${this.limitMs} ms for one call`);
  }
}
