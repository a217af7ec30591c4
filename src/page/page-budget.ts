// How much a page may hold, so that a browser opens it and CI keeps it: what a report is about has the first half, then come
// connections and exchanges, and rows have what is left.

/** Of the data as JSON, which the browser reads at once. */
export const MAX_DATA_BYTES = 64 * 1024 * 1024;

/** Parts of the whole that are left to what comes behind. */
const LEFT_TO_OTHERS = { found: 0.5, sessions: 0.4, exchanges: 0.25, wanted: 0.1, rows: 0 } as const;

export type PagePart = keyof typeof LEFT_TO_OTHERS;

export class PageBudget {
  readonly #most: number;
  #left: number;
  readonly #full = new Set<PagePart>();

  constructor(most: number) {
    this.#most = most;
    this.#left = most;
  }

  /** Counts it where it has room. @param value as JSON has it */
  take(part: PagePart, value: unknown): boolean {
    const left = this.#left - jsonBytes(value);
    if (left < this.#most * LEFT_TO_OTHERS[part]) {
      this.#full.add(part);
      return false;
    }
    this.#left = left;
    return true;
  }

  /** Whether something of it had no room. */
  isFull(part: PagePart): boolean {
    return this.#full.has(part);
  }
}

export function jsonBytes(value: unknown): number {
  try {
    // and the comma behind it
    return Buffer.byteLength(JSON.stringify(value)) + 1;
  } catch {
    // longer than any string
    return Number.POSITIVE_INFINITY;
  }
}
