// The two algorithms of the protocol, each in two forms: at once, and on a thread of the pool. What comes out of a packet
// is never longer than its header says, and what is shorter is refused.
// https://dev.mysql.com/doc/refman/9.7/en/connection-compression-control.html

import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { type NodeZstd, nodeZstd, type ZstdOptions } from '../../core/bytes/node-zstd.ts';
import { hasWasmZstd, loadWasmZstd, type WasmZstd } from '../../core/bytes/wasm-zstd.ts';
import { messageOf } from '../../core/errors.ts';
import { type CompressedPacket, malformedCompressedPacket } from './compressed-packet.ts';

export interface Compression {
  compressSync(bytes: Buffer): Buffer;
  compress(bytes: Buffer): Promise<Buffer>;
  /** @throws MalformedPacketError where the payload is broken, or not as long as its header says */
  expandSync(packet: CompressedPacket): Buffer;
  /** As expandSync. */
  expand(packet: CompressedPacket): Promise<Buffer>;
}

/** Levels of zstd; https://dev.mysql.com/doc/refman/9.7/en/connection-options.html#option_general_zstd-compression-level */
export const ZSTD_MIN_LEVEL = 1;
export const ZSTD_MAX_LEVEL = 22;
export const ZSTD_DEFAULT_LEVEL = 3;

/** Output is gathered in pieces of this size at most: one that is announced and does not come costs nothing. */
const MAX_CHUNK_BYTES = 1024 * 1024;
const MIN_CHUNK_BYTES = 64;
const MIN_TABLE_LOG = 10;
const MAX_TABLE_LOG = 24;
const LENGTH = 'length of uncompressed payload';

// Most of what is gained comes with the first level, at a third of the work of MySQL's 6; a peer cannot tell.
const DEFLATE = { level: zlib.constants.Z_BEST_SPEED } as const;
const deflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.deflate);
const inflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate);

/** CLIENT_COMPRESS */
export const zlibCompression: Compression = {
  compressSync: (bytes) => zlib.deflateSync(bytes, DEFLATE),
  compress: (bytes) => deflate(bytes, DEFLATE),
  expandSync: (packet) => checked(packet, () => zlib.inflateSync(packet.payload, bounds(packet))),
  expand: (packet) => checkedLater(packet, inflate(packet.payload, bounds(packet))),
};

/** Whether it can be had here: from Node itself, or by an optional package. */
export function canZstd(): boolean {
  return nodeZstd() !== null || hasWasmZstd();
}

/**
 * CLIENT_ZSTD_COMPRESSION_ALGORITHM.
 * @param level what the client asked for, 1 to 22
 * @param module Node's own zlib, which has zstd from 22.15 on; else it is WebAssembly
 */
export async function zstdCompression(level: number, module?: object): Promise<Compression> {
  const ours = nodeZstd(module);
  return ours !== null ? zstdOfNode(ours, level) : zstdOfWasm(await loadWasmZstd(), level);
}

function zstdOfWasm(zstd: WasmZstd, level: number): Compression {
  const compressSync = (bytes: Buffer) => zstd.compress(bytes, level);
  const expandSync = (packet: CompressedPacket) => {
    const stream = zstd.stream();
    const expanded = stream.expand(packet.payload, packet.uncompressedBytes + 1);
    stream.close();
    if (expanded.length === 0) throw refused(packet, new Error('nothing comes out'));
    if (expanded.length > packet.uncompressedBytes) throw refused(packet, new RangeError('too long'));
    return complete(packet, expanded);
  };
  return {
    compressSync,
    compress: async (bytes) => compressSync(bytes),
    expandSync,
    expand: async (packet) => expandSync(packet),
  };
}

function zstdOfNode(zstd: NodeZstd, level: number): Compression {
  const { zstdCompressSync, zstdDecompressSync, constants } = zstd;
  const compress = promisify<Buffer, ZstdOptions, Buffer>(zstd.zstdCompress);
  const decompress = promisify<Buffer, ZstdOptions, Buffer>(zstd.zstdDecompress);
  const { ZSTD_c_compressionLevel, ZSTD_c_windowLog, ZSTD_c_hashLog, ZSTD_c_chainLog } = constants;
  const options = (bytes: Buffer): ZstdOptions => {
    // Tables wider than the bytes only cost time and memory: half a second and 600 MB at the highest levels.
    const log = Math.min(MAX_TABLE_LOG, Math.max(MIN_TABLE_LOG, Math.ceil(Math.log2(bytes.length))));
    const params = {
      [ZSTD_c_compressionLevel]: level,
      [ZSTD_c_windowLog]: log,
      [ZSTD_c_hashLog]: log,
      [ZSTD_c_chainLog]: log,
    };
    return { params };
  };
  return {
    compressSync: (bytes) => zstdCompressSync(bytes, options(bytes)),
    compress: (bytes) => compress(bytes, options(bytes)),
    expandSync: (packet) => checked(packet, () => zstdDecompressSync(packet.payload, bounds(packet))),
    expand: (packet) => checkedLater(packet, decompress(packet.payload, bounds(packet))),
  };
}

function bounds({ uncompressedBytes }: CompressedPacket): { maxOutputLength: number; chunkSize: number } {
  const chunkSize = Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, uncompressedBytes));
  return { maxOutputLength: uncompressedBytes, chunkSize };
}

function checked(packet: CompressedPacket, expand: () => Buffer): Buffer {
  let expanded: Buffer;
  try {
    expanded = expand();
  } catch (error) {
    throw refused(packet, error);
  }
  return complete(packet, expanded);
}

async function checkedLater(packet: CompressedPacket, expanding: Promise<Buffer>): Promise<Buffer> {
  const expanded = await expanding.catch((error) => {
    throw refused(packet, error);
  });
  return complete(packet, expanded);
}

function complete({ uncompressedBytes }: CompressedPacket, expanded: Buffer): Buffer {
  if (expanded.length === uncompressedBytes) return expanded;
  throw malformedCompressedPacket(LENGTH, 'more than came out', uncompressedBytes, expanded.length);
}

function refused({ uncompressedBytes }: CompressedPacket, error: unknown): Error {
  if (error instanceof RangeError) {
    return malformedCompressedPacket(LENGTH, 'less than would come out', uncompressedBytes + 1, uncompressedBytes);
  }
  return malformedCompressedPacket('compressed payload', `it is broken (${messageOf(error)})`);
}
