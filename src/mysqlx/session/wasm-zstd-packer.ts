// `zstd_stream` where node:zlib has none: a stream of the WebAssembly library for each direction.

import type { WasmZstd, WasmZstdStream } from '../../core/bytes/wasm-zstd.ts';
import type { MessagePacker } from './message-packer.ts';

/** What is set aside for a message whose sender says nothing of its length. */
const UNANNOUNCED_BYTES = 16 * 1024 * 1024;

export class WasmZstdPacker implements MessagePacker {
  readonly #compressor: WasmZstdStream;
  readonly #decompressor: WasmZstdStream;
  readonly #maxBytes: number;
  #hasFailed = false;
  #isClosed = false;

  /** @param maxBytes the most that one message may unpack to */
  constructor(zstd: WasmZstd, maxBytes: number) {
    this.#compressor = zstd.stream();
    this.#decompressor = zstd.stream();
    this.#maxBytes = maxBytes;
  }

  async pack(bytes: Buffer): Promise<Buffer> {
    return this.#isClosed ? Buffer.alloc(0) : this.#compressor.compress(bytes);
  }

  async unpack(bytes: Buffer, announced: number | null = null): Promise<Buffer> {
    if (this.#hasFailed || this.#isClosed) throw new RangeError('the stream is broken');
    const most = Math.min(announced ?? UNANNOUNCED_BYTES, this.#maxBytes);
    const unpacked = this.#decompressor.expand(bytes, most + 1);
    this.#hasFailed = unpacked.length === 0 || unpacked.length > most;
    if (unpacked.length === 0) throw new RangeError('nothing comes out of a compressed message');
    if (unpacked.length > most && announced === null) {
      throw new RangeError(`more than ${most} bytes in one compressed message`);
    }
    return unpacked.subarray(0, most);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#compressor.close();
    this.#decompressor.close();
  }
}
