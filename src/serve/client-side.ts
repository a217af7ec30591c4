// What every serving command needs towards its clients: where to listen, TLS, limits.

import { join } from 'node:path';
import { MockError } from '../core/errors.ts';
import { type Logger, silentLogger } from '../core/log/logger.ts';
import type { ServerSessionOptions } from '../mysql/session/server-session-options.ts';
import { ensureRsaKeyPair, ensureServerCertificate, usableCertificateDir } from '../net/certificates.ts';
import type { TcpEndpoint } from '../net/endpoint.ts';
import {
  createServerTlsContext,
  readPem,
  type ServerTlsContext,
  type ServerTlsRules,
  type TlsCounts,
  type TlsVersion,
} from '../net/tls-context.ts';
import { Tracer } from './trace/tracer.ts';

/** MySQL's words: VERIFY_CA asks the client for a certificate. */
export type ClientSslMode = 'DISABLED' | 'PREFERRED' | 'REQUIRED' | 'VERIFY_CA';

/** Options of `record` and `replay` towards the program under test. */
export interface ClientSideOptions {
  /** Default 0: a free one; null: no TCP listener. */
  readonly port?: number | null;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** A Unix socket to listen on as well. */
  readonly socket?: string;
  /** Where to listen for the X Protocol: 0 takes a free port; none by default. */
  readonly xPort?: number | null;
  /** A Unix socket to listen on for the X Protocol. */
  readonly xSocket?: string;
  /** Default PREFERRED. */
  readonly clientSslMode?: ClientSslMode;
  /** PEM files; made on first use and kept where none are given. */
  readonly clientSslCert?: string;
  readonly clientSslKey?: string;
  /**
   * The CA that signs clients' certificates: VERIFY_CA asks for one, and one that is shown must be good under any mode.
   */
  readonly clientSslCa?: string;
  /** Revoked certificates of clients, PEM. */
  readonly clientSslCrl?: string;
  /** OpenSSL's cipher list, for TLS 1.2. */
  readonly clientSslCipher?: string;
  /** The only TLS version offered; default: TLSv1.2 and later. */
  readonly clientTlsVersion?: TlsVersion;
  /** How long a client may take to log in, in milliseconds; MySQL's connect_timeout, so 10000 by default. */
  readonly connectTimeoutMs?: number;
  /** Default 10000. */
  readonly maxConnections?: number;
  /** Connections of one address at the most; default: as many as of all. */
  readonly maxPerAddress?: number;
  /** Folder for certificates and keys of our own; default: one of the user's. */
  readonly dataDir?: string;
  /** Told one line for each packet or message that passes; no secret, no value of a row. Not for `script`. */
  readonly trace?: (line: string) => void;
  readonly logger?: Logger;
}

/** Where one protocol is listened for. */
export interface Addresses {
  readonly tcp: TcpEndpoint | null;
  readonly socket: string | null;
}

export interface ClientSide extends Addresses {
  /** Of the X Protocol; null where it is not listened for. */
  readonly x: Addresses | null;
  readonly maxConnections: number;
  readonly maxPerAddress: number;
  readonly logger: Logger;
  /** Null where nobody wants to hear what passes. */
  readonly tracer: Tracer | null;
  readonly session: Omit<ServerSessionOptions, 'maxPacketBytes'>;
  readonly rsaKeys: () => Promise<{ readonly publicKey: string; readonly privateKey: string }>;
  /** TLS handshakes with clients so far. */
  readonly tlsCounts: () => Readonly<TlsCounts>;
  /** Makes, once the listeners are open, what the first client would else wait for: a certificate of our own. */
  readonly warmUp: () => void;
  /** Waits for whatever is still being made, so that nothing is written after the end; fails never. */
  readonly settle: () => Promise<void>;
}

const DEFAULT_MAX_CONNECTIONS = 10_000;
/** Behind the first queries of a program that was only waiting for us. */
const WARM_UP_MS = 50;
/** MySQL's connect_timeout. */
const CONNECT_TIMEOUT_MS = 10_000;

