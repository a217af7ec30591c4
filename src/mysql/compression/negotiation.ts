// Which algorithm a connection uses, by the capabilities of its two sides. Both sides compress from the first command on;
// the connection phase, its final OK packet included, is never compressed.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression.html

import { Capability, hasCapability } from '../constants/capabilities.ts';
import {
  type Compression,
  HAS_ZSTD,
  ZSTD_MAX_LEVEL,
  ZSTD_MIN_LEVEL,
  zlibCompression,
  zstdCompression,
} from './compression.ts';

/** What we can do, as capability flags. */
export const OUR_COMPRESSION: bigint = Capability.COMPRESS | (HAS_ZSTD ? Capability.ZSTD_COMPRESSION_ALGORITHM : 0n);

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
  if ((capabilities & OUR_COMPRESSION) !== Capability.ZSTD_COMPRESSION_ALGORITHM) return false;
  return zstdLevel === null || zstdLevel < ZSTD_MIN_LEVEL || zstdLevel > ZSTD_MAX_LEVEL;
}
