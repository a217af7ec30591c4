// Logs in with a real client in a given way, asks one thing, and tells what came of it in a form that can be compared.

import * as mariadb from 'mariadb';
import { createConnection } from 'mysql2/promise';
import { clientPrograms, runClient, type ServerKind } from '../servers/index.ts';

export type ClientName = 'mysql' | 'mariadb' | 'mysql2' | 'mariadb-npm';
/** How a client reaches whom it asks. */
export type Channel = 'tls' | 'plain' | 'socket';
export const channels: readonly Channel[] = ['tls', 'plain', 'socket'];

export function clientsOf(kind: ServerKind): readonly ClientName[] {
  return [kind === 'mysql' ? 'mysql' : 'mariadb', 'mysql2', 'mariadb-npm'];
}

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly socket?: string | undefined | null;
}

export interface LoginAs {
  readonly user: string;
  readonly password: string;
  readonly database?: string;
  /** Of the command-line clients. */
  readonly args?: readonly string[];
  readonly sql?: string;
}

/** One row's first value, or the error, as the client tells it. */
export async function askAs(client: ClientName, place: Place, channel: Channel, login: LoginAs): Promise<string> {
  switch (client) {
    case 'mysql':
    case 'mariadb':
      return await askShell(client, place, channel, login);
    case 'mysql2':
      return await askMysql2(place, channel, login);
    case 'mariadb-npm':
      return await askMariadb(place, channel, login);
  }
}

const sqlOf = (login: LoginAs) => login.sql ?? 'SELECT CURRENT_USER()';

async function askShell(kind: ServerKind, place: Place, channel: Channel, login: LoginAs): Promise<string> {
  const tls = { mysql: ['--ssl-mode=REQUIRED'], mariadb: ['--ssl'] };
  const plain = { mysql: ['--ssl-mode=DISABLED', '--get-server-public-key'], mariadb: ['--skip-ssl'] };
  const { exitCode, stdout, stderr } = await runClient(clientPrograms(kind)?.shell ?? '', {
    user: login.user,
    password: login.password,
    to: channel === 'socket' ? { socket: place.socket ?? '' } : { host: place.host, port: place.port },
    args: [
      '--batch',
      '--skip-column-names',
      `--execute=${sqlOf(login)}`,
      ...(channel === 'tls' ? tls[kind] : plain[kind]),
      ...(login.args ?? []),
      ...(login.database === undefined ? [] : [login.database]),
    ],
  });
  return `${exitCode} ${stdout}${stderr}`
    .replaceAll(String(place.socket), 'SOCKET')
    .replaceAll(String(place.port), 'PORT')
    .trim();
}

async function askMysql2(
  place: Place,
  channel: Channel,
  { user, password, database, ...rest }: LoginAs,
): Promise<string> {
  try {
    const connection = await createConnection({
      user,
      password,
      ...(database !== undefined && { database }),
      ...(channel === 'socket' ? { socketPath: place.socket ?? '' } : { host: place.host, port: place.port }),
      ...(channel === 'tls' && { ssl: { rejectUnauthorized: false } }),
    });
    connection.on('error', () => undefined);
    try {
      const [rows] = await connection.query({ sql: sqlOf(rest as LoginAs), rowsAsArray: true });
      return JSON.stringify(rows);
    } finally {
      connection.destroy();
    }
  } catch (error) {
    return describeError(error);
  }
}

async function askMariadb(
  place: Place,
  channel: Channel,
  { user, password, database, ...rest }: LoginAs,
): Promise<string> {
  try {
    const connection = await mariadb.createConnection({
      user,
      password,
      allowPublicKeyRetrieval: true,
      connectTimeout: 5000,
      ...(database !== undefined && { database }),
      ...(channel === 'socket' ? { socketPath: place.socket ?? '' } : { host: place.host, port: place.port }),
      ...(channel === 'tls' && { ssl: { rejectUnauthorized: false } }),
    });
    connection.on('error', () => undefined);
    try {
      return JSON.stringify(await connection.query({ sql: sqlOf(rest as LoginAs), rowsAsArray: true }));
    } finally {
      connection.destroy();
    }
  } catch (error) {
    return describeError(error);
  }
}

/** Without what differs from connection to connection. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno, sqlState, code } = error as { errno?: number; sqlState?: string; code?: string };
  return [errno, sqlState, code, error.message.replace(/conn:-?\d+/, 'conn')].join(' ');
}
