// The exchanges that the filter finds: of a page that has them all, at once; of one that asks, as they are needed.

import { computed, effect, signal } from '@preact/signals';
import { type Filtered, parseFilter } from '../src/page/filter.ts';
import type { PageExchange } from '../src/page/page-data.ts';
import type { FoundPage, PageDetail } from '../src/page/reading/questions.ts';
import { ask } from './api.ts';
import { grown, upTo } from './live.ts';
import { data, filterText, isPlayed, said } from './state.ts';

export interface Found {
  readonly count: number;
  /** Of how many; what was looked through so far. */
  readonly scanned: number;
  readonly isDone: boolean;
  /** Undefined where it is not there yet: it is asked for. */
  at(index: number): PageExchange | undefined;
  /** -1 where it is none of them, or where that is not known yet. */
  indexOf(id: number): number;
}

const parsed = computed(() => parseFilter(filterText.value));
export const mistake = computed(() => (parsed.value.ok ? null : parsed.value.mistake));

export const isRemote = computed(() => data.value !== null && (!data.value.isWhole || upTo.value !== null));
const users = computed(() => new Map(data.value?.sessions.map(({ id, user }) => [id, user])));
const byId = computed(() => new Map(data.value?.exchanges.map((exchange) => [exchange.id, exchange])));

let lastGood = '';
/** What is looked for: while something with a mistake stands in the box, what stood there before. */
export const goodFilter = computed(() => {
  if (parsed.value.ok) lastGood = filterText.value;
  return lastGood;
});
const good = computed(() => parseFilter(goodFilter.value));

/** Those that the filter finds. */
export const found = computed<Found>(() => {
  const filter = good.value;
  if (!filter.ok) return new Whole([]);
  if (isRemote.value) {
    remote.version.value;
    const { count, scanned, isDone } = remote;
    return { count, scanned, isDone, at: (index) => remote.at(index), indexOf: (id) => remote.indexOf(id) };
  }
  const all = data.value?.exchanges ?? [];
  if (goodFilter.value.trim() === '') return new Whole(all);
  const filtered = (exchange: PageExchange): Filtered => ({
    ...exchange,
    user: users.value.get(exchange.session) ?? '',
    played: isPlayed(exchange),
  });
  return new Whole(all.filter((exchange) => filter.matches(filtered(exchange))));
});

export class Whole implements Found {
  readonly exchanges: readonly PageExchange[];
  readonly isDone = true;

  constructor(exchanges: readonly PageExchange[]) {
    this.exchanges = exchanges;
  }

  get count(): number {
    return this.exchanges.length;
  }

  get scanned(): number {
    return data.value?.exchanges.length ?? 0;
  }

  at(index: number): PageExchange | undefined {
    return this.exchanges[index];
  }

  indexOf(id: number): number {
    return this.exchanges.findIndex((exchange) => exchange.id === id);
  }
}

const BLOCK = 200;
const MOST_BLOCKS = 50;

/** Rows by the block, as they are looked at; one search at a time, the newest. */
class Remote {
  /** Rises with everything that comes. */
  readonly version = signal(0);
  count = 0;
  scanned = 0;
  isDone = false;
  #q: string | null = null;
  #blocks = new Map<number, readonly PageExchange[]>();
  #asked = new Map<number, { readonly controller: AbortController; readonly asked: Promise<boolean> }>();
  #known = new Map<number, PageExchange>();
  #places = new Map<number, number>();

