// When a recording's write-ahead log goes into the file. With `synchronous = NORMAL` a crash of the machine costs what is
// not folded yet (a crash of the process nothing): so at the latest a second after it was committed, and under load by size.
// Each time waits for the disk twice, and whoever waits on the main thread holds up all clients: so where there is more than
// a little to fold, a thread of its own does it, beside the writing. https://sqlite.org/pragma.html#pragma_wal_checkpoint

import type { Database } from 'better-sqlite3';
import { FoldingThread } from './folding-thread.ts';
import { placeOf } from './place-of.ts';

const FOLD_MS = 1000;
const FOLD_BYTES = 8 * 1024 * 1024;
/** Less is folded here: a short recording, or a quiet one, starts no thread. */
const THREAD_BYTES = 1024 * 1024;
/** The log's own size on disk stays until the recording is closed, up to this; longer it grows only while somebody reads. */
const KEPT_LOG_BYTES = 64 * 1024 * 1024;
/** Where the thread is not heard of, SQLite folds by itself: a log so many times as long. */
const FORGOTTEN = 4;

export class LogFolding {
  readonly #db: Database;
  readonly #keptBytes: number;
  readonly #pageBytes: number;
  readonly #place: string;
  #timer: NodeJS.Timeout | null = null;
  #thread: FoldingThread | null = null;
  #elsewhere: (() => void) | null = null;
  /** Committed since it was last folded. */
  #bytes = 0;

  /**
   * @param db in WAL mode
   * @param keptBytes a longer log is begun anew
   */
  constructor(db: Database, keptBytes = KEPT_LOG_BYTES) {
    this.#db = db;
    this.#keptBytes = keptBytes;
    this.#place = placeOf(db.name);
    this.#pageBytes = Number(db.pragma('page_size', { simple: true }));
    this.#foldBeyond(FOLD_BYTES);
    db.pragma(`journal_size_limit = ${keptBytes}`);
  }

  /** To be called behind each commit. @param bytes about so many were written */
  committed(bytes = 0): void {
    this.#bytes += bytes;
    this.#timer ??= setTimeout(() => this.#onTimer(), FOLD_MS).unref();
    if (this.#bytes < FOLD_BYTES) return;
    if (this.#thread === null) this.#startThread();
    else if (!this.#thread.isBusy) this.#fold();
  }

  /** Somebody else writes more than is written here: a log that has grown too long is folded by him, between two writes. */
  foldElsewhere(fold: () => void): void {
    this.#elsewhere = fold;
  }

  /** Waits for what is being folded just now. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#thread?.stop();
    this.#thread = null;
  }

  #onTimer(): void {
    this.#timer = null;
    if (this.#thread === null && this.#bytes >= THREAD_BYTES) this.#startThread();
    else if (this.#thread === null ? this.#db.inTransaction : this.#thread.isBusy) this.committed();
    else this.#fold();
  }

  /** Fails where the disk is full, which the next write will say: then another time. */
  #fold(): void {
    if (this.#thread?.isGone) {
      this.#thread = null;
      this.#foldBeyond(FOLD_BYTES);
    }
    this.#bytes = 0;
    // what is written to all the time grows beside a thread: with nothing behind what is folded, the next write begins it anew
    const isLong = (this.#thread?.logPages ?? 0) * this.#pageBytes > this.#keptBytes;
    if (this.#thread !== null && !isLong) {
      this.#thread.fold();
      return;
    }
    this.#thread?.forgetPages();
    try {
      if (this.#elsewhere === null) this.#db.pragma('wal_checkpoint(PASSIVE)');
      else this.#elsewhere();
    } catch {
      this.committed();
    }
  }

  #startThread(): void {
    this.#thread = new FoldingThread(this.#db.name, this.#place);
    this.#foldBeyond(FORGOTTEN * this.#keptBytes);
    this.#fold();
  }

  #foldBeyond(bytes: number): void {
    this.#db.pragma(`wal_autocheckpoint = ${Math.ceil(bytes / this.#pageBytes)}`);
  }
}
