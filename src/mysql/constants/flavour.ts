// MySQL or MariaDB: a server tells it by its version alone, in the greeting.

/** @param serverVersion of the greeting, such as `9.7.0`, `11.4.2-MariaDB-log`, `5.5.5-10.11.8-MariaDB` */
export function isMariadb(serverVersion: string): boolean {
  return serverVersion.includes('MariaDB');
}
