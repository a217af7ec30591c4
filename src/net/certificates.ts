// Certificates and keys that a server needs before its user has any: made on first use and kept, as mysqld does.
// https://dev.mysql.com/doc/refman/9.7/en/creating-ssl-rsa-files-using-mysql.html

import { generateKeyPair, X509Certificate } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { MockError } from '../core/errors.ts';
import { createAuthority } from './issue-certificate.ts';
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
const SERVER_NAME = 'mysql-replay server';
/** As DER has them: tag, length, value. */
const KEY_IDENTIFIERS = [Buffer.from('0603551d0e', 'hex'), Buffer.from('0603551d23', 'hex')];

/**
 * The data directory of the user, by the XDG Base Directory Specification: `$XDG_DATA_HOME/mysql-replay`, else
 * `$HOME/.local/share/mysql-replay`; on Windows `%LOCALAPPDATA%\mysql-replay`.
 * @throws MockError `USAGE` where the environment names none of them
 * @internal
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
 * The same, or a folder of temporary files where a user has no home that can be written, as in many a CI's container.
 * @throws MockError `USAGE` where that one is another user's
 */
export function usableCertificateDir(env: Readonly<Record<string, string | undefined>>): string {
  try {
    const usual = defaultCertificateDir({ HOME: homedir(), ...env });
    let there = usual;
    while (!existsSync(there)) there = dirname(there);
    if (!statSync(there).isDirectory()) throw new MockError('USAGE', `${there} is no folder`);
    accessSync(there, constants.W_OK);
    return usual;
  } catch {
    const user = process.getuid?.() ?? 'all';
    const temporary = join(tmpdir(), `mysql-replay-${user}`);
    mkdirSync(temporary, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(temporary);
    if (user === 'all' || (uid === user && (mode & 0o077) === 0)) return temporary;
    throw new MockError('USAGE', `${temporary} is another user's: set HOME, or --data-dir, to keep certificates in`);
  }
}

/**
 * A CA and a server certificate that it signed, for localhost, its addresses and this host's name, in `dir`/tls.
 * The CA's key is forgotten at once: whoever trusts this CA trusts this one certificate.
 * @throws MockError `TLS_SETUP` where they can be neither read nor made
 */
export async function ensureServerCertificate(dir: string): Promise<ServerCertificate> {
  const path = join(dir, 'tls');
  const texts = await ensureFiles(path, CERTIFICATE_FILES, makeCertificates, isCurrent);
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
  const authority = await createAuthority('mysql-replay CA');
  const server = await authority.issue({
    commonName: SERVER_NAME,
    usage: 'server',
    dnsNames: [...new Set(['localhost', hostname()])],
    addresses: ['127.0.0.1', '::1'],
  });
  assertSigned(server.cert, authority.cert);
  return { 'ca.pem': authority.cert, 'server-cert.pem': server.cert, 'server-key.pem': server.key };
}

/**
 * Earlier versions made certificates without Subject and Authority Key Identifier, which strict clients refuse.
 * Node has no word for these extensions: their object identifiers (2.5.29.14 and 2.5.29.35) are looked for in the DER.
 */
function isCurrent(texts: FileTexts<(typeof CERTIFICATE_FILES)[number]>): boolean {
  try {
    const { raw, subject } = new X509Certificate(texts['server-cert.pem']);
    return subject !== `CN=${SERVER_NAME}` || KEY_IDENTIFIERS.every((oid) => raw.includes(oid));
  } catch {
    // What a user has put there is theirs to mend.
    return true;
  }
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
