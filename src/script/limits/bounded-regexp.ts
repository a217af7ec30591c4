// Searches with regular expressions that end: those that may take long are watched. That a search was done once is
// remembered, since it takes the same time again.

import type { Budget } from './budget.ts';
import { searchCost } from './regexp-cost.ts';
import { TimeLimit } from './time-limit.ts';

/** Searches of at most so many steps are not watched: some ten milliseconds. */
const CHEAP_STEPS = 10_000_000;
const REMEMBERED_SEARCHES = 4096;
const REMEMBERED_CHARACTERS = 2000;

export class BoundedRegExp {
  readonly #budget: Budget;
  readonly #limit = new TimeLimit();
  readonly #done = new Set<string>();

  /** @param budget of the call that the searches belong to */
  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /**
   * `exec` of an expression, which `native` does.
   * @throws ScriptFailure where the call's time is over
   */
  exec(expression: RegExp, text: string, native: () => RegExpExecArray | null): RegExpExecArray | null {
    if (searchCost(expression, text.length) <= CHEAP_STEPS) return native();
    const key = `${expression.flags} ${expression.lastIndex} ${expression.source}\0${text}`;
    if (this.#done.has(key)) return native();
    const budget = this.#budget;
    const result = this.#limit.run(native, budget.remainingMs(), () => budget.exceed());
    if (this.#done.size >= REMEMBERED_SEARCHES) this.#done.clear();
    if (key.length <= REMEMBERED_CHARACTERS) this.#done.add(key);
    return result;
  }
}
