// Builds one payload; the twin of PayloadReader. Grows as needed; `finish()` returns the bytes written.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_data_types.html

export class PayloadWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity = 128) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  int1(value: number): this {
    this.#buffer.writeUInt8(value, this.#reserve(1));
    return this;
  }

  int2(value: number): this {
    this.#buffer.writeUInt16LE(value, this.#reserve(2));
    return this;
  }

  int3(value: number): this {
    this.#buffer.writeUIntLE(value, this.#reserve(3), 3);
    return this;
  }

  int4(value: number): this {
    this.#buffer.writeUInt32LE(value, this.#reserve(4));
    return this;
  }

  int8(value: bigint): this {
    this.#buffer.writeBigUInt64LE(value, this.#reserve(8));
    return this;
  }

  float(value: number): this {
    this.#buffer.writeFloatLE(value, this.#reserve(4));
    return this;
  }

  double(value: number): this {
    this.#buffer.writeDoubleLE(value, this.#reserve(8));
    return this;
  }

  /** int<lenenc> in its shortest form. */
  lenencInt(value: bigint | number): this {
    if (value < 0xfb) return this.int1(Number(value));
    if (value <= 0xffff) return this.int1(0xfc).int2(Number(value));
    if (value <= 0xffffff) return this.int1(0xfd).int3(Number(value));
    return this.int1(0xfe).int8(BigInt(value));
  }

  /** string<fix> or string<EOF> */
  bytes(value: Buffer): this {
    value.copy(this.#buffer, this.#reserve(value.length));
    return this;
  }

  /** string<NUL> */
  nulBytes(value: Buffer): this {
    return this.bytes(value).int1(0);
  }

  /** string<lenenc>; null is written as 0xFB. */
  lenencBytes(value: Buffer | null): this {
    if (value === null) return this.int1(0xfb);
    return this.lenencInt(value.length).bytes(value);
  }

  zeros(count: number): this {
    const start = this.#reserve(count);
    this.#buffer.fill(0, start, start + count);
    return this;
  }

  /** A view of what was written; the writer must not be used afterwards. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(count: number): number {
    const start = this.#length;
    const end = start + count;
    if (end > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, start);
      this.#buffer = grown;
    }
    this.#length = end;
    return start;
  }
}
