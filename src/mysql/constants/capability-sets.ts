// Groups of capability flags by what becomes of them on the way through; docs/protocol.md has the reasons.

import { Capability } from './capabilities.ts';

/** Ends at each side of the proxy: offered to a client by its session alone, never by what stands behind. */
export const NOT_CARRIED = Capability.SSL | Capability.COMPRESS | Capability.ZSTD_COMPRESSION_ALGORITHM;

/** By these two responses' bytes can differ. */
export const ENCODING_BITS =
  Capability.PROTOCOL_41 |
  Capability.SESSION_TRACK |
  Capability.DEPRECATE_EOF |
  Capability.OPTIONAL_RESULTSET_METADATA |
  Capability.MARIADB_PROGRESS |
  Capability.MARIADB_EXTENDED_METADATA |
  Capability.MARIADB_CACHE_METADATA |
  Capability.MARIADB_BULK_UNIT_RESULTS;
