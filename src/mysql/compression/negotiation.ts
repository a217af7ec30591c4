// Which algorithm a connection uses, by the capabilities of its two sides. Both sides compress from the first command on;
// the connection phase, its final OK packet included, is never compressed.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression.html

import { Capability, hasCapability } from '../constants/capabilities.ts';
import {
  type Compression,
  canZstd,
  ZSTD_MAX_LEVEL,
  ZSTD_MIN_LEVEL,
  zlibCompression,
  zstdCompression,
} from './compression.ts';

const ALL = Capability.COMPRESS | Capability.ZSTD_COMPRESSION_ALGORITHM;

/** What we can do, as capability flags. It takes a look at what is installed, so it is asked for when a client comes. */
export function ourCompression(): bigint {
  return canZstd() ? ALL : Capability.COMPRESS;
}

/**
 * The algorithm that both sides have; null for none. Where they have both, it is zlib.
 * @param zstdLevel of the handshake response; null where it has none
 */
export async function negotiatedCompression(
  capabilities: bigint,
  zstdLevel: number | null,
): Promise<Compression | null> {
  if (hasCapability(capabilities, Capability.COMPRESS)) return zlibCompression;
  if (!hasCapability(capabilities, Capability.ZSTD_COMPRESSION_ALGORITHM)) return null;
  return await zstdCompression(zstdLevel ?? ZSTD_MIN_LEVEL);
}

/** Whether a client's handshake response asks for zstd at a level that there is not, which servers refuse. */
export function hasWrongZstdLevel(capabilities: bigint, zstdLevel: number | null): boolean {
  if ((capabilities & ALL) !== Capability.ZSTD_COMPRESSION_ALGORITHM) return false;
  return zstdLevel === null || zstdLevel < ZSTD_MIN_LEVEL || zstdLevel > ZSTD_MAX_LEVEL;
}
