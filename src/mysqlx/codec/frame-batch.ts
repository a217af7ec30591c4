// Frames gathered to be sent as one piece. Rows, of which there may be many, are written into it field by field; all
// other messages come encoded. https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_messages.html

import { ServerMessage } from '../constants/message-types.ts';
import { HEADER_BYTES, LENGTH_BYTES } from './framing.ts';

const START_BYTES = 4096;
/** Tag of Mysqlx.Resultset.Row.field: number 1, length-delimited. */
const FIELD_TAG = 0x0a;
const MAX_VARINT_BYTES = 5;

export class FrameBatch {
  #buffer = Buffer.allocUnsafe(START_BYTES);
  #length = 0;

  get byteLength(): number {
    return this.#length;
  }

  /** A frame that is ready. */
  frame(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** A message with its frame around it. */
  message(type: number, payload: Uint8Array): this {
    this.#reserve(HEADER_BYTES + payload.length);
    this.#buffer.writeUInt32LE(payload.length + 1, this.#length);
    this.#buffer[this.#length + LENGTH_BYTES] = type;
    this.#buffer.set(payload, this.#length + HEADER_BYTES);
    this.#length += HEADER_BYTES + payload.length;
    return this;
  }

  /** Mysqlx.Resultset.Row. @param fields as encode-field.ts makes them */
  row(fields: readonly Uint8Array[]): this {
    const start = this.#length;
    let most = HEADER_BYTES;
    for (const field of fields) most += 1 + MAX_VARINT_BYTES + field.length;
    this.#reserve(most);
    const buffer = this.#buffer;
    let at = start + HEADER_BYTES;
    for (const field of fields) {
      buffer[at++] = FIELD_TAG;
      let length = field.length;
      for (; length >= 0x80; length >>>= 7) buffer[at++] = (length & 0x7f) | 0x80;
      buffer[at++] = length;
      buffer.set(field, at);
      at += field.length;
    }
    buffer.writeUInt32LE(at - start - LENGTH_BYTES, start);
    buffer[start + LENGTH_BYTES] = ServerMessage.RESULTSET_ROW;
    this.#length = at;
    return this;
  }

  /** What is gathered; the batch is empty then. */
  take(): Buffer {
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(START_BYTES);
    this.#length = 0;
    return bytes;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
