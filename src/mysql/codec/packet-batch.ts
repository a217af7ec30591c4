// Writes the packets of a response one behind another into one buffer, headers included: no buffer per packet or value.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html

import { framePayload, HEADER_BYTES, MAX_PHYSICAL_BYTES, packetCount, writeHeader } from './framing.ts';

const INITIAL_BYTES = 16 * 1024;
/** A longer buffer is not kept once its bytes are taken. */
const KEPT_BYTES = 256 * 1024;
const NULL_CELL = 0xfb;
/** UTF-8 takes at most three bytes for each unit of a JavaScript string. */
const MAX_UNIT_BYTES = 3;

export class PacketBatch {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;
  /** Where the packet that is being written begins. */
  #start = 0;
  /** Of the next packet. */
  sequenceId = 1;

  /** Bytes of the finished packets. */
  get byteLength(): number {
    return this.#start;
  }

  /** A whole packet. */
  packet(payload: Uint8Array): this {
    this.begin();
    this.bytes(payload);
    return this.end();
  }

  begin(): this {
    this.#reserve(HEADER_BYTES);
    return this;
  }

  end(): this {
    const payloadBytes = this.#length - this.#start - HEADER_BYTES;
    if (payloadBytes >= MAX_PHYSICAL_BYTES) this.#split();
    else writeHeader(this.#buffer, this.#start, payloadBytes, this.sequenceId);
    this.sequenceId = (this.sequenceId + packetCount(payloadBytes)) & 0xff;
    this.#start = this.#length;
    return this;
  }

  /** Drops the packet that was begun and not ended. */
  abandon(): this {
    this.#length = this.#start;
    return this;
  }

  int1(value: number): this {
    const at = this.#reserve(1);
    this.#buffer[at] = value;
    return this;
  }

  int2(value: number): this {
    const at = this.#reserve(2);
    this.#buffer.writeUInt16LE(value, at);
    return this;
  }

  int4(value: number): this {
    const at = this.#reserve(4);
    this.#buffer.writeUInt32LE(value, at);
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.#reserve(value.length);
    this.#buffer.set(value, at);
    return this;
  }

  lenencInt(value: number): this {
    if (value < NULL_CELL) return this.int1(value);
    if (value <= 0xffff) {
      const at = this.#reserve(3);
      this.#buffer[at] = 0xfc;
      this.#buffer.writeUInt16LE(value, at + 1);
    } else if (value <= 0xffffff) {
      const at = this.#reserve(4);
      this.#buffer[at] = 0xfd;
      this.#buffer.writeUIntLE(value, at + 1, 3);
    } else {
      const at = this.#reserve(9);
      this.#buffer[at] = 0xfe;
      this.#buffer.writeBigUInt64LE(BigInt(value), at + 1);
    }
    return this;
  }

  lenencBytes(value: Uint8Array): this {
    return this.lenencInt(value.length).bytes(value);
  }

  /** string<lenenc> in UTF-8. */
  lenencText(value: string): this {
    if (value.length === 0) return this.int1(0);
    if (value.length * MAX_UNIT_BYTES < NULL_CELL) {
      const at = this.#reserve(1 + value.length * MAX_UNIT_BYTES);
      const written = this.#buffer.write(value, at + 1, 'utf8');
      this.#buffer[at] = written;
      this.#length = at + 1 + written;
      return this;
    }
    const byteLength = Buffer.byteLength(value);
    this.lenencInt(byteLength);
    const at = this.#reserve(byteLength);
    this.#buffer.write(value, at, 'utf8');
    return this;
  }

  /** NULL in a text row. */
  nullCell(): this {
    return this.int1(NULL_CELL);
  }

  /** The finished packets' bytes, which are the caller's; the batch is empty then. */
  take(): Buffer {
    const bytes = Buffer.allocUnsafe(this.#start);
    this.#buffer.copy(bytes, 0, 0, this.#start);
    this.#buffer.copyWithin(0, this.#start, this.#length);
    this.#length -= this.#start;
    this.#start = 0;
    if (this.#buffer.length > KEPT_BYTES && this.#length === 0) this.#buffer = Buffer.allocUnsafe(INITIAL_BYTES);
    return bytes;
  }

  #split(): void {
    const payload = Buffer.from(this.#buffer.subarray(this.#start + HEADER_BYTES, this.#length));
    this.#length = this.#start;
    for (const piece of framePayload(payload, this.sequenceId)) this.bytes(piece);
  }

  #reserve(count: number): number {
    const at = this.#length;
    const end = at + count;
    if (end > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, at);
      this.#buffer = grown;
    }
    this.#length = end;
    return at;
  }
}
