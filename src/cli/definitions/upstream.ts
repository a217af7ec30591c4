// Which real server is meant, and how it is reached: options of every command that asks one.

import { type Command, Option } from 'commander';
import type { ServerSslMode } from '../../serve/server-side.ts';
import { parseOneOf } from '../values.ts';

export interface UpstreamAddress {
  /** Also from MOCK_UPSTREAM, MYSQL_HOST and MySQL's option files. */
  readonly upstream?: string;
  readonly upstreamEnv?: string;
  /** From MySQL's option files, where `upstream` names none. */
  readonly upstreamUser?: string;
  readonly upstreamPassword?: string;
}

export interface ServerSslFlags {
  readonly serverSslMode: ServerSslMode;
  readonly serverSslCa?: string;
  readonly serverSslCert?: string;
  readonly serverSslKey?: string;
}

/** Which server is recorded, and how it is reached. */
export interface UpstreamFlags extends UpstreamAddress, ServerSslFlags {
  readonly upstreamX?: string;
  readonly serverCompress: ServerCompress;
}

type ServerCompress = 'zlib' | 'zstd' | 'off';

const SERVER_COMPRESS: readonly ServerCompress[] = ['zlib', 'zstd', 'off'];

const SERVER_SSL_MODES: readonly ServerSslMode[] = [
  'DISABLED',
  'PREFERRED',
  'REQUIRED',
  'VERIFY_CA',
  'VERIFY_IDENTITY',
  'AS_CLIENT',
];

/** Options of every command that records a real server. */
export function addUpstreamOptions(command: Command, description: string): Command {
  addUpstreamAddress(command, description).option(
    '--upstream-x <address>',
    "the server's X Protocol port, such as db:33060; needs --x-port or --x-socket",
  );
  return addServerSslOptions(command).addOption(
    new Option('--server-compress <algorithm>', `compression towards the server: ${SERVER_COMPRESS.join(', ')}`)
      .default('off')
      .argParser(parseOneOf(SERVER_COMPRESS)),
  );
}

export function addUpstreamAddress(command: Command, description: string): Command {
  return command
    .addOption(new Option('--upstream <server>', description).env('MOCK_UPSTREAM'))
    .option('--upstream-env <name>', 'read the server from this environment variable, such as DATABASE_URL')
    .option('--defaults-file <file>', "read only this one of MySQL's option files: groups [client] and [mock]")
    .option('--defaults-extra-file <file>', "read this option file too, before the user's own")
    .option('--defaults-group-suffix <suffix>', 'read groups with this suffix too. Also from MYSQL_GROUP_SUFFIX')
    .addOption(new Option('--no-defaults', "read none of MySQL's option files").env('MOCK_NO_DEFAULTS'));
}

export function addServerSslOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--server-ssl-mode <mode>', `TLS towards the server: ${SERVER_SSL_MODES.join(', ')}`)
        .default('PREFERRED')
        .argParser(parseOneOf(SERVER_SSL_MODES)),
    )
    .option('--server-ssl-ca <file>', "CA of the server's certificate, PEM")
    .option('--server-ssl-cert <file>', 'certificate to show to the server, PEM')
    .option('--server-ssl-key <file>', 'its key, PEM');
}
