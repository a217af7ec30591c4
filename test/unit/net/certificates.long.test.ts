import { execFile } from 'node:child_process';
import { constants, createPublicKey, privateDecrypt, publicEncrypt, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  defaultCertificateDir,
  ensureRsaKeyPair,
  ensureServerCertificate,
  usableCertificateDir,
} from '../../../src/net/certificates.ts';
import { rejection, temporaryDirectory } from './support.ts';

describe('defaultCertificateDir', () => {
  test.each([
    [{ XDG_DATA_HOME: '/data', HOME: '/home/a' }, '/data/mysql-replay'],
    [{ XDG_DATA_HOME: 'relative', HOME: '/home/a' }, '/home/a/.local/share/mysql-replay'],
    [{ XDG_DATA_HOME: '', HOME: '/home/a' }, '/home/a/.local/share/mysql-replay'],
    [{ LOCALAPPDATA: '/local' }, '/local/mysql-replay'],
  ])('of %j is %s', (env, expected) => {
    expect(defaultCertificateDir(env)).toBe(expected);
  });

  test('needs some directory of the user', () => {
    expect(() => defaultCertificateDir({})).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('ensureServerCertificate', () => {
  test('makes a certificate for this machine, signed by a CA, for ten years, with a private key', async () => {
    const dir = join(temporaryDirectory(), 'not', 'there', 'yet');
    const made = await ensureServerCertificate(dir);
    const cert = new X509Certificate(made.cert);
    const ca = new X509Certificate(made.ca);
    expect(ca.ca && cert.checkIssued(ca) && cert.verify(ca.publicKey)).toBe(true);
    expect(cert.ca).toBe(false);
    for (const name of new Set(['localhost', hostname()])) expect(cert.checkHost(name)).toBe(name);
    expect([cert.checkIP('127.0.0.1'), cert.checkIP('::1')]).toEqual(['127.0.0.1', '::1']);
    expect(cert.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    const years = (Date.parse(cert.validTo) - Date.now()) / (365.25 * 24 * 3_600_000);
    expect(Math.round(years)).toBe(10);
    expect(readFileSync(made.keyFile, 'utf8')).toBe(made.key);
    expect([statSync(made.keyFile).mode & 0o777, statSync(join(dir, 'tls')).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(readdirSync(dir)).toEqual(['tls']);
  });

  test('keeps it, and then has no need of the generator', async () => {
    const dir = temporaryDirectory();
    const made = await ensureServerCertificate(dir);
    const source = new URL('../../../src/net/issue-certificate.ts', import.meta.url);
    expect(await ensureServerCertificate(dir)).toEqual(made);
    // No static import: what is not asked for is not loaded.
    expect(readFileSync(fileURLToPath(source), 'utf8')).not.toMatch(/^import .*x509'/m);
  });

  test('first uses at the same time agree on one certificate', async () => {
    const dir = temporaryDirectory();
    const made = await Promise.all([1, 2, 3].map(() => ensureServerCertificate(dir)));
    expect(new Set(made.map(({ cert, key, ca }) => cert + key + ca)).size).toBe(1);
    expect(readdirSync(dir)).toEqual(['tls']);
  });

  test('one of an earlier version, without key identifiers, is made anew; what a user put there stays', async () => {
    const dir = temporaryDirectory();
    const made = await ensureServerCertificate(dir);
    writeFileSync(made.certFile, OLD_CERTIFICATE);
    const anew = await Promise.all([1, 2].map(() => ensureServerCertificate(dir)));
    expect(anew.map(({ cert }) => cert)).not.toContain(OLD_CERTIFICATE);
    const kept = await ensureServerCertificate(dir);
    expect(new X509Certificate(kept.cert).checkIssued(new X509Certificate(kept.ca))).toBe(true);
    expect(readdirSync(dir)).toEqual(['tls']);
    writeFileSync(made.certFile, 'of the user');
    expect((await ensureServerCertificate(dir)).cert).toBe('of the user');
  });

  test('a directory that lacks a file is an error that says what to do', async () => {
    const dir = temporaryDirectory();
    const { keyFile } = await ensureServerCertificate(dir);
    rmSync(keyFile);
    expect(await rejection(ensureServerCertificate(dir))).toMatchObject({
      code: 'TLS_SETUP',
      message: `${join(dir, 'tls')} lacks server-key.pem: remove that directory, and its files are made anew`,
    });
  });

  test('a directory that cannot be made is an error that names it', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(await rejection(ensureRsaKeyPair(file))).toMatchObject({
      code: 'TLS_SETUP',
      message: expect.stringContaining(join(file, 'rsa')),
    });
  });

  test('an empty directory left by hand is filled', async () => {
    const dir = temporaryDirectory();
    mkdirSync(join(dir, 'rsa'));
    chmodSync(join(dir, 'rsa'), 0o700);
    expect(await ensureRsaKeyPair(dir)).toEqual(await ensureRsaKeyPair(dir));
  });
});

describe('ensureRsaKeyPair', () => {
  test('makes a pair that fits, and keeps it', async () => {
    const dir = temporaryDirectory();
    const pair = await ensureRsaKeyPair(dir);
    expect(pair.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(createPublicKey(pair.publicKey).asymmetricKeyDetails?.modulusLength).toBe(2048);
    // What a caching_sha2_password client does with it.
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const secret = publicEncrypt({ key: pair.publicKey, padding }, Buffer.from('secret'));
    expect(privateDecrypt({ key: pair.privateKey, padding }, secret).toString()).toBe('secret');
    expect(await ensureRsaKeyPair(dir)).toEqual(pair);
    expect(readFileSync(pair.publicKeyFile, 'utf8')).toBe(pair.publicKey);
  });
});

test('openssl, where there is one, finds the chain in order', async () => {
  const made = await ensureServerCertificate(temporaryDirectory());
  const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', made.caFile, made.certFile];
  const verdict = await promisify(execFile)('openssl', args).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (verdict !== null) expect(verdict.stdout).toContain('OK');
});

/** As versions before wrote it; its key does not matter. */
const OLD_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBVDCB+6ADAgECAglAgQTfpg+i9xAwCgYIKoZIzj0EAwIwGjEYMBYGA1UEAxMP
bXlzcWwtcmVwbGF5IENBMB4XDTI2MTEyMjE5NDUwOVoXDTI3MTEyMjE5NDUwOVow
HjEcMBoGA1UEAxMTbXlzcWwtcmVwbGF5IHNlcnZlcjBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABBbjNwip7n5nHqA8GFx6nTgmHLE7NKdApEKRySXw66ZQYrznjybK
xDcECFdJy7W1yPyaswrWrly+LIAOZ81Fl0ujJjAkMAwGA1UdEwEB/wQCMAAwFAYD
VR0RBA0wC4IJbG9jYWxob3N0MAoGCCqGSM49BAMCA0gAMEUCIQCEsD/p//o6b5AC
OgwnDPtt2A2otOxMK/tIINNzJ01qrgIgXbezJf5WbX67GmDHmGBq41fmj8fu4Vlk
lWEOqUPIziM=
-----END CERTIFICATE-----
`;

test('a user without a home that can be written keeps certificates among temporary files', () => {
  expect(usableCertificateDir({ HOME: '/dev/null' })).toMatch(/mysql-replay-\w+$/);
});
