// What the commands that ask a real server share: where it is, and how it is reached.

import type {
  UpstreamCompression,
  UpstreamOptions,
  ServerSslMode as UpstreamSslMode,
} from '../mysql/session/upstream.ts';
import { type Endpoint, type EndpointUrl, parseEndpointUrl } from '../net/endpoint.ts';
import { createClientTlsOptions, readPem } from '../net/tls-context.ts';

/** MySQL's words, and AS_CLIENT: TLS where the client uses it and the server offers it. */
export type ServerSslMode = 'DISABLED' | 'PREFERRED' | 'REQUIRED' | 'VERIFY_CA' | 'VERIFY_IDENTITY' | 'AS_CLIENT';

export interface ServerSideOptions {
  /** Default AS_CLIENT; what mock asks by itself goes over TLS then where the server offers it. */
  readonly serverSslMode?: ServerSslMode;
  readonly serverSslCa?: string;
  readonly serverSslCert?: string;
  readonly serverSslKey?: string;
  /** Compression towards the server, whatever clients do; null: none. Default: `as-client`, what the client asks us for. */
  readonly serverCompress?: UpstreamCompression | 'as-client' | null;
  /** How long connecting may take; default: 10 seconds. */
  readonly connectTimeoutMs?: number;
}

const UPSTREAM_TIMEOUT_MS = 10_000;

/** @param upstream `host:port`, `mysql://…`, a socket's path, or where that leads */
export function toEndpoint(
  upstream: string | Endpoint,
  defaultPort: number,
): Omit<EndpointUrl, 'database' | 'parameters'> {
  if (typeof upstream === 'string') return parseEndpointUrl(upstream, defaultPort);
  return { endpoint: upstream, user: null, password: null };
}

/** @throws MockError `TLS_SETUP` */
export async function upstreamOptions(endpoint: Endpoint, options: ServerSideOptions): Promise<UpstreamOptions> {
  const {
    serverSslMode = 'AS_CLIENT',
    serverSslCa,
    serverSslCert,
    serverSslKey,
    serverCompress = 'as-client',
  } = options;
  const verification = serverSslMode === 'VERIFY_IDENTITY' ? 'identity' : serverSslMode === 'VERIFY_CA' ? 'ca' : 'none';
  const identity =
    serverSslCert === undefined || serverSslKey === undefined
      ? undefined
      : {
          cert: await readPem(serverSslCert, '--server-ssl-cert'),
          key: await readPem(serverSslKey, '--server-ssl-key'),
        };
  const ca = serverSslCa === undefined ? undefined : await readPem(serverSslCa, '--server-ssl-ca');
  return {
    endpoint,
    sslMode: UPSTREAM_MODES[serverSslMode],
    tls: createClientTlsOptions({ verification, ca, identity }),
    compression: serverCompress === 'as-client' ? 'as_client' : serverCompress,
    connectTimeoutMs: options.connectTimeoutMs ?? UPSTREAM_TIMEOUT_MS,
  };
}

const UPSTREAM_MODES: Readonly<Record<ServerSslMode, UpstreamSslMode>> = {
  DISABLED: 'disabled',
  PREFERRED: 'preferred',
  REQUIRED: 'required',
  VERIFY_CA: 'required',
  VERIFY_IDENTITY: 'required',
  AS_CLIENT: 'as_client',
};
