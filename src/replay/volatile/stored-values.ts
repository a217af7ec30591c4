// In which columns the values are that stand for recorded ones, and which recorded write stored each.

import type { VolatileKind } from './volatile-kinds.ts';

export interface StoredPair {
  readonly kind: VolatileKind;
  readonly recorded: string;
  readonly live: string;
  /** The recorded exchange that stored it. */
  readonly exchange: number;
}

/** What one statement stored. */
export interface StoredNote {
  readonly exchange: number;
  readonly table: string;
  /** `place`: of its value in the statement; `column`: null where the statement does not name it. */
  readonly stored: readonly (Omit<StoredPair, 'exchange'> & {
    readonly place: string;
    readonly column: string | null;
  })[];
}

/** Stands for a column that is not known. */
const ANY = '';

export class StoredValues {
  /** By table, column, and which value of which exchange. */
  readonly #tables = new Map<string, Map<string, Map<string, StoredPair>>>();

  get isEmpty(): boolean {
    return this.#tables.size === 0;
  }

  add({ exchange, table, stored }: StoredNote): void {
    let columns = this.#tables.get(table);
    if (columns === undefined) {
      columns = new Map();
      this.#tables.set(table, columns);
    }
    for (const { place, column, kind, recorded, live } of stored) {
      const pairs = columns.get(column ?? ANY) ?? new Map<string, StoredPair>();
      columns.set(column ?? ANY, pairs);
      pairs.set(`${exchange} ${place}`, { kind, recorded, live, exchange });
    }
  }

  clear(): void {
    this.#tables.clear();
  }

  /** @param column `?` for any */
  pairsOf(tables: Iterable<string>, column: string): readonly StoredPair[] {
    const found: StoredPair[] = [];
    for (const table of tables) {
      for (const [name, pairs] of this.#tables.get(table) ?? []) {
        if (name === column || name === ANY || column === '?') found.push(...pairs.values());
      }
    }
    return found;
  }
}
