// The thread that hashes and writes what is long of answers, beside the main thread, which copies the bytes into slabs of shared
// memory and goes on. It has the file open for itself; each slab is a transaction of its own, so what is told as written is.
//
//   add(parts) ──copy──► slab ──message──► hash, INSERT, COMMIT ──► how many messages are dealt with ──► the slab is free again
//
// Where no slab is free who relays an answer is told to wait (`behind`), so that nobody else has to.
//
// What it cannot do, or that it has died, its owner is told, and whoever calls it next: the recording is over then.

import { Worker } from 'node:worker_threads';
import { PLACE_OF } from '../file/place-of.ts';

/** @internal */
export const SLAB_BYTES = 512 * 1024;
/** At 100 MiB/s this is what comes in 80 ms; it is all the memory that it takes beside its own. */
const SLABS = 16;
/** Beyond so much, in the hands of who cannot wait for `behind`, the main thread waits. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;
/** How long somebody waits for it while it gets nothing done: a disk may stand still for seconds. */
const LONGEST_MS = 60_000;
/** Words of what both sides see. */
const DONE = 0;
const FAILED = 1;
const TEXT_BYTES = 2;
const ASKED = 3;
const WORDS = 4;
const HASH_BYTES = 32;
const LONGEST_TEXT = 1024;

/** Where the thread finds the recording. */
export interface AnswerThreadOptions {
  readonly path: string;
  /** Which file that is (`device inode`): it opens no other. */
  readonly place: string;
  readonly isDurable: boolean;
  /** Called before it is waited for: ends a transaction that is open here, for which it would wait itself. */
  readonly release: () => void;
  /** It has failed, or ended by itself. */
  readonly onFailure: (error: Error) => void;
}

/** An answer that the thread has taken over. */
export interface LongAnswer {
  /** Copies the next bytes. @throws what the thread failed with */
  add(parts: readonly Buffer[]): void;
  /** What more should wait for: the thread is behind. */
  readonly behind: Promise<void> | undefined;
  /** Waits until all is written. @param tail what is hashed behind the bytes @returns SHA-256 of all of it */
  end(tail: Buffer): Buffer;
  /** Takes out of the file what was written. */
  drop(): void;
}

/** What goes into one slab. */
interface Filling {
  readonly response: number;
  readonly parts: readonly Buffer[];
  readonly bytes: number;
}

export class AnswerThread {
  readonly #options: AnswerThreadOptions;
  readonly #thread: Worker;
  readonly #words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  readonly #hash = Buffer.from(new SharedArrayBuffer(HASH_BYTES));
  readonly #text = Buffer.from(new SharedArrayBuffer(LONGEST_TEXT));
  readonly #slabs: readonly Buffer[];
  /** Until so many messages are dealt with each slab is in use. */
  readonly #usedUntil: number[];
  #nextSlab = 0;
  /** What no slab was free for. */
  #waiting: Filling[] = [];
  #waitingBytes = 0;
  #behind: Promise<void> | null = null;
  #resolve: (() => void) | null = null;
  #messages = 0;
  #isStopping = false;
  #death: Error | null = null;

  constructor(options: AnswerThreadOptions) {
    this.#options = options;
    this.#slabs = Array.from({ length: SLABS }, () => Buffer.from(new SharedArrayBuffer(SLAB_BYTES)));
    this.#usedUntil = this.#slabs.map(() => 0);
    const { path, place, isDurable } = options;
    const shared = { words: this.#words, hash: this.#hash, text: this.#text, slabs: this.#slabs };
    const workerData = { path, place, isDurable, from: import.meta.url, ...shared };
    this.#thread = new Worker(THREAD, { eval: true, workerData, env: {}, execArgv: [], name: 'answers' });
    this.#thread.unref();
    this.#thread.on('message', () => this.#onMessage());
    this.#thread.on('error', (error) => this.#die(`ended by itself: ${error.message}`));
    this.#thread.on('exit', () => this.#die('ended by itself'));
  }

  /**
   * Takes an answer over of which the first chunks are committed.
   * @param head its first bytes, which are in no chunk
   */
  takeOver(response: number, head: Buffer): LongAnswer {
    this.#post({ kind: 'begin', response, head });
    const behind = () => this.#whenFree();
    return {
      add: (parts) => this.#add(response, parts),
      get behind() {
        return behind();
      },
      end: (tail) => {
        this.#fillAll();
        this.#wait(this.#post({ kind: 'end', response, tail }));
        return Buffer.from(this.#hash);
      },
      drop: () => {
        this.#waiting = this.#waiting.filter((filling) => filling.response !== response);
        this.#waitingBytes = this.#waiting.reduce((sum, { bytes }) => sum + bytes, 0);
        this.#post({ kind: 'drop', response });
      },
    };
  }

  #whenFree(): Promise<void> | undefined {
    if (this.#waiting.length === 0) return undefined;
    this.#behind ??= new Promise((resolve) => {
      this.#resolve = resolve;
    });
    return this.#behind;
  }

