// What is known of tables beside their data: which columns tell rows apart, what is a view, what a write does besides. From
// CREATE statements of the recording, and from the descriptions of tables that the recorder asked for.

import type { TableSchema } from '../core/recording.ts';
import type { ColumnKind } from './column-kind.ts';
import { defined, described, type TableFacts } from './table-facts.ts';

/** What only a definition can say: each adds what it knows. */
export class Catalogue {
  readonly #tables = new Map<string, TableFacts>();
  readonly #views = new Map<string, readonly string[] | 'all'>();
  readonly #triggered = new Set<string>();
  readonly #unclear = new Set<string>();
  readonly #kinds = new Map<string, Map<string, ColumnKind>>();
  readonly #children = new Map<string, Set<string>>();

  /** The server's own description. */
  describe(tables: readonly TableSchema[]): void {
    for (const { schema, table, definition } of tables) {
      const name = `${schema}.${table}`.toLowerCase();
      const facts = described(definition);
      this.#add(name, facts);
      if (facts.isView) this.#views.set(name, 'all');
    }
  }

  /** A CREATE TABLE that the recording holds. Two that differ make it unclear. */
  create(table: string, sql: Buffer): void {
    const facts = defined(sql, table);
    const known = this.#tables.get(table);
    if (known !== undefined && !isSame(known, facts)) this.#unclear.add(table);
    this.#add(table, facts);
  }

  /** @param reads tables that a view is made of */
  createView(view: string, reads: readonly string[] | 'all'): void {
    const known = this.#views.get(view);
    const isAll = reads === 'all' || (known === 'all' && !this.#tables.has(view));
    this.#views.set(view, isAll ? 'all' : [...new Set([...(known === 'all' ? [] : (known ?? [])), ...reads])]);
  }

  createTrigger(table: string): void {
    this.#triggered.add(table);
  }

  /** Its keys were changed, or rows were refused for a key that nobody knows. */
  blur(table: string): void {
    this.#unclear.add(table);
  }

  factsOf(table: string): TableFacts | undefined {
    return this.#unclear.has(table) ? undefined : this.#tables.get(table);
  }

  /** Columns were given other types. */
  retype(table: string): void {
    const kinds = this.#kinds.get(table) ?? new Map<string, ColumnKind>();
    for (const column of kinds.keys()) kinds.set(column, 'unsure');
  }

  /** Undefined where nobody has said of which type the column is. */
  kindOf(table: string, column: string): ColumnKind | undefined {
    return this.#kinds.get(table)?.get(column);
  }

  isUnclear(table: string): boolean {
    return this.#unclear.has(table);
  }

  isTriggered(table: string): boolean {
    return this.#triggered.has(table);
  }

  /** What a view is made of; undefined where it is none. */
  viewOf(table: string): readonly string[] | 'all' | undefined {
    return this.#views.get(table);
  }

  /** Tables with a foreign key to this one. */
  childrenOf(table: string): ReadonlySet<string> {
    return this.#children.get(table) ?? NONE;
  }

  #add(table: string, facts: TableFacts): void {
    this.#tables.set(table, facts);
    const kinds = this.#kinds.get(table) ?? new Map<string, ColumnKind>();
    this.#kinds.set(table, kinds);
    for (const [column, kind] of facts.kinds) {
      const known = kinds.get(column);
      kinds.set(column, known === undefined || known === kind ? kind : 'unsure');
    }
    for (const { table: parent } of facts.references) {
      const children = this.#children.get(parent) ?? new Set();
      this.#children.set(parent, children.add(table));
    }
  }
}

const NONE: ReadonlySet<string> = new Set();

function isSame(a: TableFacts, b: TableFacts): boolean {
  return JSON.stringify([a.unique, a.primary, a.auto]) === JSON.stringify([b.unique, b.primary, b.auto]);
}
