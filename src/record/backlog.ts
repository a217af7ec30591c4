// Exchanges that are over and not in the file yet. To mask, fingerprint and insert one costs as much as to relay several,
// and less when many are done in a row: so answers go first, and the bookkeeping follows in batches, ten milliseconds
// behind at the most. A burst beyond the bounds pays at once, so that memory stays bounded.

import type { RecordingWriter } from '../core/recording.ts';

/** An exchange that is over. */
export interface Finished {
  /** Bytes that it keeps in memory. */
  readonly bytes: number;
  /** Hands it to the recording. */
  write(): void;
}

const DELAY_MS = 10;
/** Written in a row; then clients have their turn. */
const SLICE = 256;
const MAX_WAITING = 8192;
const MAX_BYTES = 16 * 1024 * 1024;

export class Backlog {
  readonly #writer: Pick<RecordingWriter, 'flush' | 'fail'>;
  #waiting: Finished[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(writer: Pick<RecordingWriter, 'flush' | 'fail'>) {
    this.#writer = writer;
  }

  push(exchange: Finished): void {
    this.#waiting.push(exchange);
    this.#bytes += exchange.bytes;
    if (this.#waiting.length >= MAX_WAITING || this.#bytes >= MAX_BYTES) this.drain();
    // No process lives on for its sake: who ends a recording drains it.
    else this.#timer ??= setTimeout(this.#onTimer, DELAY_MS).unref();
  }

  /** Writes all that waits. A failure is told by the writer: at once to its owner, then to every session that goes on. */
  drain(): void {
    while (this.#waiting.length > 0) this.#writeSlice();
    this.#flush();
  }

  readonly #onTimer = (): void => {
    this.#writeSlice();
    this.#flush();
    this.#timer = null;
    if (this.#waiting.length > 0) this.#timer = setTimeout(this.#onTimer, 0).unref();
  };

  #writeSlice(): void {
    const slice = this.#waiting.length <= SLICE ? this.#waiting : this.#waiting.slice(0, SLICE);
    this.#waiting = slice === this.#waiting ? [] : this.#waiting.slice(SLICE);
    try {
      for (const exchange of slice) {
        this.#bytes -= exchange.bytes;
        exchange.write();
      }
    } catch (error) {
      this.#fail(error);
    }
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
    this.#bytes = 0;
  }
}
