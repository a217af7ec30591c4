// Gives each connection a heap of its own. A heap that is free again is reused in order, with all that its modules and
// globals hold, as in the old interpreter.

import type { Engine } from './engine.ts';
import { Heap } from './heap.ts';

export class HeapPool {
  readonly #engine: Engine;
  readonly #free: Heap[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** A heap that nobody uses. */
  take(): Heap {
    return this.#free.shift() ?? new Heap(this.#engine);
  }

  release(heap: Heap): void {
    this.#free.push(heap);
  }
}
