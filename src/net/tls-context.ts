// What TLS needs on either side, checked when it is loaded and not at the first handshake.
// https://dev.mysql.com/doc/refman/9.7/en/encrypted-connections.html

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { MockError, messageOf } from '../core/errors.ts';
import { RecentMap } from '../core/recent-map.ts';

/** PEM text and where it came from, for messages: `--tls-cert /etc/cert.pem`. */
export interface Pem {
  readonly text: string;
  readonly origin: string;
}

/** A certificate (or a chain, leaf first) and its private key. */
export interface Identity {
  readonly cert: Pem;
  readonly key: Pem;
}

/** TLS where we are the server. */
export interface ServerTlsContext {
  readonly secureContext: SecureContext;
  /** Clients are asked for a certificate; one that is shown must be signed by our CA. */
  readonly requestCert: boolean;
  /** Clients must show one. */
  readonly requireCert: boolean;
  readonly counts: TlsCounts;
}

/** What became of handshakes; goes on counting. */
export interface TlsCounts {
  /** That succeeded. */
  handshakes: number;
  /** Of these, by a session that the client had from an earlier one. */
  resumed: number;
}

/** Names of a server that sessions are kept of. */
const MOST_SESSIONS = 100;

/** What a server's TLS is restricted to, beside its certificate. */
export interface ServerTlsRules {
  /** CA of clients' certificates. */
  readonly clientCa?: Pem;
  /** Whether a client must show one; default true where there is a CA. */
  readonly isCertRequired?: boolean;
  /** Certificates that the CA has revoked. */
  readonly crl?: Pem;
  /** OpenSSL's cipher list, for TLS 1.2 and older. */
  readonly ciphers?: string;
  /** The only version. */
  readonly version?: TlsVersion;
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/**
 * How far the server's certificate is checked, by MySQL's `--ssl-mode`: `none` for PREFERRED and REQUIRED, `ca` (the
 * chain) for VERIFY_CA, `identity` (the chain and the host name) for VERIFY_IDENTITY.
 */
export type ServerVerification = 'none' | 'ca' | 'identity';

/** TLS where we are the client. */
export interface ClientTlsOptions {
  readonly secureContext: SecureContext;
  readonly verification: ServerVerification;
  /** The same of TLS 1.2 alone. */
  readonly ofTls12: ClientTlsOptions;
  /** By the name that was asked for, the last session with the server: it goes on with it where that is wished. */
  readonly sessions: RecentMap<string, Buffer>;
}

/**
 * Reads a PEM file.
 * @param option the option that named it, for messages
 * @throws MockError `TLS_SETUP` where it cannot be read
 */
export async function readPem(file: string, option: string): Promise<Pem> {
  const origin = `${option} ${file}`;
  try {
    return { text: await readFile(file, 'utf8'), origin };
  } catch (cause) {
    throw unusable(origin, `cannot be read: ${messageOf(cause)}`, cause);
  }
}

/**
 * TLS 1.2 and later with session tickets, unless the rules say otherwise.
 * @param counts to count in
 * @throws MockError `TLS_SETUP` that names the PEM and what is wrong with it
 */
export function createServerTlsContext(
  identity: Identity,
  rules: ServerTlsRules = {},
  counts: TlsCounts = { handshakes: 0, resumed: 0 },
): ServerTlsContext {
  const { clientCa, isCertRequired = clientCa !== undefined, crl, ciphers, version } = rules;
  const secureContext = createContext({
    ...identityOptions(identity),
    ...caOptions(clientCa),
    ...(crl !== undefined && { crl: crl.text }),
    ...(ciphers !== undefined && { ciphers: `${ciphers}:${TLS_1_3_SUITES}` }),
    ...(version !== undefined && { minVersion: version, maxVersion: version }),
    // Without it OpenSSL refuses to resume sessions of clients that showed a certificate.
    sessionIdContext: 'mysql-replay',
  });
  return { secureContext, requestCert: clientCa !== undefined, requireCert: isCertRequired, counts };
}

/** Node takes a list without them for one that rules TLS 1.3 out. */
const TLS_1_3_SUITES = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';

/**
 * TLS 1.2 and later. Without `ca`, chains are checked against Node's own list of authorities.
 * @throws MockError `TLS_SETUP` that names the PEM and what is wrong with it
 */
export function createClientTlsOptions(options: {
  readonly verification: ServerVerification;
  readonly ca?: Pem | undefined;
  readonly identity?: Identity | undefined;
}): ClientTlsOptions {
  const identity = options.identity === undefined ? {} : identityOptions(options.identity);
  const { verification } = options;
  const contextOf = (rest: SecureContextOptions) => createContext({ ...identity, ...caOptions(options.ca), ...rest });
  const secureContext = contextOf({});
  const sessionsOf = () => new RecentMap<string, Buffer>(MOST_SESSIONS);
  let old: ClientTlsOptions | null = null;
  return {
    secureContext,
    verification,
    sessions: sessionsOf(),
    // few clients speak no other
    get ofTls12() {
      old ??= {
        ...{ secureContext: contextOf({ maxVersion: 'TLSv1.2' }), verification, sessions: sessionsOf() },
        ofTls12: this,
      };
      return old;
    },
  };
}

function createContext(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext({ minVersion: 'TLSv1.2', ...options });
  } catch (cause) {
    throw new MockError('TLS_SETUP', `TLS cannot be set up: ${messageOf(cause)}`, { cause });
  }
}

function identityOptions({ cert, key }: Identity): SecureContextOptions {
  const certificate = parseCertificate(cert);
  if (!certificate.checkPrivateKey(parseKey(key))) {
    throw unusable(key.origin, `is not the key of the certificate ${cert.origin}`);
  }
  return { cert: cert.text, key: key.text };
}

function caOptions(ca: Pem | undefined): SecureContextOptions {
  if (ca === undefined) return {};
  parseCertificate(ca);
  return { ca: ca.text };
}

function parseCertificate(pem: Pem): X509Certificate {
  try {
    return new X509Certificate(pem.text);
  } catch (cause) {
    throw unusable(pem.origin, 'holds no certificate in PEM format', cause);
  }
}

function parseKey(pem: Pem): KeyObject {
  try {
    return createPrivateKey(pem.text);
  } catch (cause) {
    const isLocked = /^(-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED)/m.test(pem.text);
    throw unusable(pem.origin, isLocked ? 'is locked with a passphrase' : 'holds no private key in PEM format', cause);
  }
}

function unusable(origin: string, reason: string, cause?: unknown): MockError {
  return new MockError('TLS_SETUP', `${origin} ${reason}`, cause === undefined ? undefined : { cause });
}
