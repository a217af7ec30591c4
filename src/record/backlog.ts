// Exchanges that are over and not in the file yet. To mask, fingerprint and insert one costs as much as to relay several,
// pushes the code of the way through out of the processor's caches, and holds up whoever asks meanwhile. So answers go first, and
// the bookkeeping follows when there is time: ten milliseconds later where little is asked, else when that ends, and a second
// after the first of them at the latest. A load that goes on for longer gains nothing by waiting, and what is old costs V8 more than what
// is young: from then on all is written ten milliseconds behind. Beyond the bound of memory some are written with each that comes.

import type { RecordingWriter } from '../core/recording.ts';

/** An exchange that is over. */
export interface Finished {
  /** Bytes that it keeps in memory, about; the same at any time. */
  readonly bytes: number;
  /** Hands it to the recording. */
  write(): void;
}

/** How often it is looked whether there is time. */
const TICK_MS = 10;
/** So many exchanges within that time are a load: others follow at once. */
const BUSY = 4;
/** A load in which nothing comes for so long has ended. */
const REST_MS = 50;
/** Longer nobody's exchange waits for the load to end. @internal */
export const LATEST_MS = 1000;
/**
 * So long is written in a row, in milliseconds; then clients have their turn: while there is time, and when it is due. A row begins with
 * cold caches, so short ones cost more.
 */
const PAUSE_MS = 1;
const DUE_MS = 4;
/** So many are written between two looks at the clock; and in a row at the most. */
const FEW = 8;
const SLICE = 256;
/** @internal */
export const MAX_BYTES = 32 * 1024 * 1024;
/** What one takes beside its bytes, about. @internal */
export const OBJECT_BYTES = 1024;

export class Backlog {
  readonly #writer: Pick<RecordingWriter, 'flush' | 'fail'>;
  #waiting: Finished[] = [];
  /** Those that are written now, the next at `#next`. */
  #writing: Finished[] = [];
  #next = 0;
  #bytes = 0;
  /** When the first of each came, by `performance.now()`. */
  #waitingSince = 0;
  #writingSince = 0;
  /** So many came since the last look. */
  #arrived = 0;
  #lookedAt = 0;
  /** The load has lasted for LATEST_MS. */
  #isLong = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(writer: Pick<RecordingWriter, 'flush' | 'fail'>) {
    this.#writer = writer;
  }

  push(exchange: Finished): void {
    if (this.#waiting.length === 0) this.#waitingSince = performance.now();
    this.#waiting.push(exchange);
    this.#bytes += exchange.bytes + OBJECT_BYTES;
    while (this.#bytes >= MAX_BYTES) this.#writeSlice(Number.POSITIVE_INFINITY);
    this.#arrived++;
    if (this.#timer !== null) return;
    this.#arrived = 1;
    if (this.#waitingSince - this.#lookedAt >= REST_MS) this.#isLong = false;
    this.#lookedAt = this.#waitingSince;
    // No process lives on for its sake: who ends a recording drains it.
    this.#timer = setTimeout(this.#onTimer, TICK_MS).unref();
  }

  /** Writes all that waits. A failure is told by the writer: at once to its owner, then to every session that goes on. */
  drain(): void {
    while (this.#isWaiting) this.#writeSlice(Number.POSITIVE_INFINITY);
    this.#flush();
  }

  /** As drain() where little waits; else that goes on as it does, and what was written until now is to be read. */
  catchUp(): void {
    if (this.#waiting.length + this.#writing.length - this.#next <= SLICE) this.drain();
    else this.#flush();
  }

  get #isWaiting(): boolean {
    return this.#writing.length > 0 || this.#waiting.length > 0;
  }

  readonly #onTimer = (): void => {
    const now = performance.now();
    const since = this.#writing.length > 0 ? this.#writingSince : this.#waitingSince;
    const isDue = now - since >= (this.#isLong ? TICK_MS : LATEST_MS);
    const isTime = isDue || this.#arrived < BUSY;
    if (now - this.#lookedAt >= TICK_MS) {
      this.#isLong = this.#arrived >= BUSY && (isDue || this.#isLong);
      this.#arrived = 0;
      this.#lookedAt = now;
    }
    if (isTime && this.#isWaiting) {
      this.#writeSlice(now + (isDue ? DUE_MS : PAUSE_MS));
      if (this.#writing.length === 0) this.#flush();
    }
    this.#timer = this.#isWaiting ? setTimeout(this.#onTimer, isTime ? 0 : TICK_MS).unref() : null;
  };

  /** @param until by `performance.now()`: then it stops earlier */
  #writeSlice(until: number): void {
    if (this.#writing.length === 0) {
      this.#writing = this.#waiting;
      this.#writingSince = this.#waitingSince;
      this.#waiting = [];
    }
    const end = Math.min(this.#next + SLICE, this.#writing.length);
    try {
      while (this.#next < end) {
        const exchange = this.#writing[this.#next++] as Finished;
        this.#bytes -= exchange.bytes + OBJECT_BYTES;
        exchange.write();
        if (this.#next % FEW === 0 && performance.now() >= until) break;
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#next < this.#writing.length) return;
    this.#writing = [];
    this.#next = 0;
  }

  #flush(): void {
    try {
      this.#writer.flush();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The recording is over. */
  #fail(error: unknown): void {
    this.#writer.fail(error);
    this.#waiting = [];
    this.#writing = [];
    this.#next = 0;
    this.#bytes = 0;
  }
}