  /** Folds the log into the file before it writes on. */
  fold(): void {
    this.#post({ kind: 'fold' });
  }

  /** Once: waits until all that it was given is written and the file is closed. What fails has been told, or is when it is next asked. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    try {
      this.#fillAll();
      this.#wait(this.#post({ kind: 'close' }));
    } finally {
      this.#forget();
      void this.#thread.terminate();
    }
  }

  /** In as few slabs as hold them, each as full as the others: no chunk is small but an answer's last. */
  #add(response: number, parts: readonly Buffer[]): void {
    this.#check();
    const bytes = lengthOf(parts);
    const most = Math.ceil(bytes / Math.ceil(bytes / SLAB_BYTES));
    for (const filling of cut(parts, most)) this.#waiting.push({ response, parts: filling, bytes: lengthOf(filling) });
    this.#waitingBytes += bytes;
    this.#fill();
    if (this.#waitingBytes > MOST_WAITING_BYTES) this.#fillAll();
  }

  /** As far as slabs are free; else the thread says when one is. */
  #fill(): void {
    while (this.#waiting.length > 0) {
      if (this.#isFree()) this.#fillOne();
      else if (Atomics.exchange(this.#words, ASKED, 1) === 1 || !this.#isFree()) return;
    }
    this.#goOn();
  }

  /** Waits for slabs. */
  #fillAll(): void {
    while (this.#waiting.length > 0) {
      this.#wait(this.#usedUntil[this.#nextSlab] ?? 0);
      this.#fillOne();
    }
    this.#goOn();
  }

  #fillOne(): void {
    const filling = this.#waiting.shift();
    const slab = this.#slabs[this.#nextSlab];
    if (filling === undefined || slab === undefined) return;
    let length = 0;
    for (const part of filling.parts) {
      slab.set(part, length);
      length += part.length;
    }
    this.#waitingBytes -= length;
    const { response } = filling;
    this.#usedUntil[this.#nextSlab] = this.#post({ kind: 'bytes', response, slab: this.#nextSlab, length });
    this.#nextSlab = (this.#nextSlab + 1) % SLABS;
  }

  #isFree(): boolean {
    // numbers that go round
    return (((this.#usedUntil[this.#nextSlab] ?? 0) - Atomics.load(this.#words, DONE)) | 0) <= 0;
  }

  /** Whoever is told to wait need not any more. */
  #goOn(): void {
    this.#resolve?.();
    this.#resolve = null;
    this.#behind = null;
  }

  /** Nothing more is written. */
  #forget(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#goOn();
  }

  #onMessage(): void {
    const failure = this.#failure();
    if (failure !== null) this.#tell(failure);
    else if (this.#death === null) this.#fill();
  }

  /** The number of the message. */
  #post(message: object): number {
    this.#check();
    this.#thread.postMessage(message);
    this.#messages = (this.#messages + 1) | 0;
    return this.#messages;
  }

  /** Until so many messages are dealt with. */
  #wait(messages: number): void {
    let isReleased = false;
    for (;;) {
      const done = Atomics.load(this.#words, DONE);
      this.#check();
      // a number that has gone round
      if (((messages - done) | 0) <= 0) return;
      if (!isReleased) this.#options.release();
      isReleased = true;
      if (Atomics.wait(this.#words, DONE, done, LONGEST_MS) === 'timed-out')
        throw this.#die(`has got nothing done for ${LONGEST_MS / 1000} s`);
    }
  }

  #check(): void {
    const failure = this.#death ?? this.#failure();
    if (failure !== null) throw failure;
  }

  /** What it has said that went wrong. */
  #failure(): Error | null {
    if (Atomics.load(this.#words, FAILED) === 0) return null;
    const [code = '', ...message] = this.#text.toString('utf8', 0, this.#words[TEXT_BYTES]).split(' ');
    return Object.assign(new Error(message.join(' ')), code === '' ? {} : { code });
  }

  #die(why: string): Error {
    this.#death ??= new Error(`the thread that writes long answers ${why}`);
    this.#tell(this.#death);
    return this.#death;
  }

  #tell(error: Error): void {
    this.#forget();
    if (!this.#isStopping) this.#options.onFailure(error);
  }
}

