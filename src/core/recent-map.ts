// A bounded map that forgets what was not used lately: two generations, the older dropped when the younger is full.
// Cheaper than an exact LRU list, and a hit in the younger generation moves nothing.

export class RecentMap<K, V> {
  readonly #limit: number;
  readonly #weigh: (value: V) => number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  #youngWeight = 0;
  #hasForgotten = false;

  /** @param limit of the sum of weights; an entry weighs 1 unless `weigh` says otherwise */
  constructor(limit: number, weigh: (value: V) => number = () => 1) {
    this.#limit = limit / 2;
    this.#weigh = weigh;
  }

  /** Whether an entry was ever dropped. */
  get hasForgotten(): boolean {
    return this.#hasForgotten;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.set(key, old);
    return old;
  }

  /** Keeps a new entry; one heavier than half the limit is not kept. */
  set(key: K, value: V): void {
    const weight = this.#weigh(value);
    if (weight > this.#limit) {
      this.#hasForgotten = true;
      return;
    }
    if (this.#youngWeight + weight > this.#limit) this.#age();
    this.#young.set(key, value);
    this.#youngWeight += weight;
  }

  #age(): void {
    if (this.#old.size > 0) this.#hasForgotten = true;
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngWeight = 0;
  }
}
