// A table of names, each written once and referred to by its id: session states, scopes.

import type { Database, Statement } from 'better-sqlite3';

export class NameTable {
  readonly #ids = new Map<string, number>();
  readonly #insert: Statement<[number, string]>;
  #last = 0;

  constructor(db: Database, table: 'session_state' | 'scope') {
    for (const { id, name } of db.prepare<[], { id: number; name: string }>(`SELECT id, name FROM ${table}`).all()) {
      this.#ids.set(name, id);
      this.#last = Math.max(this.#last, id);
    }
    this.#insert = db.prepare(`INSERT INTO ${table} (id, name) VALUES (?, ?)`);
  }

  /** The name's id; it is written where it is new. Inside the caller's transaction. */
  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#insert.run(++this.#last, name);
    this.#ids.set(name, this.#last);
    return this.#last;
  }
}
