// Looking into things that are in ascending order.

/** Place of the first of `count` things that lies beyond; `count` where none does. @param isBeyond asked of a place from 0 */
export function firstPlace(count: number, isBeyond: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBeyond(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
