// The thread that folds a recording's write-ahead log into its file while the main thread goes on writing. It opens the file for
// each time: whoever ends a recording must be the last who has it open, and has nobody to wait for but a time that is under way.

import { Worker } from 'node:worker_threads';
import { PLACE_OF } from './place-of.ts';

/** How long whoever ends a recording waits for it; then its log stays beside the file, which is whole all the same. */
const LONGEST_MS = 30_000;
const IDLE = 0;
const BUSY = 1;

export class FoldingThread {
  readonly #thread: Worker;
  /** Whether it is busy; how many pages the log had. */
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  #isGone = false;

  /** @param place of the file at `path`, by placeOf(): no other is opened, whose log this one's would be taken for */
  constructor(path: string, place: string) {
    const workerData = { path, place, from: import.meta.url, state: this.#state };
    this.#thread = new Worker(THREAD, { eval: true, workerData, env: {}, execArgv: [] });
    this.#thread.unref();
    const gone = () => {
      this.#isGone = true;
      Atomics.store(this.#state, 0, IDLE);
    };
    this.#thread.on('error', gone).on('exit', gone);
  }

  get isBusy(): boolean {
    return Atomics.load(this.#state, 0) === BUSY;
  }

  /** How many pages the log had when it was folded last. */
  get logPages(): number {
    return Atomics.load(this.#state, 1);
  }

  /** The log is begun anew. */
  forgetPages(): void {
    Atomics.store(this.#state, 1, 0);
  }

  /** It has ended by itself, as where the system gives it no memory: somebody else has to fold. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Begins to fold what is committed. */
  fold(): void {
    Atomics.store(this.#state, 0, BUSY);
    this.#thread.postMessage(null);
  }

  /** Waits until the file is not open any more, and ends the thread. */
  stop(): void {
    if (this.isBusy && !this.#isGone) Atomics.wait(this.#state, 0, BUSY, LONGEST_MS);
    void this.#thread.terminate();
  }
}

/** PASSIVE is in nobody's way. What fails (a full disk) will be said by the next write. */
const THREAD = `
const { parentPort, workerData: { path, place, from, state } } = require('node:worker_threads');
parentPort.on('message', () => {
  var db;
  try {
    if (${PLACE_OF} !== place) return;
    const Database = require('node:module').createRequire(from)('better-sqlite3');
    db = new Database(path, { fileMustExist: true, timeout: 1000 });
    db.pragma('synchronous = NORMAL');
    db.pragma('trusted_schema = OFF');
    Atomics.store(state, 1, db.pragma('wal_checkpoint(PASSIVE)')[0].log);
  } catch {
  } finally {
    try { db?.close(); } catch {}
    Atomics.store(state, 0, ${IDLE});
    Atomics.notify(state, 0);
  }
});
`;
