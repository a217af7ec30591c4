// By what a list of exchanges can be sorted: numbers, the smallest first, or the largest with `-`; and the statement, by its
// text. Pure: it runs in the browser too.

/** What the sort of a list looks at. */
export interface Sortable {
  readonly session: number;
  readonly lastByteUs: number;
  readonly errorCode: number | null;
  readonly gap: string | null;
  readonly rows: number | null;
}

type NumberSort = 'session' | 'ms' | 'outcome';
export type SortName = NumberSort | 'statement';

export interface Sort {
  readonly name: SortName;
  readonly isDescending: boolean;
}

const ERRORS = 2 ** 30;
const GAP = 2 ** 31;

/** Whole numbers of at most 32 bits: few rows, many rows, errors, gaps. */
const KEYS: Readonly<Record<NumberSort, (one: Sortable) => number>> = {
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
  const isKnown = name === 'statement' || Object.hasOwn(KEYS, name);
  return isKnown ? { name: name as SortName, isDescending: minus !== '' } : null;
}

/** Null for the statement, which is no number: see `TextRanks`. */
export function sortKey(name: SortName): ((one: Sortable) => number) | null {
  return name === 'statement' ? null : KEYS[name];
}

/** What a list shows of an exchange where its statement stands. */
export function sortedText({ sql, command }: { readonly sql: string | null; readonly command: string }): string {
  return sql ?? command;
}

/** As many as tell statements apart for a person. */
const TEXT_CHARS = 200;

/** Texts as numbers that sort as they do, upper and lower case as one: each distinct one is kept once. */
export class TextRanks {
  readonly #numbers = new Map<string, number>();
  /** Characters that are kept. */
  size = 0;

  /** The number of a text, equal for equal ones; where it stands is not known before all are there. */
  add(text: string): number {
    const key = text.slice(0, TEXT_CHARS).toLowerCase();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    this.size += key.length;
    return number;
  }

  /** By number: its rank. */
  ranks(): Uint32Array {
    const ranks = new Uint32Array(this.#numbers.size);
    [...this.#numbers.keys()].sort().forEach((key, rank) => {
      ranks[this.#numbers.get(key) ?? 0] = rank;
    });
    return ranks;
  }
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

/** What exchanges are sorted by, of those that are all there. */
export function sortKeys(
  exchanges: readonly (Sortable & Parameters<typeof sortedText>[0])[],
  name: SortName,
): readonly number[] {
  const key = sortKey(name);
  if (key !== null) return exchanges.map(key);
  const texts = new TextRanks();
  const numbers = exchanges.map((exchange) => texts.add(sortedText(exchange)));
  const ranks = texts.ranks();
  return numbers.map((number) => ranks[number] ?? 0);
}
