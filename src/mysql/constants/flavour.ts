// MySQL or MariaDB: a server tells it by its version alone. Whoever reads a greeting asks once, and hands on what differs.
// Measured with MySQL 9.7 and MariaDB 10.11.

/** How one of the two servers differs from the other. */
export interface Flavour {
  readonly isMariadb: boolean;
  /** Whether COM_RESET_CONNECTION gives the connection the server's own collation; else it is the login's again. */
  readonly resetsCollation: boolean;
  /** Whether a connection whose change of user is refused goes on. */
  readonly outlivesRefusedChange: boolean;
  /** Whether a string that ends with its packet, without a NUL, is read all the same. */
  readonly readsPastPacket: boolean;
  /** Whether a change of user whose attributes cannot be read is refused as one by a stranger (1045); else with 1047. */
  readonly deniesUnreadAttributes: boolean;
  /** Whether a client that stops within a packet is told so (1159). */
  readonly tellsReadError: boolean;
  /** Whether a fraction that a column has no digits for is rounded; else it is cut. */
  readonly roundsFractions: boolean;
  /** Whether an answer that executes nothing repeats the number of warnings. */
  readonly repeatsWarnings: boolean;
  /** Whether errors about a statement or packet that makes no sense end with a full stop. */
  readonly hasFullStops: boolean;
  /** Of a column of text: its `decimals`, which mean that the number is not fixed. */
  readonly textDecimals: number;
}

const MYSQL: Flavour = {
  isMariadb: false,
  resetsCollation: true,
  outlivesRefusedChange: false,
  readsPastPacket: false,
  deniesUnreadAttributes: true,
  tellsReadError: true,
  roundsFractions: true,
  repeatsWarnings: true,
  hasFullStops: true,
  textDecimals: 31,
};

const MARIADB: Flavour = {
  isMariadb: true,
  resetsCollation: false,
  outlivesRefusedChange: true,
  readsPastPacket: true,
  deniesUnreadAttributes: false,
  tellsReadError: false,
  roundsFractions: false,
  repeatsWarnings: false,
  hasFullStops: false,
  textDecimals: 39,
};

/** @param serverVersion of the greeting, such as `9.7.0`, `11.4.2-MariaDB-log`, `5.5.5-10.11.8-MariaDB` */
export function flavourOf(serverVersion: string): Flavour {
  return serverVersion.includes('MariaDB') ? MARIADB : MYSQL;
}
