// When a recording's write-ahead log goes into the file. With `synchronous = NORMAL` a crash of the machine costs what is
// not folded yet (a crash of the process nothing): so at the latest a second after it was committed. Under load SQLite folds
// by itself, by size; that is seldom enough to be in nobody's way, since each time waits for the disk twice.
// https://sqlite.org/pragma.html#pragma_wal_checkpoint

import type { Database } from 'better-sqlite3';

const FOLD_MS = 1000;
const FOLD_BYTES = 8 * 1024 * 1024;
/** The log's own size on disk stays until the recording is closed, up to this. */
const KEPT_LOG_BYTES = 64 * 1024 * 1024;

export class LogFolding {
  readonly #db: Database;
  #timer: NodeJS.Timeout | null = null;

  /** @param db in WAL mode */
  constructor(db: Database) {
    this.#db = db;
    const pageBytes = Number(db.pragma('page_size', { simple: true }));
    db.pragma(`wal_autocheckpoint = ${FOLD_BYTES / pageBytes}`);
    db.pragma(`journal_size_limit = ${KEPT_LOG_BYTES}`);
  }

  /** To be called behind each commit. */
  committed(): void {
    this.#timer ??= setTimeout(() => this.#fold(), FOLD_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Fails where a transaction is open, or the disk is full, which the next write will say: then another time. */
  #fold(): void {
    this.#timer = null;
    try {
      if (this.#db.inTransaction) this.committed();
      else this.#db.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      this.committed();
    }
  }
}
