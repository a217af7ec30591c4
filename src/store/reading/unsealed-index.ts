// Stands in for the index on fingerprints where a recording has none: it is being written, or was left by a killed
// writer on media that cannot be written. Lives in the connection's temporary database and follows the file as it grows.

import type { Database } from 'better-sqlite3';

export class UnsealedIndex {
  readonly #db: Database;
  #last = 0;

  constructor(db: Database) {
    this.#db = db;
    db.exec(
      `CREATE TEMP TABLE fingerprint_of
         (fingerprint TEXT, scope_id INTEGER, id INTEGER, PRIMARY KEY (fingerprint, scope_id, id)) WITHOUT ROWID`,
    );
  }

  /** Takes in what was recorded since the last time. */
  catchUp(): void {
    const last = Number(this.#db.prepare('SELECT max(id) FROM exchange').pluck().get() ?? 0);
    if (last <= this.#last) return;
    this.#db
      .prepare(
        `INSERT INTO temp.fingerprint_of
           SELECT fingerprint, scope_id, id FROM exchange WHERE id > ? AND id <= ? AND fingerprint IS NOT NULL`,
      )
      .run(this.#last, last);
    this.#last = last;
  }
}
