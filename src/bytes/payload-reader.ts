// The only code that indexes into a payload. Every read is bounds-checked and named as in the manual:
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_data_types.html
// Buffers returned are views of the payload: whoever keeps them past the next read copies.

import { MalformedPacketError } from '../domain/errors.ts';

export class PayloadReader {
  readonly #payload: Buffer;
  readonly #packet: string;
  #offset = 0;

  /** @param packet name of the packet, for error messages */
  constructor(payload: Buffer, packet: string) {
    this.#payload = payload;
    this.#packet = packet;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#payload.length - this.#offset;
  }

  /** The next byte without consuming it; `undefined` at the end. */
  peek(): number | undefined {
    return this.#payload[this.#offset];
  }

  int1(): number {
    return this.#payload.readUInt8(this.#advance(1));
  }

  int2(): number {
    return this.#payload.readUInt16LE(this.#advance(2));
  }

  int3(): number {
    return this.#payload.readUIntLE(this.#advance(3), 3);
  }

  int4(): number {
    return this.#payload.readUInt32LE(this.#advance(4));
  }

  int6(): number {
    return this.#payload.readUIntLE(this.#advance(6), 6);
  }

  int8(): bigint {
    return this.#payload.readBigUInt64LE(this.#advance(8));
  }

  float(): number {
    return this.#payload.readFloatLE(this.#advance(4));
  }

  double(): number {
    return this.#payload.readDoubleLE(this.#advance(8));
  }

  /** int<lenenc> that must fit a JavaScript number (a length, a count). */
  lenencNumber(): number {
    const value = this.lenencInt();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.error('a length is out of range', 8);
    return Number(value);
  }

  /** int<lenenc>; 0xFB (NULL) and 0xFF are errors here. */
  lenencInt(): bigint {
    const first = this.int1();
    if (first < 0xfb) return BigInt(first);
    if (first === 0xfc) return BigInt(this.int2());
    if (first === 0xfd) return BigInt(this.int3());
    if (first === 0xfe) return this.int8();
    throw this.error(`0x${first.toString(16)} is no length-encoded integer`, 1);
  }

  /** string<fix> */
  fixedBytes(length: number): Buffer {
    const start = this.#advance(length);
    return this.#payload.subarray(start, start + length);
  }

  /** string<NUL>, without its NUL. */
  nulBytes(): Buffer {
    const end = this.#payload.indexOf(0, this.#offset);
    if (end < 0) throw this.error('a string has no end', this.remaining + 1);
    const bytes = this.#payload.subarray(this.#offset, end);
    this.#offset = end + 1;
    return bytes;
  }

  /** string<lenenc> */
  lenencBytes(): Buffer {
    return this.fixedBytes(this.lenencNumber());
  }

  /** string<lenenc> that may be NULL (0xFB), as in a text row. */
  lenencBytesOrNull(): Buffer | null {
    if (this.peek() === 0xfb) {
      this.#advance(1);
      return null;
    }
    return this.lenencBytes();
  }

  /** string<EOF> */
  rest(): Buffer {
    return this.fixedBytes(this.remaining);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /** Every decoder's last line: what is left over is an error. */
  end(): void {
    if (this.remaining > 0) throw this.error(`${this.remaining} bytes are left over`, 0);
  }

  /** An error that names this packet and the place reached. */
  error(reason: string, needed = 0): MalformedPacketError {
    return new MalformedPacketError(
      { packet: this.#packet, offset: this.#offset, needed, available: this.remaining },
      reason,
    );
  }

  #advance(length: number): number {
    const start = this.#offset;
    if (length < 0 || start + length > this.#payload.length) throw this.error('the payload ends too soon', length);
    this.#offset = start + length;
    return start;
  }
}
