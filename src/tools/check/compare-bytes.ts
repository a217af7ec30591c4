// Compares what a replay sends with the recorded response while it is sent: neither is ever held as a whole.

import { HEADER_BYTES } from '../../mysql/codec/framing.ts';

/** The statement id of COM_STMT_PREPARE_OK, which each connection makes for itself. */
const ID_FROM = HEADER_BYTES + 1;
const ID_END = ID_FROM + 4;

export class ByteComparison {
  readonly #expected: Iterator<Buffer>;
  readonly #isPrepare: boolean;
  #chunk: Buffer = Buffer.alloc(0);
  #offset = 0;
  #differsAt: number | null = null;

  /**
   * @param expected the recorded response's chunks
   * @param isPrepare whether a statement id stands in it, which does not count
   */
  constructor(expected: Iterable<Buffer>, isPrepare: boolean) {
    this.#expected = expected[Symbol.iterator]();
    this.#isPrepare = isPrepare;
  }

  /** Takes the next bytes of what was sent. */
  take(sent: Buffer): void {
    let rest = sent;
    while (rest.length > 0 && this.#differsAt === null) {
      if (this.#chunk.length === 0 && !this.#next()) {
        this.#differsAt = this.#offset;
        return;
      }
      const length = Math.min(rest.length, this.#chunk.length);
      this.#compare(rest.subarray(0, length), this.#chunk.subarray(0, length));
      rest = rest.subarray(length);
      this.#chunk = this.#chunk.subarray(length);
      this.#offset += length;
    }
  }

  /** Offset of the first byte that differs, or where one of them ends too early; null where they are the same. */
  finish(): number | null {
    if (this.#differsAt === null && (this.#chunk.length > 0 || this.#next())) this.#differsAt = this.#offset;
    return this.#differsAt;
  }

  #next(): boolean {
    for (;;) {
      const { value, done } = this.#expected.next();
      if (done) return false;
      this.#chunk = value;
      if (value.length > 0) return true;
    }
  }

  #compare(sent: Buffer, recorded: Buffer): void {
    if (sent.equals(recorded)) return;
    for (let at = 0; at < sent.length; at++) {
      const offset = this.#offset + at;
      if (sent[at] === recorded[at] || (this.#isPrepare && offset >= ID_FROM && offset < ID_END)) continue;
      this.#differsAt = offset;
      return;
    }
  }
}
