// By which columns foreign keys tie tables to one another, whenever a recording says so.

import type { Reference } from './reference.ts';

export class TiedColumns {
  readonly #columns = new Map<string, Set<string>>();

  /** Of a table that refers to others, and of these. */
  note(table: string, references: readonly Reference[]): void {
    for (const { column, table: parent, referenced } of references) {
      this.#add(table, column);
      this.#add(parent, referenced);
    }
  }

  /** In lower case; empty where no foreign key names the table. */
  of(table: string): ReadonlySet<string> {
    return this.#columns.get(table) ?? NONE;
  }

  #add(table: string, column: string): void {
    this.#columns.set(table, (this.#columns.get(table) ?? new Set()).add(column.toLowerCase()));
  }
}

const NONE: ReadonlySet<string> = new Set();