  /** Begins another search, which ends the one before. */
  search(q: string): void {
    const isOther = this.#q !== q;
    if (isOther) {
      this.count = 0;
      this.scanned = 0;
    }
    this.#q = q;
    for (const { controller } of this.#asked.values()) controller.abort();
    this.#asked.clear();
    this.isDone = false;
    if (isOther) {
      this.#blocks.clear();
      this.#places.clear();
    }
    // what grew has its rows where they were: they stay until the newer ones are there
    else for (const [block, { length }] of this.#blocks) if (length < BLOCK && block !== 0) this.#ask(block);
    this.#ask(0);
  }

  at(index: number): PageExchange | undefined {
    const block = Math.floor(index / BLOCK);
    const rows = this.#blocks.get(block);
    if (rows === undefined) this.#ask(block);
    return rows?.[index % BLOCK];
  }

  /** The row, once it is there; undefined where there is none. */
  async load(index: number): Promise<PageExchange | undefined> {
    const q = this.#q;
    for (;;) {
      const known = this.at(index);
      const { asked } = this.#asked.get(Math.floor(index / BLOCK)) ?? {};
      if (known !== undefined || asked === undefined) return known;
      const isAnswered = await asked;
      if (!isAnswered || this.#q !== q) return undefined;
      // a short block is all there is once everything is looked through
      if (this.isDone) return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
    }
  }

  /** How many are found, once all is looked through. */
  async total(): Promise<number> {
    const q = this.#q ?? '';
    for (;;) {
      const { total, isDone } = await ask('find', { q, from: 0, most: 1 });
      if (isDone) return total;
    }
  }

  /** Where it is among those that are found; -1 where it is none of them. */
  async place(id: number): Promise<number> {
    // of what is not looked through yet nothing is known
    await this.total();
    const place = await ask('place', { q: this.#q ?? '', id });
    this.#places.set(id, place);
    return place;
  }

  indexOf(id: number): number {
    const place = this.#places.get(id);
    if (place !== undefined) return place;
    this.#places.set(id, -1);
    const q = this.#q ?? '';
    void ask('place', { q, id }).then(
      (at) => {
        if (q !== this.#q) return;
        this.#places.set(id, at);
        this.version.value++;
      },
      () => undefined,
    );
    return -1;
  }

  /** Noted where it was chosen, so that it need not be asked for. */
  notePlace(id: number, at: number): void {
    this.#places.set(id, at);
  }

  exchange(id: number): PageExchange | undefined {
    return this.#known.get(id);
  }

  note(exchange: PageExchange): void {
    this.#known.set(exchange.id, exchange);
    this.version.value++;
  }

  #ask(block: number): void {
    if (this.#asked.has(block)) return;
    const controller = new AbortController();
    this.#asked.set(block, { controller, asked: this.#follow(block, controller.signal) });
  }

  /** False where it failed, which is said. */
  async #follow(block: number, aborted: AbortSignal): Promise<boolean> {
    const q = this.#q ?? '';
    try {
      for (;;) {
        const page = await ask('find', { q, from: block * BLOCK, most: BLOCK }, aborted);
        this.#take(block, page);
        // the first block stands for the search: it asks on until all is looked through
        if (page.isDone || block !== 0) break;
      }
      this.#asked.delete(block);
      return true;
    } catch (error) {
      if (aborted.aborted) return true;
      this.#asked.delete(block);
      said.value = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  #take(block: number, { total, rows, isDone, scanned }: FoundPage): void {
    if (this.#blocks.size >= MOST_BLOCKS) {
      this.#blocks.clear();
      this.#known.clear();
      this.#places.clear();
    }
    if (rows.length === BLOCK || isDone || block === 0) this.#blocks.set(block, rows);
    for (const [index, row] of rows.entries()) {
      this.#known.set(row.id, row);
      this.#places.set(row.id, block * BLOCK + index);
    }
    if (block === 0 || isDone) {
      this.count = total;
      this.scanned = scanned;
      this.isDone = isDone;
    }
    this.version.value++;
  }
}

export const remote = new Remote();

effect(() => {
  // what was recorded meanwhile is found as well
  grown.value;
  if (isRemote.value) remote.search(goodFilter.value);
});

export function exchangeOf(id: number): PageExchange | undefined {
  const known = byId.value.get(id);
  if (known !== undefined || !isRemote.value) return known;
  remote.version.value;
  const seen = remote.exchange(id);
  if (seen === undefined) void detailOf(id);
  return seen;
}

const details = new Map<number, Promise<PageDetail | null>>();
const MOST_DETAILS = 100;

export function detailOf(id: number): Promise<PageDetail | null> {
  const known = details.get(id);
  if (known !== undefined) return known;
  if (details.size >= MOST_DETAILS) details.clear();
  const asked = ask('exchange', { id }).then(
    (detail) => {
      if (detail !== null && isRemote.value) remote.note(detail.exchange);
      return detail;
    },
    () => null,
  );
  details.set(id, asked);
  return asked;
}
