// What a peer sent and nobody took yet, and the one reader who waits for more. It knows no socket.

/** Settles the promise of a reader who waits. */
interface Reader {
  readonly resolve: (chunk: Buffer | null) => void;
  readonly reject: (error: Error) => void;
}

export class ReadQueue {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #reader: Reader | null = null;
  #wake: (() => void) | null = null;
  #waiting: Promise<Buffer | null> | null = null;
  #hasEnded = false;
  #failure: Error | null = null;

  /** Bytes queued. */
  get bytes(): number {
    return this.#bytes;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get hasReader(): boolean {
    return this.#reader !== null || this.#wake !== null;
  }

  /** The next chunk, null at the end, undefined where there is none yet. Throws what fail() was given, after the rest. */
  take(): Buffer | null | undefined {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#bytes -= chunk.length;
      return chunk;
    }
    if (this.#hasEnded) return null;
    if (this.#failure !== null) throw this.#failure;
    return undefined;
  }

  /** The next chunk that push() brings; for an empty queue only. */
  wait(): Promise<Buffer | null> {
    this.#waiting = new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
    return this.#waiting;
  }

  /** Calls `wake` once, in the turn of the next push(), finish() or fail(); for an empty queue only. */
  whenReadable(wake: () => void): void {
    this.#wake = wake;
  }

  /** A chunk for the reader who waits, else for the queue. */
  push(chunk: Buffer): void {
    const reader = this.#reader;
    if (reader === null) {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      this.#wakeUp();
      return;
    }
    this.#reader = null;
    // it would keep the chunk, and all that came with it
    this.#waiting = null;
    reader.resolve(chunk);
  }

  putBack(chunk: Buffer): void {
    this.#chunks.unshift(chunk);
    this.#bytes += chunk.length;
  }

  /** Takes all that is queued, in one piece. */
  takeAll(): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#bytes = 0;
    return all;
  }

  /** No chunk will follow. */
  finish(): void {
    this.#hasEnded = true;
    const reader = this.#reader;
    this.#reader = null;
    reader?.resolve(null);
    this.#wakeUp();
  }

  /** No chunk will follow, and that is an error unless the end was reached before. */
  fail(error: Error): void {
    this.#failure = error;
    const reader = this.#reader;
    this.#reader = null;
    // Whoever stopped waiting, as in a race, must not make this an unhandled rejection.
    this.#waiting?.catch(() => {});
    reader?.reject(error);
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
