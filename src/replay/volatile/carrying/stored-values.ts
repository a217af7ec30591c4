// In which columns the values are that stand for recorded ones, and which recorded write stored each.

import { noteEntry, type UndoLog } from '../../../data/history/undo-log.ts';
import { partsOf } from '../values/fresh-values.ts';
import { uuidsIn, type VolatileKind } from '../values/volatile-kinds.ts';
import { alike } from './said-rows.ts';

export interface StoredPair {
  readonly kind: VolatileKind;
  readonly recorded: string;
  readonly live: string;
  /** The recorded exchange that stored it. */
  readonly exchange: number;
}

/** Two that stand for each other. */
export type Pair = Pick<StoredPair, 'recorded' | 'live'>;

/** What one statement stored. */
export interface StoredNote {
  readonly exchange: number;
  readonly table: string;
  /**
   * `place`: of its value in the statement; `column`: null where the statement does not name it; `live`: null where nobody knows
   * what the server has there.
   */
  readonly stored: readonly (Omit<StoredPair, 'exchange' | 'live'> & {
    readonly live: string | null;
    readonly place: string;
    readonly column: string | null;
  })[];
}

/** A column of which nobody knows what the server has there. */
export interface UnknownColumn {
  /** Null for any. */
  readonly column: string | null;
  readonly exchange: number;
  /** What it had when it was recorded; empty where that is not known. */
  readonly recorded: string;
}

/** A pair, and where it is stored. */
export interface StoredAt extends StoredPair {
  readonly table: string;
  /** Null where it is not known. */
  readonly column: string | null;
}

/** Where a pair is kept. */
interface PairPlace {
  readonly pairs: Map<string, StoredPair>;
  readonly key: string;
  readonly table: string;
  readonly column: string | null;
}

/** A value and what is drawn by chance within it; of a UUID its digits, however it is written. */
export function identitiesOf(content: string): readonly string[] {
  return [content, ...partsOf(content), ...uuidsIn(content)].map(alike);
}

/** Stands for a column that is not known. */
const ANY = '';
/** Stands for a table: the user variables, of all sessions. */
export const VARIABLES = '@';

export class StoredValues {
  /** By table, column, and which value of which exchange. */
  readonly #tables = new Map<string, Map<string, Map<string, StoredPair>>>();
  /** By table. */
  readonly #unknown = new Map<string, Map<string, UnknownColumn>>();
  /** What each exchange has stored, by the map that holds it. */
  readonly #places = new Map<number, readonly PairPlace[]>();
  /** By identity: exchanges that may have stored it, some of which are undone. */
  readonly #exchanges = new Map<string, Set<number>>();
  readonly #undo: UndoLog | null;

  constructor(undo: UndoLog | null = null) {
    this.#undo = undo;
  }

  /** An exchange is about to answer once more: what it stored before is gone, or stored anew. */
  renew(exchange: number): void {
    const places = this.#places.get(exchange);
    if (places === undefined) return;
    for (const { pairs, key } of places) {
      noteEntry(pairs, key, this.#undo);
      pairs.delete(key);
    }
    noteEntry(this.#places, exchange, this.#undo);
    this.#places.delete(exchange);
  }

  get isEmpty(): boolean {
    return this.#tables.size + this.#unknown.size === 0;
  }

  add({ exchange, table, stored }: StoredNote): void {
    let columns = this.#tables.get(table);
    if (columns === undefined) {
      columns = new Map();
      noteEntry(this.#tables, table, this.#undo);
      this.#tables.set(table, columns);
    }
    const added: PairPlace[] = [];
    for (const { place, column, kind, recorded, live } of stored) {
      if (live === null) {
        this.#addUnknown(table, { column, exchange, recorded });
        continue;
      }
      const pairs = columns.get(column ?? ANY) ?? new Map<string, StoredPair>();
      noteEntry(columns, column ?? ANY, this.#undo);
      columns.set(column ?? ANY, pairs);
      noteEntry(pairs, `${exchange} ${place}`, this.#undo);
      pairs.set(`${exchange} ${place}`, { kind, recorded, live, exchange });
      added.push({ pairs, key: `${exchange} ${place}`, table, column });
      if (kind !== 'clock') this.#index(recorded, exchange);
    }
    if (added.length === 0) return;
    noteEntry(this.#places, exchange, this.#undo);
    this.#places.set(exchange, [...(this.#places.get(exchange) ?? []), ...added]);
  }

  #index(recorded: string, exchange: number): void {
    for (const one of identitiesOf(recorded)) {
      const known = this.#exchanges.get(one);
      if (known === undefined) this.#exchanges.set(one, new Set([exchange]));
      else known.add(exchange);
    }
  }

  /** Exchanges that may have stored an identity, as `identitiesOf` has it. */
  exchangesOf(identity: string): Iterable<number> {
    return this.#exchanges.get(identity) ?? [];
  }

  /** What an exchange has stored that holds an identity, less what variables hold. */
  of(exchange: number, identity: string): readonly StoredAt[] {
    return (this.#places.get(exchange) ?? []).flatMap(({ pairs, key, table, column }) => {
      const pair = table === VARIABLES ? undefined : pairs.get(key);
      const isSo = pair !== undefined && pair.kind !== 'clock' && identitiesOf(pair.recorded).includes(identity);
      return isSo ? [{ ...pair, table, column }] : [];
    });
  }

  #addUnknown(table: string, one: UnknownColumn): void {
    const known = this.#unknown.get(table) ?? new Map<string, UnknownColumn>();
    noteEntry(this.#unknown, table, this.#undo);
    noteEntry(known, `${one.exchange} ${one.column}`, this.#undo);
    this.#unknown.set(table, known.set(`${one.exchange} ${one.column}`, one));
  }

  unknownIn(tables: Iterable<string>): readonly UnknownColumn[] {
    return [...tables].flatMap((table) => [...(this.#unknown.get(table)?.values() ?? [])]);
  }

  clear(): void {
    this.#tables.clear();
    this.#unknown.clear();
    this.#places.clear();
    this.#exchanges.clear();
  }

  /** Of all tables, less what variables hold. */
  all(): readonly StoredAt[] {
    return [...this.#tables].flatMap(([table, columns]) => {
      if (table === VARIABLES) return [];
      return [...columns].flatMap(([name, pairs]) => {
        const column = name === ANY ? null : name;
        return [...pairs.values()].map((pair) => ({ ...pair, table, column }));
      });
    });
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
