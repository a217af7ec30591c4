// By what a list of exchanges can be sorted: numbers, the smallest first, or the largest with `-`. Pure: it runs in the
// browser too.

/** What the sort of a list looks at. */
export interface Sortable {
  readonly session: number;
  readonly lastByteUs: number;
  readonly errorCode: number | null;
  readonly gap: string | null;
  readonly rows: number | null;
}

export type SortName = 'session' | 'ms' | 'outcome';

export interface Sort {
  readonly name: SortName;
  readonly isDescending: boolean;
}

const ERRORS = 2 ** 30;
const GAP = 2 ** 31;

/** Whole numbers of at most 32 bits: few rows, many rows, errors, gaps. */
const KEYS: Readonly<Record<SortName, (one: Sortable) => number>> = {
  session: ({ session }) => session,
  ms: ({ lastByteUs }) => lastByteUs,
  outcome: ({ errorCode, gap, rows }) => {
    if (gap !== null) return GAP;
    return errorCode === null ? Math.min(ERRORS - 1, (rows ?? -1) + 1) : ERRORS + errorCode;
  },
};

/** `ms`, `-ms`; null for the order of the recording, and for what is none. */
export function parseSort(text: string | null | undefined): Sort | null {
  const [, minus = '', name = ''] = /^(-?)(\w+)$/.exec(text ?? '') ?? [];
  return Object.hasOwn(KEYS, name) ? { name: name as SortName, isDescending: minus !== '' } : null;
}

export function sortKey(name: SortName): (one: Sortable) => number {
  return KEYS[name];
}

/** Of doubles, which are whole up to here. */
const WHOLE_BITS = 53;

/** Places in the order of their keys, equal ones as they stood. A million takes some 0.1 s. @param keys whole, of at most 32 bits */
export function orderOf(keys: ArrayLike<number>, isDescending: boolean): Uint32Array {
  const bits = Math.max(1, Math.ceil(Math.log2(keys.length + 1)));
  const step = 2 ** bits;
  // beyond two million places the last bits of large keys do not count
  const most = Math.min(2 ** 32, 2 ** (WHOLE_BITS - bits)) - 1;
  // key and place in one number, which is sorted without asking us for each pair
  const both = Float64Array.from(keys, (key, place) => {
    const within = Math.min(most, Math.max(0, key));
    return (isDescending ? most - within : within) * step + place;
  });
  return Uint32Array.from(both.sort(), (one) => one % step);
}
