// What the calls of a script do that another call could tell of: whether an answer may be given again without asking the script.
// Compiled code says what it writes (compile-writes.ts), built-in functions what they change (watch-builtins.ts).

import type { Lasting } from '../../script/answer.ts';

export class Effects {
  readonly #isShared: (value: object) => boolean;
  #hasChanged = false;
  #hasReadGlobals = false;
  #hasChangedShared = false;
  #isUnseen = false;

  /** @param isShared whether an object is one that all runs of the script have, such as a built-in one */
  constructor(isShared: (value: object) => boolean) {
    this.#isShared = isShared;
  }

  /** A call begins. */
  begin(): void {
    this.#hasChanged = false;
    this.#hasReadGlobals = false;
  }

  /** For how long what the call answered would be answered again; undefined where it may be another answer next time. */
  get lasting(): Lasting | undefined {
    if (this.#isUnseen || this.#hasChanged) return undefined;
    return this.#hasReadGlobals ? 'globals' : 'run';
  }

  /** Called before something is written to; returns it. Null where it is not known to what: it may be what all runs share. */
  readonly written = <T>(target: T): T => {
    this.#hasChanged = true;
    const isObject = (typeof target === 'object' && target !== null) || typeof target === 'function';
    if (target === null || (isObject && this.#isShared(target))) this.#hasChangedShared = true;
    return target;
  };

  /** Something was changed that only this run can tell of, or something happened that happens at each call. */
  readonly changed = (): void => {
    this.#hasChanged = true;
  };

  /** What all connections share was read. */
  readonly readGlobals = (): void => {
    this.#hasReadGlobals = true;
  };

  /** From now on it is not known what calls do. */
  readonly cannotBeSeen = (): void => {
    this.#isUnseen = true;
  };

  /** Whether something was changed, since this was asked last, that the other runs may tell of. */
  takeShared(): boolean {
    const hasChanged = this.#hasChangedShared;
    this.#hasChangedShared = false;
    return hasChanged;
  }
}
