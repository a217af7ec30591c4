// The values of one column, cut where the ranges of a recording's statements begin and end: each range is some whole parts,
// each value lies within one. Numbers and texts are told apart, and cut each by their own order.

import type { RowRange } from '../../core/data-use.ts';
import { firstPlace } from '../../core/first-place.ts';

/** A range of more parts is taken for all values. */
const MAX_PARTS = 64;
/** Ranges beyond so many ends are taken for all values. */
const MAX_CUTS = 10_000;

export class Cuts {
  readonly #ends = { number: new Set<string>(), text: new Set<string>() };
  #sorted: { readonly number: readonly bigint[]; readonly text: readonly string[] } | null = null;

  /** Takes in the ends of a range; before any part is asked for. */
  add({ axis, from, to }: RowRange): void {
    const ends = this.#ends[axis];
    if (ends.size >= MAX_CUTS) return;
    if (from !== null) ends.add(from);
    if (to !== null) ends.add(to);
  }

  /** The part of a value by its key. */
  partOf(key: string): string {
    const { number, text } = this.#cut();
    return key.startsWith('#') ? `n${placeOf(number, BigInt(key.slice(1)))}` : `t${placeOf(text, key)}`;
  }

  /** The parts that make up a range; null where they are too many. */
  partsOf({ axis, from, to }: RowRange): readonly string[] | null {
    const ends = this.#ends[axis];
    if ((from !== null && !ends.has(from)) || (to !== null && !ends.has(to))) return null;
    const cut = this.#cut();
    const [first, last] =
      axis === 'number' ? bounds(cut.number, from, to, (end) => BigInt(end)) : bounds(cut.text, from, to, String);
    if (last - first >= MAX_PARTS) return null;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => `${axis.charAt(0)}${first + at}`);
  }

  #cut(): { readonly number: readonly bigint[]; readonly text: readonly string[] } {
    this.#sorted ??= {
      number: [...this.#ends.number].map((end) => BigInt(end)).sort((a, b) => (a < b ? -1 : 1)),
      text: [...this.#ends.text].sort(),
    };
    return this.#sorted;
  }
}

/** Places of the first and the last part of a range, whose ends are among the cuts. */
function bounds<T extends bigint | string>(
  cuts: readonly T[],
  from: string | null,
  to: string | null,
  read: (end: string) => T,
): readonly [first: number, last: number] {
  return [from === null ? 0 : placeOf(cuts, read(from)), to === null ? cuts.length : placeOf(cuts, read(to)) - 1];
}

/** How many cuts lie at the value or before it. */
function placeOf<T extends bigint | string>(cuts: readonly T[], value: T): number {
  return firstPlace(cuts.length, (at) => (cuts[at] as T) > value);
}
