// How a statement's normal form is handed on: in pieces, so that a long one is hashed without a copy of it.

/** Takes the normal form, piece by piece, in order. */
export interface PieceSink {
  /** Bytes of the statement itself. */
  piece(from: number, to: number): void;
  /** Bytes that stand for others. */
  replacement(bytes: Uint8Array): void;
}

/** Puts the pieces together; makes no copy where they are one run of the statement's own bytes. */
export class Collector implements PieceSink {
  readonly #sql: Buffer;
  #out: Buffer | null = null;
  #length = 0;
  #from = 0;
  #to = 0;

  constructor(sql: Buffer) {
    this.#sql = sql;
  }

  piece(from: number, to: number): void {
    if (this.#out === null && this.#to === this.#from) {
      this.#from = from;
      this.#to = to;
      return;
    }
    const out = this.#copyFirst();
    if (to - from > 64) this.#sql.copy(out, this.#length, from, to);
    else for (let at = from, into = this.#length; at < to; at++, into++) out[into] = this.#sql[at] ?? 0;
    this.#length += to - from;
  }

  replacement(bytes: Uint8Array): void {
    const out = this.#copyFirst();
    for (let index = 0; index < bytes.length; index++) out[this.#length++] = bytes[index] ?? 0;
  }

  finish(): Buffer {
    if (this.#out !== null) return this.#out.subarray(0, this.#length);
    return this.#to - this.#from === this.#sql.length ? this.#sql : this.#sql.subarray(this.#from, this.#to);
  }

  #copyFirst(): Buffer {
    if (this.#out === null) {
      this.#out = Buffer.allocUnsafe(this.#sql.length + 1);
      this.#length = this.#sql.copy(this.#out, 0, this.#from, this.#to);
    }
    return this.#out;
  }
}
