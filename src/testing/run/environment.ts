// The environment of a command that runs against mock: the variables that MySQL's own programs read, mock's, and the
// database URLs that were there already, pointed here.

import { type Address, pointedAt } from './database-url.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandTarget extends Address {
  readonly socket: string | null;
  readonly mode: 'record' | 'replay' | 'script';
  /** Names of further variables that hold a database URL. */
  readonly urlVariables: readonly string[];
}

/** Variables in which frameworks keep the database's URL. */
const URL_VARIABLES: readonly string[] = [
  'DATABASE_URL',
  'MYSQL_URL',
  'MARIADB_URL',
  'DB_URL',
  'JDBC_DATABASE_URL',
  'JDBC_URL',
  'SPRING_DATASOURCE_URL',
  'DATABASE_DSN',
  'MYSQL_DSN',
  'SQLALCHEMY_DATABASE_URI',
  'TEST_DATABASE_URL',
];
/** Names for the same that only some programs read: replaced where they are set. */
const HOST_VARIABLES: readonly string[] = ['MYSQL_HOST', 'MARIADB_HOST'];
const PORT_VARIABLES: readonly string[] = ['MYSQL_TCP_PORT', 'MYSQL_PORT', 'MARIADB_PORT'];

/** @param base the environment that the command would have without us; it is not changed */
export function commandEnvironment(base: Environment, target: CommandTarget): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) if (value !== undefined) env[name] = value;
  for (const name of HOST_VARIABLES) if (name === 'MYSQL_HOST' || name in env) env[name] = target.host;
  for (const name of PORT_VARIABLES) if (name === 'MYSQL_TCP_PORT' || name in env) env[name] = String(target.port);
  // a socket that is not ours would lead past us
  const { MYSQL_UNIX_PORT: _theirs, ...others } = env;
  const rest: Record<string, string> = others;
  Object.assign(rest, target.socket === null ? {} : { MYSQL_UNIX_PORT: target.socket });
  for (const name of [...URL_VARIABLES, ...target.urlVariables]) {
    const url = rest[name] === undefined ? null : pointedAt(rest[name], target);
    if (url !== null) rest[name] = url;
  }
  return { ...rest, MOCK_PORT: String(target.port), MOCK_MODE: target.mode };
}

/** Names of the variables that lead the command here. @param env what `commandEnvironment` has made of `base` */
export function pointingVariables(base: Environment, env: Environment): string[] {
  const names = [...HOST_VARIABLES, ...PORT_VARIABLES, 'MYSQL_UNIX_PORT'].filter((name) => env[name] !== undefined);
  const urls = Object.keys(env).filter((name) => base[name] !== undefined && base[name] !== env[name]);
  return [...new Set([...names, ...urls])];
}

/** Whether a continuous integration server runs us: it must never record. */
export function isContinuousIntegration({ CI }: Environment): boolean {
  return CI !== undefined && !['', '0', 'false', 'no', 'off'].includes(CI.toLowerCase());
}
