// Exchanges that are asked for as they are looked at: by the block, for one search at a time, the newest.

import { signal } from '@preact/signals';
import type { PageExchange } from '../src/page/page-data.ts';
import type { FoundPage } from '../src/page/reading/questions.ts';
import { ask } from './api.ts';
import { said } from './state.ts';

const BLOCK = 200;
const MOST_BLOCKS = 50;

export class Remote {
  /** Rises with everything that comes. */
  readonly version = signal(0);
  count = 0;
  scanned = 0;
  isDone = false;
  #q: string | null = null;
  #sort = '';
  #blocks = new Map<number, readonly PageExchange[]>();
  #asked = new Map<number, { readonly controller: AbortController; readonly asked: Promise<boolean> }>();
  #known = new Map<number, PageExchange>();
  #places = new Map<number, number>();

  /** Begins another search, which ends the one before. @param sort as the address has it; empty for the recording's order */
  search(q: string, sort = ''): void {
    const isOther = this.#q !== q || this.#sort !== sort;
    if (isOther) {
      this.count = 0;
      this.scanned = 0;
    }
    this.#q = q;
    this.#sort = sort;
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
    const { q, sort } = this.#question;
    for (;;) {
      const known = this.at(index);
      const { asked } = this.#asked.get(Math.floor(index / BLOCK)) ?? {};
      if (known !== undefined || asked === undefined) return known;
      const isAnswered = await asked;
      if (!isAnswered || this.#q !== q || this.#sort !== sort) return undefined;
      // a short block is all there is once everything is looked through
      if (this.isDone) return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
    }
  }

  /** How many are found, once all is looked through. */
  async total(): Promise<number> {
    for (;;) {
      const { total, isDone } = await ask('find', { ...this.#question, from: 0, most: 1 });
      if (isDone) return total;
    }
  }

  /** Where it is among those that are found; -1 where it is none of them. */
  async place(id: number): Promise<number> {
    // of what is not looked through yet nothing is known
    await this.total();
    const place = await ask('place', { ...this.#question, id });
    this.#places.set(id, place);
    return place;
  }

  indexOf(id: number): number {
    const place = this.#places.get(id);
    if (place !== undefined) return place;
    this.#places.set(id, -1);
    const asked = this.#question;
    void ask('place', { ...asked, id }).then(
      (at) => {
        if (asked.q !== this.#q || asked.sort !== this.#sort) return;
        this.#places.set(id, at);
        this.version.value++;
      },
      () => undefined,
    );
    return -1;
  }

  get #question(): { readonly q: string; readonly sort: string } {
    return { q: this.#q ?? '', sort: this.#sort };
  }

  /** The next one of the same session in the list's order; null where there is none. */
  async besideInSession({ id, session }: PageExchange, by: 1 | -1): Promise<number | null> {
    const { q, sort } = this.#question;
    const same = { q: q.trim() === '' ? `session:${session}` : `(${q}) session:${session}`, sort };
    for (;;) {
      const { isDone } = await ask('find', { ...same, from: 0, most: 1 });
      if (isDone) break;
    }
    const from = (await ask('place', { ...same, id })) + by;
    if (from < 0) return null;
    const [row] = (await ask('find', { ...same, from, most: 1 })).rows;
    if (row === undefined) return null;
    // the next key finds it there
    this.note(row);
    return row.id;
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
    const asked = this.#question;
    try {
      for (;;) {
        const page = await ask('find', { ...asked, from: block * BLOCK, most: BLOCK }, aborted);
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
