// Stops what no script can be stopped in: a single built-in call, such as a regular expression that backtracks. Node does
// it with a thread that watches the clock, made anew each time; that takes far longer than most calls, so that it is only
// for those that may take long.

import { type Context, createContext, Script as VmScript } from 'node:vm';

export class TimeLimit {
  readonly #watched = new VmScript('work()');
  /** Made when it is needed: it costs what a realm does. */
  #context: Context | null = null;

  /**
   * Does `work`, which may be interrupted at any point.
   * @param late is called when it took more than `ms`; it throws
   */
  run<T>(work: () => T, ms: number, late: () => never): T {
    const results: T[] = [];
    this.#context ??= createContext({});
    this.#context['work'] = () => {
      results.push(work());
    };
    try {
      this.#watched.runInContext(this.#context, { timeout: Math.max(1, Math.ceil(ms)) });
    } catch (error) {
      if (isTimeout(error)) late();
      throw error;
    }
    return results[0] as T;
  }
}

/** The error is one of the watched context's own. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
