// What a client says of itself when it logs in: schema, user and secret, parted by zero bytes.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_authentication.html

import { userWithoutScope } from '../../core/scope.ts';

export const PLAIN = 'PLAIN';
export const MYSQL41 = 'MYSQL41';
export const SHA256_MEMORY = 'SHA256_MEMORY';

export interface AuthData {
  /** Empty where none is asked for. */
  readonly schema: string;
  readonly user: string;
  /** The password (PLAIN) or the proof of it; empty where there is none. */
  readonly secret: Buffer;
}

/** What a server reads where it is not made so. */
export const NOBODY: AuthData = { schema: '', user: '', secret: Buffer.alloc(0) };

/** Null where it is not made so. */
export function parseAuthData(data: Buffer): AuthData | null {
  const first = data.indexOf(0);
  const second = first < 0 ? -1 : data.indexOf(0, first + 1);
  if (second < 0) return null;
  return {
    schema: data.toString('utf8', 0, first),
    user: data.toString('utf8', first + 1, second),
    secret: data.subarray(second + 1),
  };
}

/** The same without the scope behind the user's name, of which no server hears; the data itself where there is none. */
export function withoutScope(data: Buffer): Buffer {
  const parsed = parseAuthData(data);
  if (parsed === null) return data;
  const user = userWithoutScope(Buffer.from(parsed.user));
  return user.length === Buffer.byteLength(parsed.user) ? data : formatAuthData({ ...parsed, user: user.toString() });
}

export function formatAuthData({ schema, user, secret }: AuthData): Buffer {
  return Buffer.concat([Buffer.from(`${schema}\0${user}\0`), secret]);
}
