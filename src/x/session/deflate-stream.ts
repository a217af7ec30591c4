// `deflate_stream`: one zlib stream for each direction of a connection, flushed behind every compressed message.
// https://dev.mysql.com/doc/refman/9.7/en/x-plugin-connection-compression.html

import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';

export const DEFLATE_STREAM = 'deflate_stream';

export class DeflateStream {
  readonly #deflate: Deflate = createDeflate();
  readonly #inflate: Inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  readonly #maxBytes: number;
  #packed: Buffer[] = [];
  #unpacked: Buffer[] = [];
  #unpackedBytes = 0;

  /** @param maxBytes the most that one message may unpack to */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#deflate.on('data', (bytes: Buffer) => this.#packed.push(bytes));
    this.#inflate.on('data', (bytes: Buffer) => {
      this.#unpackedBytes += bytes.length;
      if (this.#unpackedBytes <= maxBytes) this.#unpacked.push(bytes);
      else this.#inflate.destroy(new RangeError(`more than ${maxBytes} bytes in one compressed message`));
    });
    // told by the promise of whoever waits
    this.#inflate.on('error', () => undefined);
  }

  /** One at a time. */
  pack(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#deflate.write(bytes);
      this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
        resolve(Buffer.concat(this.#packed));
        this.#packed = [];
      });
    });
  }

  /** One at a time; rejects with zlib's error, or where it would be too much. */
  unpack(bytes: Buffer): Promise<Buffer> {
    this.#unpackedBytes = 0;
    return new Promise((resolve, reject) => {
      this.#inflate.once('error', reject);
      this.#inflate.write(bytes, (error) => {
        this.#inflate.off('error', reject);
        if (error || this.#unpackedBytes > this.#maxBytes) return reject(error ?? new RangeError('too long'));
        resolve(Buffer.concat(this.#unpacked));
        this.#unpacked = [];
      });
    });
  }

  close(): void {
    this.#deflate.destroy();
    this.#inflate.destroy();
  }
}
