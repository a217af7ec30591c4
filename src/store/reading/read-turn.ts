// One lock of a sealed recording for all that is read of it in one turn of the event loop: outside of a transaction SQLite
// locks the file, looks for a journal and unlocks it again for each statement, which costs more than most of them.

import type { Database, Statement } from 'better-sqlite3';

export class ReadTurn {
  readonly #db: Database;
  #begin: Statement | null = null;
  #commit: Statement | null = null;
  #isHeld = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Nothing that is sealed changes, so what is read next may as well be read under the same lock: until the turn ends. */
  hold(): void {
    if (this.#isHeld) return;
    this.#begin ??= this.#db.prepare('BEGIN');
    this.#begin.run();
    this.#isHeld = true;
    setImmediate(() => this.#release());
  }

  /** A file that somebody else wants to write is free again between two turns. */
  #release(): void {
    this.#isHeld = false;
    if (!this.#db.open || !this.#db.inTransaction) return;
    this.#commit ??= this.#db.prepare('COMMIT');
    this.#commit.run();
  }
}
