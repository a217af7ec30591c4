// The two kinds of server that the tests run against, and what identifies one that is running. An address is plain
// data, so that vitest can hand it from its global set-up to the test files.

export type ServerKind = 'mysql' | 'mariadb';

export const serverKinds: readonly ServerKind[] = ['mysql', 'mariadb'];

export const serverNames: Readonly<Record<ServerKind, string>> = { mysql: 'MySQL', mariadb: 'MariaDB' };

export interface ServerAddress {
  readonly kind: ServerKind;
  /** As the server tells it in its greeting, e.g. `9.7.4` or `10.11.18-MariaDB`; without MariaDB's `5.5.5-` prefix. */
  readonly version: string;
  readonly host: string;
  readonly port: number;
  /** An account with every privilege. */
  readonly user: string;
  readonly password: string;
  /** Path of the Unix socket; undefined only for a server named by MOCK_TEST_…. */
  readonly socket: string | undefined;
  /** Path of the PEM file of the CA that signed the server's certificate; undefined as above. */
  readonly ca: string | undefined;
  /** The X Protocol's port and socket; MySQL only. */
  readonly xPort: number | undefined;
  readonly xSocket: string | undefined;
  /** Whether the server has the accounts of accounts.ts, i.e. whether the tests started it themselves. */
  readonly hasAccounts: boolean;
}
