// What the rows that are there hold: what stands for something else by now, and what is as it was recorded.

import { type Pair, type StoredPair, type StoredValues, VARIABLES } from '../carrying/stored-values.ts';
import type { KeptPrograms } from './kept-programs.ts';
import type { SaidValues } from './said-values.ts';

export interface RowValuesOptions {
  readonly stored: StoredValues;
  /** Those of which columns are asked for that belong to no table by name. */
  readonly tables: ReadonlySet<string>;
  /** Recorded writes to tables whose rows are there; null where that is not known. */
  readonly there: (tables: ReadonlySet<string>) => ReadonlySet<number> | null;
  readonly saidIn: (exchange: number) => SaidValues;
  readonly programs: () => KeptPrograms;
}

/** What tells a row from others, as it was recorded. */
export interface RowId {
  readonly column: string;
  readonly content: string;
}

/** What writes have said of one row. */
export interface SaidOfRow {
  /** What the row holds in a column, as far as the last write that says so tells. */
  in(column: string): Pair | null;
}

/** Writes whose rows are there that are looked at, the last ones. */
const MOST_WRITES = 256;

export class RowValues {
  readonly #options: RowValuesOptions;
  readonly #there = new Map<string, ReadonlySet<number> | null>();
  readonly #unchanged = new Map<string, readonly Pair[]>();
  /** By column. */
  readonly #byWrite = new Map<string, Map<number, readonly StoredPair[]>>();

  constructor(options: RowValuesOptions) {
    this.#options = options;
  }

  thereIn(tables: ReadonlySet<string>): ReadonlySet<number> | null {
    const key = [...tables].sort().join();
    const known = this.#there.get(key);
    const there = known === undefined ? this.#options.there(tables) : known;
    this.#there.set(key, there);
    return there;
  }

  /** What stands for something else there. @param column `?` for any */
  changed(tables: ReadonlySet<string>, column: string): readonly StoredPair[] {
    const { stored } = this.#options;
    const all = stored.isEmpty ? [] : stored.pairsOf(tables, column);
    if (all.length === 0) return all;
    const there = tables.has(VARIABLES) ? null : this.thereIn(tables);
    const left = there === null ? all : all.filter(({ exchange }) => there.has(exchange));
    return left.filter(({ recorded, live }) => recorded !== live);
  }

  /** What writes have put into a column as they did when it was recorded. */
  unchanged(column: string): readonly Pair[] {
    const known = this.#unchanged.get(column);
    if (known !== undefined) return known;
    const others = new Set(this.#writes().flatMap((id) => this.#unchangedIn(id, column)));
    const pairs = [...others].map((one) => ({ recorded: one, live: one }));
    this.#unchanged.set(column, pairs);
    return pairs;
  }

  /** @param id of the row, as it was recorded @returns null where no write says it */
  saidOf(id: string): SaidOfRow | null {
    const writes = this.#writes().filter((one) =>
      [...this.#options.saidIn(one).values()].some((contents) => contents.includes(id)),
    );
    return writes.length === 0 ? null : { in: (column) => this.#lastIn(writes, column) };
  }

  /** What each write has said that may be about a row, that is all that name no other; null where it is not known which are there. */
  maybeOf({ column, content }: RowId): readonly SaidOfRow[] | null {
    if (this.thereIn(this.#options.tables) === null) return null;
    const ids = (write: number) => this.#options.saidIn(write).get(column);
    const own = this.#writes().filter((write) => ids(write)?.includes(content) !== false);
    return own.flatMap((write) => {
      const rows = Math.max(1, ...[...this.#options.saidIn(write).values()].map(({ length }) => length));
      return Array.from({ length: rows }, (_, row) => ({ in: (name: string) => this.#ofRow(write, row, name) }));
    });
  }

  /** @param row of several that one write has stored */
  #ofRow(write: number, row: number, column: string): Pair | null {
    const same = this.#unchangedIn(write, column).map((one) => ({ recorded: one, live: one }));
    const all: readonly Pair[] = [...this.#changedIn(write, column), ...same];
    return all[Math.min(row, all.length - 1)] ?? null;
  }

  #lastIn(writes: readonly number[], column: string): Pair | null {
    for (const id of [...writes].reverse()) {
      const pair = this.#changedIn(id, column).at(-1);
      if (pair !== undefined) return pair;
      const same = this.#unchangedIn(id, column).at(-1);
      if (same !== undefined) return { recorded: same, live: same };
    }
    return null;
  }

  #writes(): readonly number[] {
    return [...(this.thereIn(this.#options.tables) ?? [])].slice(-MOST_WRITES);
  }

  #changedIn(id: number, column: string): readonly StoredPair[] {
    let byWrite: Map<number, readonly StoredPair[]> | undefined = this.#byWrite.get(column);
    if (byWrite === undefined) {
      const { stored, tables } = this.#options;
      byWrite = new Map();
      for (const pair of stored.isEmpty ? [] : stored.pairsOf(tables, column)) {
        byWrite.set(pair.exchange, [...(byWrite.get(pair.exchange) ?? []), pair]);
      }
      this.#byWrite.set(column, byWrite);
    }
    return byWrite.get(id) ?? [];
  }

  #unchangedIn(id: number, column: string): readonly string[] {
    const said = [...this.#options.saidIn(id)].flatMap(([name, contents]) =>
      this.#isOf(name, column) ? contents : [],
    );
    if (said.length === 0) return said;
    for (const { recorded } of this.#changedIn(id, column)) {
      const at = said.indexOf(recorded);
      if (at >= 0) said.splice(at, 1);
    }
    return said;
  }

  #isOf(name: string, column: string): boolean {
    if (!name.startsWith('#')) return name === column;
    const { programs, tables } = this.#options;
    return [...tables].some((table) => programs().columnOf(table, name) === column);
  }
}
