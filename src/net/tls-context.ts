// What TLS needs on either side, checked when it is loaded and not at the first handshake.
// https://dev.mysql.com/doc/refman/9.7/en/encrypted-connections.html

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { MockError, messageOf } from '../domain/errors.ts';

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
  /** Clients must show a certificate that our CA signed. */
  readonly requestCert: boolean;
  readonly counts: TlsCounts;
}

/** What became of handshakes; goes on counting. */
export interface TlsCounts {
  /** That succeeded. */
  handshakes: number;
  /** Of these, by a session that the client had from an earlier one. */
  resumed: number;
}

/**
 * How far the server's certificate is checked, by MySQL's `--ssl-mode`: `none` for PREFERRED and REQUIRED, `ca` (the
 * chain) for VERIFY_CA, `identity` (the chain and the host name) for VERIFY_IDENTITY.
 */
export type ServerVerification = 'none' | 'ca' | 'identity';

/** TLS where we are the client. */
export interface ClientTlsOptions {
  readonly secureContext: SecureContext;
  readonly verification: ServerVerification;
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
 * TLS 1.2 and later with session tickets. With `clientCa`, clients must show a certificate that it signed.
 * @param counts to count in
 * @throws MockError `TLS_SETUP` that names the PEM and what is wrong with it
 */
export function createServerTlsContext(
  identity: Identity,
  clientCa?: Pem,
  counts: TlsCounts = { handshakes: 0, resumed: 0 },
): ServerTlsContext {
  const secureContext = createContext({
    ...identityOptions(identity),
    ...caOptions(clientCa),
    // Without it OpenSSL refuses to resume sessions of clients that showed a certificate.
    sessionIdContext: 'mysql-replay',
  });
  return { secureContext, requestCert: clientCa !== undefined, counts };
}

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
  const secureContext = createContext({ ...identity, ...caOptions(options.ca) });
  return { secureContext, verification: options.verification };
}

function createContext(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext({ ...options, minVersion: 'TLSv1.2' });
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
