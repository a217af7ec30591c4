// What stands in the same order in two lists, as many as there are; and the rest of both.

import { diffArrays } from 'diff';

/** Places on both sides. */
export type Pair = readonly [from: number, to: number];

/** Two recordings that have next to nothing in common are not worth the time that the best alignment takes. */
const ALIGN_MS = 5000;

export interface Alignment {
  /** Places of the same key in the same order. */
  readonly pairs: readonly Pair[];
  readonly left: readonly number[];
  readonly right: readonly number[];
}

export function align(left: readonly number[], right: readonly number[]): Alignment {
  const pairs: Pair[] = [];
  const rest: { readonly left: number[]; readonly right: number[] } = { left: [], right: [] };
  const least = Math.min(left.length, right.length);
  let first = 0;
  while (first < least && left[first] === right[first]) pairs.push([first, first++]);
  let tail = 0;
  while (tail < least - first && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  alignMiddle(left, right, { first, tail }, pairs, rest);
  for (let n = tail; n > 0; n--) pairs.push([left.length - n, right.length - n]);
  return { pairs, ...rest };
}

function alignMiddle(
  left: readonly number[],
  right: readonly number[],
  { first, tail }: { readonly first: number; readonly tail: number },
  pairs: Pair[],
  rest: { readonly left: number[]; readonly right: number[] },
): void {
  const [leftEnd, rightEnd] = [left.length - tail, right.length - tail];
  const parts = diffArrays(left.slice(first, leftEnd), right.slice(first, rightEnd), { timeout: ALIGN_MS });
  let [at, bt] = [first, first];
  for (const { added, removed, value } of parts ?? [
    { added: false, removed: true, value: left.slice(first, leftEnd) },
    { added: true, removed: false, value: right.slice(first, rightEnd) },
  ]) {
    for (let n = 0; n < value.length; n++) {
      if (removed) rest.left.push(at + n);
      else if (added) rest.right.push(bt + n);
      else pairs.push([at + n, bt + n]);
    }
    if (!added) at += value.length;
    if (!removed) bt += value.length;
  }
}
