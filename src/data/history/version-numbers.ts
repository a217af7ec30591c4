// Versions of data as small numbers, from 1: an answer, or what is remembered of one, is kept by them.

export class VersionNumbers {
  readonly #numbers = new Map<number, number>();

  /** Of a version that a recorded answer saw; the same at each call. */
  add(version: number): number {
    const known = this.#numbers.get(version);
    if (known !== undefined) return known;
    this.#numbers.set(version, this.#numbers.size + 1);
    return this.#numbers.size;
  }

  /** 0 where no recorded answer that was looked at so far saw it. */
  of(version: number): number {
    return this.#numbers.get(version) ?? 0;
  }
}
