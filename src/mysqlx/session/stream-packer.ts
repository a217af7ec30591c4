// `deflate_stream` and `zstd_stream`: one stream for each direction of a connection, flushed behind every compressed
// message. https://dev.mysql.com/doc/refman/9.7/en/x-plugin-connection-compression.html

import type { CompressionStream } from '../../core/bytes/node-zstd.ts';
import type { MessagePacker } from './message-packer.ts';

export interface StreamPair {
  readonly compressor: CompressionStream;
  readonly decompressor: CompressionStream;
  /** What makes the compressor give out all that it was given. */
  readonly flush: number;
}

export class StreamPacker implements MessagePacker {
  readonly #compressor: CompressionStream;
  readonly #decompressor: CompressionStream;
  readonly #flush: number;
  readonly #maxBytes: number;
  #packed: Buffer[] = [];
  #unpacked: Buffer[] = [];
  #unpackedBytes = 0;

  /** @param maxBytes the most that one message may unpack to */
  constructor({ compressor, decompressor, flush }: StreamPair, maxBytes: number) {
    this.#compressor = compressor;
    this.#decompressor = decompressor;
    this.#flush = flush;
    this.#maxBytes = maxBytes;
    compressor.on('data', (bytes: Buffer) => this.#packed.push(bytes));
    decompressor.on('data', (bytes: Buffer) => {
      this.#unpackedBytes += bytes.length;
      if (this.#unpackedBytes <= maxBytes) this.#unpacked.push(bytes);
      else decompressor.destroy(new RangeError(`more than ${maxBytes} bytes in one compressed message`));
    });
    // told by the promise of whoever waits
    decompressor.on('error', () => undefined);
  }

  pack(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#compressor.write(bytes);
      this.#compressor.flush(this.#flush, () => {
        resolve(Buffer.concat(this.#packed));
        this.#packed = [];
      });
    });
  }

  unpack(bytes: Buffer): Promise<Buffer> {
    this.#unpackedBytes = 0;
    const stream = this.#decompressor;
    return new Promise((resolve, reject) => {
      stream.once('error', reject);
      stream.write(bytes, (error) => {
        stream.off('error', reject);
        if (error || this.#unpackedBytes > this.#maxBytes) return reject(error ?? new RangeError('too long'));
        resolve(Buffer.concat(this.#unpacked));
        this.#unpacked = [];
      });
    });
  }

  close(): void {
    this.#compressor.destroy();
    this.#decompressor.destroy();
  }
}
