// Capability flags: what one side can do (greeting), and what both agreed on (handshake response).
// Bits 0 to 31: https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html
// Bits 32 and up are MariaDB's extended ones, which travel apart from the others:
// https://mariadb.com/kb/en/connection/#capabilities

export const Capability = {
  /** MySQL's name for bit 0. MariaDB reads it as "the peer is MySQL": where it is absent, extended flags follow. */
  LONG_PASSWORD: 1n << 0n,
  FOUND_ROWS: 1n << 1n,
  LONG_FLAG: 1n << 2n,
  CONNECT_WITH_DB: 1n << 3n,
  NO_SCHEMA: 1n << 4n,
  COMPRESS: 1n << 5n,
  ODBC: 1n << 6n,
  LOCAL_FILES: 1n << 7n,
  IGNORE_SPACE: 1n << 8n,
  PROTOCOL_41: 1n << 9n,
  INTERACTIVE: 1n << 10n,
  SSL: 1n << 11n,
  IGNORE_SIGPIPE: 1n << 12n,
  TRANSACTIONS: 1n << 13n,
  RESERVED: 1n << 14n,
  SECURE_CONNECTION: 1n << 15n,
  MULTI_STATEMENTS: 1n << 16n,
  MULTI_RESULTS: 1n << 17n,
  PS_MULTI_RESULTS: 1n << 18n,
  PLUGIN_AUTH: 1n << 19n,
  CONNECT_ATTRS: 1n << 20n,
  PLUGIN_AUTH_LENENC_CLIENT_DATA: 1n << 21n,
  CAN_HANDLE_EXPIRED_PASSWORDS: 1n << 22n,
  SESSION_TRACK: 1n << 23n,
  DEPRECATE_EOF: 1n << 24n,
  OPTIONAL_RESULTSET_METADATA: 1n << 25n,
  ZSTD_COMPRESSION_ALGORITHM: 1n << 26n,
  QUERY_ATTRIBUTES: 1n << 27n,
  MULTI_FACTOR_AUTHENTICATION: 1n << 28n,
  CAPABILITY_EXTENSION: 1n << 29n,
  SSL_VERIFY_SERVER_CERT: 1n << 30n,
  REMEMBER_OPTIONS: 1n << 31n,
  MARIADB_PROGRESS: 1n << 32n,
  MARIADB_COM_MULTI: 1n << 33n,
  MARIADB_STMT_BULK_OPERATIONS: 1n << 34n,
  MARIADB_EXTENDED_METADATA: 1n << 35n,
  MARIADB_CACHE_METADATA: 1n << 36n,
  MARIADB_BULK_UNIT_RESULTS: 1n << 37n,
} as const;

/** Whether every bit of `flag` is in `capabilities`. */
export function hasCapability(capabilities: bigint, flag: bigint): boolean {
  return (capabilities & flag) === flag;
}

/** Names of the bits set, lowest first, for logs and reports; a bit without a name appears as `BIT_n`. */
export function capabilityNames(capabilities: bigint): string[] {
  const names: string[] = [];
  for (let bit = 0n; capabilities >> bit > 0n; bit += 1n) {
    if (hasCapability(capabilities, 1n << bit)) names.push(NAME_OF_BIT.get(1n << bit) ?? `BIT_${bit}`);
  }
  return names;
}

const NAME_OF_BIT: ReadonlyMap<bigint, string> = new Map(Object.entries(Capability).map(([name, bit]) => [bit, name]));
