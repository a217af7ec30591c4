// Rows that a script's thread sends by and by, as iterables: what is taken is told, so that the thread stays a little ahead.

import type { Row } from '../answer.ts';
import { ScriptFailure } from '../script-failure.ts';
import type { ToThread } from './messages.ts';

export class RowStreams {
  readonly #post: (message: ToThread) => void;
  readonly #open = new Map<number, Stream>();

  constructor(post: (message: ToThread) => void) {
    this.#post = post;
  }

  /** Asked for once; rows are sent from its first step on. */
  async *rows(id: number): AsyncGenerator<Row> {
    const stream = new Stream();
    this.#open.set(id, stream);
    this.#post({ op: 'taken', stream: id, rows: 0 });
    try {
      for (;;) {
        const batch = await stream.next();
        if (batch === null) return;
        yield* batch;
        this.#post({ op: 'taken', stream: id, rows: batch.length });
      }
    } finally {
      this.#open.delete(id);
      if (!stream.isOver) this.#post({ op: 'drop', stream: id });
    }
  }

  add(id: number, rows: readonly Row[]): void {
    this.#open.get(id)?.add(rows);
  }

  /** @param failure null where all rows have come */
  end(id: number, failure: string | null): void {
    this.#open.get(id)?.end(failure);
  }

  failAll(message: string): void {
    for (const stream of this.#open.values()) stream.end(message);
  }
}

class Stream {
  readonly #batches: (readonly Row[])[] = [];
  #failure: string | null = null;
  #wake: (() => void) | null = null;
  isOver = false;

  add(rows: readonly Row[]): void {
    this.#batches.push(rows);
    this.#wake?.();
  }

  end(failure: string | null): void {
    this.isOver = true;
    this.#failure = failure;
    this.#wake?.();
  }

  /** Null behind the last. @throws ScriptFailure */
  async next(): Promise<readonly Row[] | null> {
    while (this.#batches.length === 0 && !this.isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const batch = this.#batches.shift();
    if (batch !== undefined) return batch;
    if (this.#failure !== null) throw new ScriptFailure(this.#failure);
    return null;
  }
}
