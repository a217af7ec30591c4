// Certificates and keys that a server needs before its user has any: made on first use and kept, as mysqld does.
// https://dev.mysql.com/doc/refman/9.7/en/creating-ssl-rsa-files-using-mysql.html

import { generateKeyPair, X509Certificate } from 'node:crypto';
import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { MockError } from '../domain/errors.ts';
import { ensureFiles, type FileTexts } from './kept-files.ts';

/** PEM texts, and the files that hold them; a client that is to verify the server needs `caFile`. */
export interface ServerCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** PEM texts: PKCS #8 and SubjectPublicKeyInfo, the latter as `caching_sha2_password` sends it to clients. */
export interface RsaKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly publicKeyFile: string;
}

/** The files' names are those of mysqld's data directory. */
const CERTIFICATE_FILES = ['ca.pem', 'server-cert.pem', 'server-key.pem'] as const;
const KEY_PAIR_FILES = ['private_key.pem', 'public_key.pem'] as const;
const RSA_BITS = 2048;
const VALID_YEARS = 10;

/**
 * The data directory of the user, by the XDG Base Directory Specification: `$XDG_DATA_HOME/mysql-replay`, else
 * `$HOME/.local/share/mysql-replay`; on Windows `%LOCALAPPDATA%\mysql-replay`.
 * @throws MockError `USAGE` where the environment names none of them
 */
export function defaultCertificateDir(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_DATA_HOME: data, HOME: home, LOCALAPPDATA: local } = env;
  // The specification: a relative path is to be ignored.
  if (data !== undefined && isAbsolute(data)) return join(data, 'mysql-replay');
  if (home !== undefined && home !== '') return join(home, '.local', 'share', 'mysql-replay');
  if (local !== undefined && local !== '') return join(local, 'mysql-replay');
  throw new MockError('USAGE', 'no directory to keep certificates in: set HOME or XDG_DATA_HOME');
}

/**
 * A CA and a server certificate that it signed, for localhost, its addresses and this host's name, in `dir`/tls.
 * The CA's key is forgotten at once: whoever trusts this CA trusts this one certificate.
 * @throws MockError `TLS_SETUP` where they can be neither read nor made
 */
export async function ensureServerCertificate(dir: string): Promise<ServerCertificate> {
  const path = join(dir, 'tls');
  const texts = await ensureFiles(path, CERTIFICATE_FILES, makeCertificates);
  return {
    ca: texts['ca.pem'],
    cert: texts['server-cert.pem'],
    key: texts['server-key.pem'],
    caFile: join(path, 'ca.pem'),
    certFile: join(path, 'server-cert.pem'),
    keyFile: join(path, 'server-key.pem'),
  };
}

/**
 * The key pair for `caching_sha2_password` and `sha256_password` over a connection without TLS, in `dir`/rsa.
 * @throws MockError `TLS_SETUP` where it can be neither read nor made
 */
export async function ensureRsaKeyPair(dir: string): Promise<RsaKeyPair> {
  const path = join(dir, 'rsa');
  const texts = await ensureFiles(path, KEY_PAIR_FILES, makeKeyPair);
  return {
    privateKey: texts['private_key.pem'],
    publicKey: texts['public_key.pem'],
    publicKeyFile: join(path, 'public_key.pem'),
  };
}

async function makeCertificates(): Promise<FileTexts<(typeof CERTIFICATE_FILES)[number]>> {
  // Loading it takes longer than the rest of start-up, and is needed once.
  const { generate } = await import('selfsigned');
  const now = new Date();
  const common = {
    keySize: RSA_BITS,
    algorithm: 'sha256',
    // An hour ago: a virtual machine's clock may lag behind.
    notBeforeDate: new Date(now.getTime() - 3_600_000),
    notAfterDate: new Date(new Date(now).setFullYear(now.getFullYear() + VALID_YEARS)),
  };
  const ca = await generate([{ name: 'commonName', value: 'mysql-replay CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'mysql-replay server' }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: subjectNames() },
    ],
  });
  assertSigned(server.cert, ca.cert);
  return { 'ca.pem': ca.cert, 'server-cert.pem': server.cert, 'server-key.pem': server.private };
}

function subjectNames(): { type: 2 | 7; value?: string; ip?: string }[] {
  const names = new Set(['localhost', hostname()]);
  return [
    ...[...names].map((value) => ({ type: 2 as const, value })),
    { type: 7 as const, ip: '127.0.0.1' },
    { type: 7 as const, ip: '::1' },
  ];
}

/** A certificate that is kept for ten years is looked at once before. */
function assertSigned(cert: string, ca: string): void {
  const authority = new X509Certificate(ca);
  if (!new X509Certificate(cert).verify(authority.publicKey)) {
    throw new MockError('TLS_SETUP', 'the new server certificate does not match its new CA');
  }
}

async function makeKeyPair(): Promise<FileTexts<(typeof KEY_PAIR_FILES)[number]>> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: RSA_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { 'private_key.pem': privateKey, 'public_key.pem': publicKey };
}
