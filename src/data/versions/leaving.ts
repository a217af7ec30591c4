// Sessions of a recorded run that hold locks when they have asked their last: they hold them until they end, which no exchange
// tells. A server that is told of a connection's end gives its locks back a moment later.

import type { DataUse } from '../../core/data-use.ts';
import { sum } from '../history/mix.ts';
import type { HeldLocks } from './held-locks.ts';
import type { SessionView } from './session-view.ts';

/** How a session of a recording ended. */
export interface Ending {
  /** When, in microseconds of the recorder's clock; null: nobody has said. */
  readonly at: number | null;
  /** The server has answered behind it, as it does to COM_CHANGE_USER: nothing is held any more. */
  readonly isAnswered: boolean;
}

/** When an exchange was asked and answered, in microseconds of the recorder's clock. */
export interface Times {
  readonly startedAt: number;
  readonly lastAt: number;
}

/** For as long as a server may take to give back what a connection held that is gone, in microseconds. */
const GIVEN_BACK_US = 2_000_000;

interface Staying {
  readonly scope: number;
  readonly view: SessionView;
  readonly ending: Ending;
  /** When it had asked its last. */
  readonly since: number;
}

interface Gone {
  readonly scope: number;
  readonly at: number;
  readonly held: HeldLocks;
  readonly named: readonly string[];
}

export class Leaving {
  #staying: Staying[] = [];
  readonly #gone: Gone[] = [];

  /** It has asked its last, and holds something. */
  add(scope: number, view: SessionView, ending: Ending, { lastAt }: Times): void {
    this.#staying.push({ scope, view, ending, since: lastAt });
  }

  /** @returns those that have ended by then: each is told once */
  endedBy(time: number): readonly Staying[] {
    if (this.#staying.length === 0) return [];
    // where the clock goes back, another recording begins that was merged with it
    const ended = this.#staying.filter(
      ({ ending: { at }, since }) => at === null || at <= time || time < since - GIVEN_BACK_US,
    );
    if (ended.length === 0) return [];
    this.#staying = this.#staying.filter((one) => !ended.includes(one));
    for (const { scope, view, ending } of ended) {
      if (ending.isAnswered) continue;
      const at = ending.at ?? Number.POSITIVE_INFINITY;
      this.#gone.push({ scope, at, held: view.held.copy(), named: [...view.named.names()] });
    }
    return ended;
  }

  /** Locks by name that may not have been given back when this was asked. */
  namedStill(scope: number, times: Times): readonly string[] {
    return this.#still(scope, times).flatMap(({ named }) => named);
  }

  /** Of what a statement names, what may not have been given back, as a number. */
  heldStill(use: DataUse, scope: number, times: Times): number {
    return this.#still(scope, times).reduce((total, { held }) => sum(total, held.against(use)), 0);
  }

  #still(scope: number, { startedAt }: Times): readonly Gone[] {
    return this.#gone.filter((one) => one.scope === scope && startedAt - one.at < GIVEN_BACK_US);
  }
}
