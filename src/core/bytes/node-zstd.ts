// zstd of node:zlib, which has it from Node 22.15 on; the types of Node 20 do not know it.

import type { Transform } from 'node:stream';
import zlib from 'node:zlib';

/** A stream of node:zlib. */
export interface CompressionStream extends Transform {
  flush(kind: number, callback: () => void): void;
}

export interface NodeZstd {
  readonly zstdCompressSync: (bytes: Buffer, options: ZstdOptions) => Buffer;
  readonly zstdDecompressSync: (bytes: Buffer, options: ZstdOptions) => Buffer;
  readonly zstdCompress: (bytes: Buffer, options: ZstdOptions, done: ZstdDone) => void;
  readonly zstdDecompress: (bytes: Buffer, options: ZstdOptions, done: ZstdDone) => void;
  readonly createZstdCompress: () => CompressionStream;
  readonly createZstdDecompress: () => CompressionStream;
  readonly constants: {
    readonly ZSTD_e_flush: number;
    readonly ZSTD_c_compressionLevel: number;
    readonly ZSTD_c_windowLog: number;
    readonly ZSTD_c_hashLog: number;
    readonly ZSTD_c_chainLog: number;
  };
}

export interface ZstdOptions {
  readonly chunkSize?: number;
  readonly maxOutputLength?: number;
  readonly params?: Readonly<Record<number, number>>;
}

type ZstdDone = (error: Error | null, result: Buffer) => void;

/** Null where this Node has none. @param module what stands for node:zlib */
export function nodeZstd(module: object = zlib): NodeZstd | null {
  return isNodeZstd(module) ? module : null;
}

function isNodeZstd(module: object): module is NodeZstd {
  return 'zstdCompressSync' in module && 'createZstdCompress' in module;
}
