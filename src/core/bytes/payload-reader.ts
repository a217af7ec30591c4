// The only code that indexes into a payload. Every read is bounds-checked and named as in the manual:
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_data_types.html
// Each read names its field, so that an error can say which one made no sense and where it stands.
// Buffers returned are views of the payload: whoever keeps them past the next read copies.

import { MalformedPacketError } from '../errors.ts';

export class PayloadReader {
  readonly #payload: Buffer;
  readonly #packet: string;
  /** Where this block stands in the packet's payload. */
  readonly #base: number;
  #offset = 0;
  /** What was read last, and where it begins. */
  #field = '';
  #fieldOffset = 0;

  /**
   * @param packet name of the packet, for error messages
   * @param base offset of `payload` in the packet, where it is a block within one
   */
  constructor(payload: Buffer, packet: string, base = 0) {
    this.#payload = payload;
    this.#packet = packet;
    this.#base = base;
  }

  get remaining(): number {
    return this.#payload.length - this.#offset;
  }

  /** The next byte without consuming it; `undefined` at the end. */
  peek(): number | undefined {
    return this.#payload[this.#offset];
  }

  int1(field: string): number {
    return this.#payload.readUInt8(this.#advance(1, field));
  }

  int2(field: string): number {
    return this.#payload.readUInt16LE(this.#advance(2, field));
  }

  int3(field: string): number {
    return this.#payload.readUIntLE(this.#advance(3, field), 3);
  }

  int4(field: string): number {
    return this.#payload.readUInt32LE(this.#advance(4, field));
  }

  int8(field: string): bigint {
    return this.#payload.readBigUInt64LE(this.#advance(8, field));
  }

  float(field: string): number {
    return this.#payload.readFloatLE(this.#advance(4, field));
  }

  double(field: string): number {
    return this.#payload.readDoubleLE(this.#advance(8, field));
  }

  /** int<lenenc> that must fit a JavaScript number (a length, a count). */
  lenencNumber(field: string): number {
    const value = this.lenencInt(field);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.error('the number is out of range');
    return Number(value);
  }

  /** int<lenenc>; 0xFB (NULL) and 0xFF are errors here. */
  lenencInt(field: string): bigint {
    const first = this.int1(field);
    if (first < 0xfb) return BigInt(first);
    if (first === 0xfc) return BigInt(this.int2(field));
    if (first === 0xfd) return BigInt(this.int3(field));
    if (first === 0xfe) return this.int8(field);
    throw this.error(`0x${first.toString(16)} is no length-encoded integer`);
  }

  /** string<fix> */
  fixedBytes(length: number, field: string): Buffer {
    const start = this.#advance(length, field);
    return this.#payload.subarray(start, start + length);
  }

  /** string<NUL>, without its NUL. */
  nulBytes(field: string): Buffer {
    const start = this.#advance(0, field);
    const end = this.#payload.indexOf(0, start);
    if (end < 0) throw this.error('the string has no end');
    this.#offset = end + 1;
    return this.#payload.subarray(start, end);
  }

  /** string<NUL> of which the NUL may be missing where it ends with the payload. */
  nulBytesOrRest(field: string): Buffer {
    return this.#payload.indexOf(0, this.#offset) < 0 ? this.rest(field) : this.nulBytes(field);
  }

  /** string<lenenc> */
  lenencBytes(field: string): Buffer {
    return this.fixedBytes(this.lenencNumber(field), field);
  }

  /** string<lenenc> that holds fields of its own: a reader of them alone, whose errors count from the packet's start. */
  lenencBlock(field: string): PayloadReader {
    const block = this.lenencBytes(field);
    return new PayloadReader(block, this.#packet, this.#base + this.#fieldOffset);
  }

  /** string<lenenc> that may be NULL (0xFB), as in a text row. */
  lenencBytesOrNull(field: string): Buffer | null {
    if (this.peek() === 0xfb) {
      this.#advance(1, field);
      return null;
    }
    return this.lenencBytes(field);
  }

  /** string<EOF> */
  rest(field: string): Buffer {
    return this.fixedBytes(this.remaining, field);
  }

  skip(length: number, field: string): void {
    this.#advance(length, field);
  }

  /** Every decoder's last line: what is left over is an error. */
  end(): void {
    const left = this.remaining;
    if (left === 0) return;
    this.#field = 'end of the packet';
    this.#fieldOffset = this.#offset;
    throw this.error(`${left} bytes are left over`);
  }

  /** An error about the field that was read last. @param needed bytes from its offset on that it would have taken */
  error(reason: string, needed = 0): MalformedPacketError {
    const { length } = this.#payload;
    const offset = this.#base + this.#fieldOffset;
    const available = length - this.#fieldOffset;
    return new MalformedPacketError({ packet: this.#packet, field: this.#field, offset, needed, available }, reason);
  }

  #advance(length: number, field: string): number {
    const start = this.#offset;
    const end = start + length;
    this.#field = field;
    this.#fieldOffset = start;
    if (end > this.#payload.length) throw this.error('the payload ends too soon', length);
    this.#offset = end;
    return start;
  }
}
