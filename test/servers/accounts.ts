// The accounts that every test server has: one per way to authenticate. Their passwords are for throw-away servers
// only; each is unique and begins with `pw-`, so that a test can search a file or a log for it.
import { userInfo } from 'node:os';
import type { ServerKind } from './server-kind.ts';

export interface Account {
  readonly user: string;
  /** Empty where the account has none. */
  readonly password: string;
  /** The plugin that the server authenticates it with. */
  readonly plugin: string;
  /** `socket`: the server asks who is at the other end of its Unix socket, so TCP is refused. */
  readonly via: 'any' | 'socket';
}

const MYSQL_ACCOUNTS = {
  root: { user: 'root', password: 'pw-root-5d1f8c27', plugin: 'caching_sha2_password', via: 'any' },
  cachingSha2: { user: 'caching_sha2', password: 'pw-caching-93be07a4', plugin: 'caching_sha2_password', via: 'any' },
  /** The same plugin; left for tests that need a password the server has not cached yet (FLUSH PRIVILEGES empties the cache). */
  uncached: { user: 'uncached', password: 'pw-uncached-c60e41b9', plugin: 'caching_sha2_password', via: 'any' },
  empty: { user: 'empty', password: '', plugin: 'caching_sha2_password', via: 'any' },
  /** Not the plugin of the server's greeting, so it answers with an AuthSwitchRequest. */
  sha256: { user: 'sha256', password: 'pw-sha256-1a7d52f8', plugin: 'sha256_password', via: 'any' },
  socket: { user: 'socket', password: '', plugin: 'auth_socket', via: 'socket' },
  /** Two factors: a password and the socket's owner, so the server sends an AuthNextFactor packet. */
  twoFactors: { user: 'two_factors', password: 'pw-factors-e84b3c90', plugin: 'caching_sha2_password', via: 'socket' },
} as const satisfies Record<string, Account>;

// No unix_socket: this version of it wants an account named like the system's user, which may be root.
const MARIADB_ACCOUNTS = {
  root: { user: 'root', password: 'pw-root-5d1f8c27', plugin: 'mysql_native_password', via: 'any' },
  native: { user: 'native', password: 'pw-native-7f20d6ab', plugin: 'mysql_native_password', via: 'any' },
  empty: { user: 'empty', password: '', plugin: 'mysql_native_password', via: 'any' },
  /** Not the plugin of the server's greeting, so it answers with an AuthSwitchRequest. */
  ed25519: { user: 'ed25519', password: 'pw-ed25519-40c9e15d', plugin: 'ed25519', via: 'any' },
  /** ed25519 is tried first and always fails, then the server switches to mysql_native_password. */
  either: { user: 'either', password: 'pw-either-b2685e3c', plugin: 'mysql_native_password', via: 'any' },
} as const satisfies Record<string, Account>;

export const accounts = { mysql: MYSQL_ACCOUNTS, mariadb: MARIADB_ACCOUNTS } as const;

/** The statements that create them, one per line, for the bootstrap of a data folder. */
export function accountsSql(kind: ServerKind): string {
  if (kind === 'mysql') {
    const owner = userInfo().username;
    const { root, cachingSha2, uncached, empty, sha256, socket, twoFactors } = MYSQL_ACCOUNTS;
    return lines(
      'CREATE DATABASE test',
      `ALTER USER root@localhost IDENTIFIED BY '${root.password}'`,
      `CREATE USER root@'%' IDENTIFIED BY '${root.password}'`,
      `GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION`,
      ...[cachingSha2, uncached, empty, sha256].flatMap((account) => [
        `CREATE USER '${account.user}' IDENTIFIED WITH ${account.plugin} BY '${account.password}'`,
        `GRANT ALL ON *.* TO '${account.user}'`,
      ]),
      `CREATE USER ${socket.user} IDENTIFIED WITH auth_socket AS '${owner}'`,
      `GRANT ALL ON *.* TO ${socket.user}`,
      `CREATE USER ${twoFactors.user} IDENTIFIED WITH caching_sha2_password BY '${twoFactors.password}'` +
        ` AND IDENTIFIED WITH auth_socket AS '${owner}'`,
      `GRANT ALL ON *.* TO ${twoFactors.user}`,
    );
  }
  const { root, native, empty, ed25519, either } = MARIADB_ACCOUNTS;
  return lines(
    'CREATE DATABASE test',
    `DELETE FROM mysql.global_priv WHERE user IN ('root', '')`,
    'FLUSH PRIVILEGES',
    ...[root, native, empty, ed25519].flatMap((account) => [
      `CREATE USER '${account.user}'@'%' IDENTIFIED VIA ${account.plugin} USING PASSWORD('${account.password}')`,
      `GRANT ALL ON *.* TO '${account.user}'@'%' WITH GRANT OPTION`,
    ]),
    `CREATE USER ${either.user} IDENTIFIED VIA ed25519 USING PASSWORD('another than this one')` +
      ` OR mysql_native_password USING PASSWORD('${either.password}')`,
    `GRANT ALL ON *.* TO ${either.user}`,
  );
}

function lines(...statements: string[]): string {
  return statements.map((statement) => `${statement};\n`).join('');
}