/** @throws MockError `TLS_SETUP` for certificates that cannot be used, `USAGE` for options that contradict */
export async function clientSide(options: ClientSideOptions): Promise<ClientSide> {
  const { port = 0, host = '127.0.0.1', socket, clientSslMode = 'PREFERRED', logger = silentLogger } = options;
  const { xPort = null, xSocket } = options;
  const x =
    xPort === null && xSocket === undefined
      ? null
      : { tcp: xPort === null ? null : tcpEndpoint(host, xPort), socket: xSocket ?? null };
  if (port === null && socket === undefined && x === null)
    throw new MockError('USAGE', 'nothing to listen on: pass a port or a socket');
  const dataDir = () => options.dataDir ?? usableCertificateDir(process.env);
  const counts: TlsCounts = { handshakes: 0, resumed: 0 };
  const tls = await serverTls(clientSslMode, options, dataDir, counts);
  const rsaKeys = once(() => ensureRsaKeyPair(dataDir()));
  let warming: NodeJS.Timeout | undefined;
  return {
    tcp: port === null ? null : tcpEndpoint(host, port),
    socket: socket ?? null,
    x,
    maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    maxPerAddress: options.maxPerAddress ?? Number.POSITIVE_INFINITY,
    logger,
    tracer: options.trace === undefined ? null : new Tracer(options.trace),
    session: {
      tls: tls?.get ?? null,
      isTlsRequired: clientSslMode === 'REQUIRED' || clientSslMode === 'VERIFY_CA',
      connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      logger,
    },
    rsaKeys: rsaKeys.get,
    tlsCounts: () => ({ ...counts }),
    warmUp: () => {
      // What fails here is told to the client that asks for TLS.
      warming = setTimeout(() => void tls?.get().catch(() => undefined), WARM_UP_MS).unref();
    },
    settle: async () => {
      clearTimeout(warming);
      await Promise.all([tls?.settle(), rsaKeys.settle()]);
    },
  };
}

function tcpEndpoint(host: string, port: number): TcpEndpoint {
  return { kind: 'tcp', host, port };
}

/** Certificates that were given are checked now; our own one is made or read when the first client asks for TLS. */
async function serverTls(
  mode: ClientSslMode,
  options: ClientSideOptions,
  dataDir: () => string,
  counts: TlsCounts,
): Promise<Once<ServerTlsContext> | null> {
  if (mode === 'DISABLED') return null;
  const { clientSslCert, clientSslKey, clientSslCa } = options;
  if ((clientSslCert === undefined) !== (clientSslKey === undefined)) {
    throw new MockError('USAGE', '--client-ssl-cert and --client-ssl-key belong together: pass both or neither');
  }
  if (mode === 'VERIFY_CA' && clientSslCa === undefined) {
    throw new MockError(
      'USAGE',
      '--client-ssl-mode VERIFY_CA needs --client-ssl-ca: the CA that signs client certificates',
    );
  }
  const rules = await serverTlsRules(mode, options);
  const load = once(async (): Promise<ServerTlsContext> => {
    if (clientSslCert !== undefined && clientSslKey !== undefined) {
      const cert = await readPem(clientSslCert, '--client-ssl-cert');
      return createServerTlsContext({ cert, key: await readPem(clientSslKey, '--client-ssl-key') }, rules, counts);
    }
    const dir = dataDir();
    const own = await ensureServerCertificate(dir);
    const origin = join(dir, 'tls');
    return createServerTlsContext({ cert: { text: own.cert, origin }, key: { text: own.key, origin } }, rules, counts);
  });
  if (clientSslCert !== undefined) await load.get();
  return load;
}

async function serverTlsRules(mode: ClientSslMode, options: ClientSideOptions): Promise<ServerTlsRules> {
  const { clientSslCa, clientSslCrl, clientSslCipher, clientTlsVersion } = options;
  return {
    isCertRequired: mode === 'VERIFY_CA',
    ...(clientSslCa !== undefined && { clientCa: await readPem(clientSslCa, '--client-ssl-ca') }),
    ...(clientSslCrl !== undefined && { crl: await readPem(clientSslCrl, '--client-ssl-crl') }),
    ...(clientSslCipher !== undefined && { ciphers: clientSslCipher }),
    ...(clientTlsVersion !== undefined && { version: clientTlsVersion }),
  };
}

interface Once<T> {
  /** Made when first asked for; everyone gets the same promise. */
  readonly get: () => Promise<T>;
  /** Waits until it is made, where that has begun. */
  readonly settle: () => Promise<void>;
}

function once<T>(make: () => Promise<T>): Once<T> {
  let promise: Promise<T> | null = null;
  return {
    get: () => {
      promise ??= make();
      return promise;
    },
    settle: async () => void (await promise?.catch(() => undefined)),
  };
}

/** Whether an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
