// A writer that goes on without a recording once it cannot be written any more: clients and server do not feel it.

import type { ResponseFacts } from '../core/command.ts';
import type { ExchangeFacts, RecordingWriter, ResponseWriter, SessionEnding, SessionFacts } from '../core/recording.ts';

export class LenientWriter implements RecordingWriter {
  readonly #writer: RecordingWriter;
  #hasFailed = false;
  #last = 0;

  constructor(writer: RecordingWriter) {
    this.#writer = writer;
  }

  get lastExchange(): number {
    return this.#hasFailed ? this.#last : this.#writer.lastExchange;
  }

  beginSession(facts: SessionFacts): number {
    return this.#try(() => this.#writer.beginSession(facts), 0);
  }

  endSession(session: number, ending: SessionEnding, endedAtUs: number): void {
    this.#try(() => this.#writer.endSession(session, ending, endedAtUs), undefined);
  }

  openResponse(): ResponseWriter {
    const response = this.#try(() => this.#writer.openResponse(), null);
    if (response === null) return NOWHERE;
    return new LenientResponse(response, (action) => this.#try(action, undefined));
  }

  nextExchange(): number {
    return this.#try(() => {
      this.#last = this.#writer.nextExchange();
      return this.#last;
    }, this.#last + 1);
  }

  putExchange(
    exchange: ExchangeFacts,
    response: ResponseWriter | null,
    facts: ResponseFacts,
    encoding: bigint,
  ): number {
    const inner = response instanceof LenientResponse ? response.inner : null;
    return this.#try(() => this.#writer.putExchange(exchange, inner, facts, encoding), ++this.#last);
  }

  flush(): void {
    this.#try(() => this.#writer.flush(), undefined);
  }

  fail(error: unknown): void {
    this.#hasFailed = true;
    this.#writer.fail(error);
  }

  close(): void {
    this.#writer.close();
  }

  /** The writer has told its owner why. */
  #try<T>(write: () => T, otherwise: T): T {
    if (this.#hasFailed) return otherwise;
    try {
      return write();
    } catch {
      this.#hasFailed = true;
      return otherwise;
    }
  }
}

class LenientResponse implements ResponseWriter {
  readonly inner: ResponseWriter;
  readonly #attempt: (action: () => void) => void;

  constructor(inner: ResponseWriter, attempt: (action: () => void) => void) {
    this.inner = inner;
    this.#attempt = attempt;
  }

  write(bytes: Buffer): void {
    this.#attempt(() => this.inner.write(bytes));
  }

  get behind(): Promise<void> | undefined {
    return this.inner.behind;
  }

  discard(): void {
    this.#attempt(() => this.inner.discard());
  }
}

const NOWHERE: ResponseWriter = { write: () => undefined, discard: () => undefined };
