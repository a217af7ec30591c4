// Which exchanges of a recording were played, one bit each.

export class PlayedSet {
  #bits = new Uint32Array(1024);
  #count = 0;
  #removals = 0;

  /** Counts what was taken back. */
  get removals(): number {
    return this.#removals;
  }

  get size(): number {
    return this.#count;
  }

  has(exchange: number): boolean {
    const word = this.#bits[exchange >>> 5];
    return word !== undefined && (word & (1 << (exchange & 31))) !== 0;
  }

  add(exchange: number): void {
    if (this.has(exchange)) return;
    const index = exchange >>> 5;
    if (index >= this.#bits.length) this.#grow(index + 1);
    this.#bits[index] = (this.#bits[index] ?? 0) | (1 << (exchange & 31));
    this.#count++;
  }

  delete(exchange: number): void {
    if (!this.has(exchange)) return;
    const index = exchange >>> 5;
    this.#bits[index] = (this.#bits[index] ?? 0) & ~(1 << (exchange & 31));
    this.#count--;
    this.#removals++;
  }

  #grow(words: number): void {
    const bits = new Uint32Array(Math.max(words, this.#bits.length * 2));
    bits.set(this.#bits);
    this.#bits = bits;
  }
}