function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** The same bytes, so many at a time. */
function* cut(parts: readonly Buffer[], bytes: number): Generator<Buffer[]> {
  let filling: Buffer[] = [];
  let filled = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; ) {
      const piece = part.subarray(at, at + bytes - filled);
      filling.push(piece);
      filled += piece.length;
      at += piece.length;
      if (filled < bytes) continue;
      yield filling;
      filling = [];
      filled = 0;
    }
  }
  if (filled > 0) yield filling;
}

/**
 * A failure is kept, and nothing more is done. NORMAL: as the main thread's, which says more in src/store/file/target-file.ts.
 * Chunks are 64 to 256 KiB, but for an answer's last.
 */
const THREAD = `
{
  const { parentPort, workerData } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const { path, place, isDurable, from, words, hash, text, slabs } = workerData;
  const LONGEST_CHUNK = ${256 * 1024};
  const answers = new Map();
  var db, put, begin, commit;

  function open() {
    if (${PLACE_OF} !== place) throw new Error('the file was removed or replaced while it was written');
    const Database = require('node:module').createRequire(from)('better-sqlite3');
    db = new Database(path, { fileMustExist: true, timeout: ${LONGEST_MS} });
    for (const pragma of ['trusted_schema = OFF', 'cell_size_check = ON', 'foreign_keys = OFF', 'secure_delete = ON', 'wal_autocheckpoint = 0'])
      db.pragma(pragma);
    db.pragma('synchronous = ' + (isDurable ? 'FULL' : 'NORMAL'));
    put = db.prepare('INSERT INTO response_chunk (response_id, n, bytes) VALUES (?, ?, ?)');
    begin = db.prepare('BEGIN IMMEDIATE');
    commit = db.prepare('COMMIT');
  }

  const dealWith = {
    begin({ response, head }) {
      const answer = { hash: createHash('sha256').update(head), chunks: 0 };
      const chunks = db.prepare('SELECT bytes FROM response_chunk WHERE response_id = ? ORDER BY n').pluck();
      for (const bytes of chunks.iterate(response)) {
        answer.hash.update(bytes);
        answer.chunks++;
      }
      answers.set(response, answer);
    },
    bytes({ response, slab, length }) {
      const answer = answers.get(response);
      const bytes = Buffer.from(slabs[slab].buffer, slabs[slab].byteOffset, length);
      answer.hash.update(bytes);
      begin.run();
      const pieces = Math.ceil(length / LONGEST_CHUNK);
      for (let piece = 0; piece < pieces; piece++) {
        const end = Math.floor((length * (piece + 1)) / pieces);
        put.run(response, answer.chunks++, bytes.subarray(Math.floor((length * piece) / pieces), end));
      }
      commit.run();
    },
    end({ response, tail }) {
      hash.set(answers.get(response).hash.update(tail).digest());
      answers.delete(response);
    },
    drop({ response }) {
      answers.delete(response);
      db.prepare('DELETE FROM response_chunk WHERE response_id = ?').run(response);
    },
    fold() {
      try { db.pragma('wal_checkpoint(PASSIVE)'); } catch {}
    },
    close() {
      db.close();
    },
  };

  function fail(error) {
    if (Atomics.load(words, ${FAILED}) !== 0) return;
    const said = (typeof error.code === 'string' ? error.code : '') + ' ' + error.message;
    words[${TEXT_BYTES}] = Buffer.from(text.buffer, text.byteOffset, text.length).write(said);
    Atomics.store(words, ${FAILED}, 1);
    try { db?.close(); } catch {}
    parentPort.postMessage(null);
  }

  parentPort.on('message', (message) => {
    try {
      if (Atomics.load(words, ${FAILED}) === 0) {
        if (db === undefined) open();
        dealWith[message.kind](message);
      }
    } catch (error) {
      fail(error);
    } finally {
      Atomics.add(words, ${DONE}, 1);
      Atomics.notify(words, ${DONE});
      if (Atomics.exchange(words, ${ASKED}, 0) === 1) parentPort.postMessage(null);
    }
  });
}
`;
