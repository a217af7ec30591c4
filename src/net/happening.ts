// Something that happens once and that few wait for: there is a promise of it only where somebody asked for one.

import { type Deferred, deferred } from './deferred.ts';

export class Happening {
  #waited: Deferred<void> | null = null;
  #hasHappened = false;

  /** Resolves when it happens, or has happened; never rejects. */
  get promise(): Promise<void> {
    this.#waited ??= deferred();
    if (this.#hasHappened) this.#waited.resolve();
    return this.#waited.promise;
  }

  happen(): void {
    this.#hasHappened = true;
    this.#waited?.resolve();
  }
}
