// The time and the memory that one call into a script may take. Compiled scripts count steps in every loop and function, and
// the clock is looked at only now and then: a call that ends soon never asks it.

import { getHeapStatistics } from 'node:v8';
import { ScriptFailure } from '../script-failure.ts';

/** Steps between two looks at the clock. A step may make a text of a megabyte. */
const STEPS = 500;
/** Between two looks at the memory, which take longer. */
const MEMORY_MS = 5;
const MIB = 2 ** 20;
/** That a call may add to what is used; less where the process may have less. */
const MEMORY_BYTES = Math.min(512 * MIB, getHeapStatistics().heap_size_limit / 2);

export class Budget {
  /** Steps until the clock is looked at; scripts count it down. */
  left = STEPS;
  /** Longest that one call may take. */
  readonly limitMs: number;
  #deadline = 0;
  #memoryAtMs = 0;
  #bytesBefore = 0;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /** A call begins. */
  renew(): void {
    this.left = STEPS;
    this.#deadline = 0;
  }

  /** Called by scripts when no steps are left; throws once time or memory is used up, and again if that is caught. */
  spend(): void {
    if (this.remainingMs() < 0) this.exceed();
    const now = performance.now();
    if (now >= this.#memoryAtMs) {
      if (usedBytes() - this.#bytesBefore > MEMORY_BYTES) this.#overflow();
      this.#memoryAtMs = now + MEMORY_MS;
    }
    this.left = STEPS;
  }

  /** Of the call's time; below zero where it is over. */
  remainingMs(): number {
    const now = performance.now();
    if (this.#deadline === 0) {
      this.#deadline = now + this.limitMs;
      this.#memoryAtMs = now + MEMORY_MS;
      this.#bytesBefore = usedBytes();
      // What goes on in a later turn of the event loop, behind an await, blocks nobody.
      setImmediate(() => this.renew());
    }
    return this.#deadline - now;
  }

  /** The time is over. @throws ScriptFailure */
  exceed(): never {
    return this.#end(`the script took more than ${this.limitMs} ms for one call`);
  }

  #overflow(): never {
    return this.#end(`the script took more than ${Math.round(MEMORY_BYTES / MIB)} MiB of memory for one call`);
  }

  #end(message: string): never {
    this.left = 0;
    this.#deadline = 1;
    throw new ScriptFailure(message);
  }
}

function usedBytes(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}
