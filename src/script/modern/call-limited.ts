// Calls a function of a module, with a limit to its time, and says in one line what went wrong.

import type { Budget } from '../limits/budget.ts';
import { describeThrown } from '../limits/script-errors.ts';
import type { Awaitable } from '../script.ts';
import { ScriptFailure } from '../script-failure.ts';
import { within } from './within.ts';

export interface CallLimits {
  /** The module's own, absolute: the place of an error is told where it is in this file. */
  readonly path: string;
  readonly callTimeoutMs: number;
  /** Counted down by the compiled module. */
  readonly budget: Budget;
}

/** @throws ScriptFailure */
export function callLimited<T>(work: () => Awaitable<T>, limits: CallLimits): Awaitable<T> {
  const { path, callTimeoutMs, budget } = limits;
  const fail = (error: unknown): never => {
    throw new ScriptFailure(
      describeThrown(error, (file) => file === path),
      { cause: error },
    );
  };
  budget.renew();
  try {
    const value = work();
    if (!(value instanceof Promise)) return value;
    return within(value, callTimeoutMs).catch(fail);
  } catch (error) {
    return fail(error);
  }
}
