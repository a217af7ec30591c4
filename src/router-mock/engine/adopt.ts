// What we give to scripts is made to look like the realm's own: no `constructor` of it leads to our Function, which would
// make code that runs outside of the realm, with all that Node can do. The realm itself makes no code of texts.

/** The prototypes that the realm's own objects, lists and functions have. */
export interface RealmPrototypes {
  readonly object: object;
  readonly list: object;
  readonly callable: object;
}

export class Adoption {
  readonly #realm: RealmPrototypes;
  readonly #seen = new WeakSet<object>();
  /** What was adopted before a run began. */
  readonly #shared = new WeakSet<object>();
  #isSharing = true;

  constructor(realm: RealmPrototypes) {
    this.#realm = realm;
  }

  /** What is adopted from now on belongs to a run. */
  endShared(): void {
    this.#isSharing = false;
  }

  /** Whether all runs have it. */
  isShared(object: object): boolean {
    return this.#shared.has(object);
  }

  /** Changes it, and all that can be reached from it; returns it. */
  adopt<T>(value: T): T {
    const waiting: unknown[] = [value];
    while (waiting.length > 0) {
      const next = waiting.pop();
      if (!isObject(next) || this.#seen.has(next)) continue;
      this.#seen.add(next);
      if (this.#isSharing) this.#shared.add(next);
      this.#take(next);
      waiting.push(Object.getPrototypeOf(next), ...partsOf(next));
    }
    return value;
  }

  #take(object: object): void {
    switch (Object.getPrototypeOf(object)) {
      case Object.prototype:
        Object.setPrototypeOf(object, this.#realm.object);
        break;
      case Array.prototype:
        Object.setPrototypeOf(object, this.#realm.list);
        break;
      case Function.prototype:
        Object.setPrototypeOf(object, this.#realm.callable);
        keepPrototype(object);
        break;
      default:
        if (OURS.has(Object.getPrototypeOf(object))) throw new TypeError('this cannot be given to scripts');
    }
  }
}

/** Of built-in objects of ours, which are never changed. */
const OURS: ReadonlySet<unknown> = new Set(
  [Map, Set, WeakMap, WeakSet, Error, RegExp, Date, Promise, Uint8Array, Buffer, ArrayBuffer].map(
    ({ prototype }) => prototype,
  ),
);

/** `new` with another value there would take our Object's. */
function keepPrototype(callable: object): void {
  const own = Object.getOwnPropertyDescriptor(callable, 'prototype');
  if (own?.writable) Object.defineProperty(callable, 'prototype', { writable: false });
}

function partsOf(object: object): unknown[] {
  return Reflect.ownKeys(object).flatMap((key) => {
    const { value, get, set } = Object.getOwnPropertyDescriptor(object, key) ?? {};
    return [value, get, set];
  });
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
