// How the messages of a connection are compressed once client and server have agreed on an algorithm: those that MySQL has,
// as far as packages have them for the machine.
// https://dev.mysql.com/doc/refman/9.7/en/x-plugin-connection-compression.html

import zlib from 'node:zlib';
import { type NodeZstd, nodeZstd } from '../../core/bytes/node-zstd.ts';
import { hasWasmZstd, loadWasmZstd } from '../../core/bytes/wasm-zstd.ts';
import { type Lz4, Lz4Packer, lz4 } from './lz4-packer.ts';
import type { MessagePacker } from './message-packer.ts';
import { StreamPacker } from './stream-packer.ts';
import { WasmZstdPacker } from './wasm-zstd-packer.ts';

const { Z_SYNC_FLUSH } = zlib.constants;

/** @param maxBytes the most that one message may unpack to */
type Create = (maxBytes: number) => MessagePacker | Promise<MessagePacker>;

const createDeflate: Create = (maxBytes) => {
  const decompressor = zlib.createInflate({ finishFlush: Z_SYNC_FLUSH });
  return new StreamPacker({ compressor: zlib.createDeflate(), decompressor, flush: Z_SYNC_FLUSH }, maxBytes);
};

function lz4With(library: Lz4): Create {
  return (maxBytes) => new Lz4Packer(library, maxBytes);
}

function zstdWith({ createZstdCompress, createZstdDecompress, constants }: NodeZstd): Create {
  return (maxBytes) => {
    const [compressor, decompressor] = [createZstdCompress(), createZstdDecompress()];
    return new StreamPacker({ compressor, decompressor, flush: constants.ZSTD_e_flush }, maxBytes);
  };
}

const createWasmZstd: Create = async (maxBytes) => new WasmZstdPacker(await loadWasmZstd(), maxBytes);

function zstdHere(): Create | null {
  const ours = nodeZstd();
  if (ours !== null) return zstdWith(ours);
  return hasWasmZstd() ? createWasmZstd : null;
}

/** By MySQL's names for them; null where it cannot be had. */
const PACKERS: Readonly<Record<string, Create | null>> = {
  deflate_stream: createDeflate,
  lz4_message: lz4 === null ? null : lz4With(lz4),
  zstd_stream: zstdHere(),
};

/** Names of what we can do. */
export const ALGORITHMS: readonly string[] = Object.keys(PACKERS).filter((name) => PACKERS[name] !== null);

/** @param algorithm one of ALGORITHMS */
export async function createPacker(algorithm: string, maxBytes: number): Promise<MessagePacker> {
  const create = PACKERS[algorithm];
  if (!create) throw new RangeError(`there is no compression ${algorithm}`);
  return await create(maxBytes);
}
