// `lz4_message`: each compressed message is a frame of LZ4 by itself.
// https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md

import { createRequire } from 'node:module';
import type { MessagePacker } from './message-packer.ts';

export type Lz4 = Pick<typeof import('lz4-napi'), 'compressFrame' | 'decompressFrame'>;

/** Null where the package has nothing for this machine. */
export const lz4: Lz4 | null = load();

function load(): Lz4 | null {
  try {
    return createRequire(import.meta.url)('lz4-napi') as Lz4;
  } catch {
    return null;
  }
}

const MAGIC = 0x184d2204;
const WITH_DICTIONARY = 0x01;
const WITH_CONTENT_SIZE = 0x08;
const WITH_BLOCK_CHECKSUMS = 0x10;
const NOT_COMPRESSED = 0x80000000;
/** Bytes of a block at the most, by three bits of the header. */
const BLOCK_BYTES: readonly (number | undefined)[] = [
  ...[undefined, undefined, undefined, undefined],
  ...[64 * 1024, 256 * 1024, 1024 * 1024, 4 * 1024 * 1024],
];
/** No byte of a compressed block says more bytes than this. */
const HIGHEST_RATIO = 255;

export class Lz4Packer implements MessagePacker {
  readonly #lz4: Lz4;
  readonly #maxBytes: number;

  constructor(library: Lz4, maxBytes: number) {
    this.#lz4 = library;
    this.#maxBytes = maxBytes;
  }

  pack(bytes: Buffer): Promise<Buffer> {
    return this.#lz4.compressFrame(bytes);
  }

  async unpack(bytes: Buffer): Promise<Buffer> {
    if (mostBytes(bytes) > this.#maxBytes) throw new RangeError('a compressed message may be too long');
    return await this.#lz4.decompressFrame(bytes);
  }

  close(): void {
    // nothing lasts from one message to the next
  }
}

/** How much a frame unpacks to at the most, by its blocks. @throws RangeError where it is no frame, or more than one */
function mostBytes(frame: Buffer): number {
  if (frame.readUInt32LE(0) !== MAGIC) throw new RangeError('a compressed message is no LZ4 frame');
  const flags = frame.readUInt8(4);
  const blockBytes = BLOCK_BYTES[(frame.readUInt8(5) >> 4) & 0x07];
  if (blockBytes === undefined) throw new RangeError('an LZ4 frame has blocks of no size');
  const optional = ((flags & WITH_CONTENT_SIZE) === 0 ? 0 : 8) + ((flags & WITH_DICTIONARY) === 0 ? 0 : 4);
  const checksum = (flags & WITH_BLOCK_CHECKSUMS) === 0 ? 0 : 4;
  let most = 0;
  let at = 7 + optional;
  for (;;) {
    const word = frame.readUInt32LE(at);
    at += 4;
    if (word === 0) break;
    const size = word % NOT_COMPRESSED;
    most += Math.min(blockBytes, word >= NOT_COMPRESSED ? size : size * HIGHEST_RATIO);
    at += size + checksum;
  }
  if (frame.length > at + 4) throw new RangeError('bytes behind an LZ4 frame');
  return most;
}
