import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ServerCertificate } from '../../../src/net/certificates.ts';
import { createClientTlsOptions, createServerTlsContext, readPem } from '../../../src/net/tls-context.ts';
import { rejection, temporaryDirectory, testCertificate } from './support.ts';

let made: ServerCertificate;
beforeAll(async () => {
  made = await testCertificate();
});

const CERT = '--tls-cert /c.pem';
const KEY = '--tls-key /k.pem';

test('reads a PEM file and remembers where it came from', async () => {
  expect(await readPem(made.certFile, '--tls-cert')).toEqual({
    text: made.cert,
    origin: `--tls-cert ${made.certFile}`,
  });
});

test('a file that cannot be read is named with its option', async () => {
  const file = join(temporaryDirectory(), 'none.pem');
  expect(await rejection(readPem(file, '--tls-cert'))).toMatchObject({
    code: 'TLS_SETUP',
    message: expect.stringMatching(new RegExp(`^--tls-cert ${file} cannot be read: ENOENT.*$`)),
  });
});

test('clients need a certificate only where there is a CA to check it', () => {
  const identity = { cert: { text: made.cert, origin: CERT }, key: { text: made.key, origin: KEY } };
  expect(createServerTlsContext(identity).requestCert).toBe(false);
  expect(createServerTlsContext(identity, { clientCa: { text: made.ca, origin: '--tls-ca' } }).requestCert).toBe(true);
});

test.each([
  ['a certificate that is none', () => 'nonsense', () => made.key, `${CERT} holds no certificate in PEM format`],
  ['a key that is none', () => made.cert, () => made.cert, `${KEY} holds no private key in PEM format`],
  ['a key of another certificate', () => made.cert, otherKey, `${KEY} is not the key of the certificate ${CERT}`],
  ['a key that is locked', () => made.cert, lockedKey, `${KEY} is locked with a passphrase`],
])('refuses %s', (_what, cert, key, message) => {
  const identity = { cert: { text: cert(), origin: CERT }, key: { text: key(), origin: KEY } };
  expect(() => createServerTlsContext(identity)).toThrow(expect.objectContaining({ code: 'TLS_SETUP', message }));
});

test('refuses a CA that is none', () => {
  const ca = { text: '', origin: '--upstream-ca /ca.pem' };
  expect(() => createClientTlsOptions({ verification: 'ca', ca })).toThrow(
    '--upstream-ca /ca.pem holds no certificate in PEM format',
  );
});

function otherKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

function lockedKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
}
