// Which real server is meant, and how it is reached: options of every command that asks one.

import { parseEndpoint } from '../../net/endpoint.ts';
import { choice, type FlagsOf, inApi, negation, text } from './row.ts';

const SERVER_COMPRESS = ['as-client', 'zlib', 'zstd', 'off'] as const;
const SERVER_SSL_MODES = ['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY', 'AS_CLIENT'] as const;
const MYSQLX_PORT = 33060;

/** Also from MOCK_UPSTREAM, MYSQL_HOST and MySQL's option files. @param what the server is there for */
export function addressOptions(what: string) {
  return {
    upstream: text('--upstream <server>', what, { env: 'MOCK_UPSTREAM' }),
    upstreamEnv: text('--upstream-env <name>', 'read the server from this environment variable, such as DATABASE_URL'),
    ...DEFAULTS_OPTIONS,
  };
}

/** Which of MySQL's option files are read. */
const DEFAULTS_OPTIONS = {
  defaultsFile: text(
    '--defaults-file <file>',
    "read only this one of MySQL's option files: groups [client] and [mock]",
    {
      isOnce: true,
    },
  ),
  defaultsExtraFile: text('--defaults-extra-file <file>', "read this option file too, before the user's own", {
    isOnce: true,
  }),
  defaultsGroupSuffix: text(
    '--defaults-group-suffix <suffix>',
    'read groups with this suffix too. Also from MYSQL_GROUP_SUFFIX',
    { isOnce: true },
  ),
  defaults: negation('--no-defaults', "read none of MySQL's option files", { env: 'MOCK_NO_DEFAULTS', isOnce: true }),
};

/** TLS towards the server. */
export const SERVER_SSL_OPTIONS = {
  serverSslMode: inApi(
    'serverSslMode',
    choice('--server-ssl-mode <mode>', `TLS towards the server: ${SERVER_SSL_MODES.join(', ')}`, SERVER_SSL_MODES, {
      default: 'AS_CLIENT',
    }),
  ),
  serverSslCa: inApi('serverSslCa', text('--server-ssl-ca <file>', "CA of the server's certificate, PEM")),
  serverSslCert: inApi('serverSslCert', text('--server-ssl-cert <file>', 'certificate to show to the server, PEM')),
  serverSslKey: inApi('serverSslKey', text('--server-ssl-key <file>', 'its key, PEM')),
};

/** Of every command that records a real server. @param what the server is there for */
export function upstreamOptions(what: string) {
  return {
    ...addressOptions(what),
    upstreamX: inApi(
      'upstreamX',
      text('--upstream-x <address>', "the server's X Protocol port, such as db:33060; needs --x-port or --x-socket"),
      (address) => parseEndpoint(address, MYSQLX_PORT),
    ),
    ...SERVER_SSL_OPTIONS,
    serverCompress: inApi(
      'serverCompress',
      choice(
        '--server-compress <algorithm>',
        `compression towards the server: ${SERVER_COMPRESS.join(', ')}`,
        SERVER_COMPRESS,
        { default: 'as-client' },
      ),
      (algorithm) => (algorithm === 'off' ? null : algorithm),
    ),
  };
}

/** What MySQL's option files say of the account, where `upstream` names none. */
export interface AccountOfFiles {
  readonly upstreamUser?: string;
  readonly upstreamPassword?: string;
}

export type UpstreamAddress = Pick<FlagsOf<ReturnType<typeof addressOptions>>, 'upstream' | 'upstreamEnv'> &
  AccountOfFiles;
