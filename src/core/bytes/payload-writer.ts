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
    const start = this.#reserve(1);
    this.#buffer.writeUInt8(value, start);
    return this;
  }

  int2(value: number): this {
    const start = this.#reserve(2);
    this.#buffer.writeUInt16LE(value, start);
    return this;
  }

  int3(value: number): this {
    const start = this.#reserve(3);
    this.#buffer.writeUIntLE(value, start, 3);
    return this;
  }

  int4(value: number): this {
    const start = this.#reserve(4);
    this.#buffer.writeUInt32LE(value, start);
    return this;
  }

  int8(value: bigint): this {
    const start = this.#reserve(8);
    this.#buffer.writeBigUInt64LE(value, start);
    return this;
  }

  float(value: number): this {
    const start = this.#reserve(4);
    this.#buffer.writeFloatLE(value, start);
    return this;
  }

  double(value: number): this {
    const start = this.#reserve(8);
    this.#buffer.writeDoubleLE(value, start);
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
    const start = this.#reserve(value.length);
    value.copy(this.#buffer, start);
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

  /** Makes room and returns where. It may replace the buffer: call it before `#buffer` is read. */
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
