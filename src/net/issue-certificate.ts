// Makes certificates: an authority, and what it signs. Both carry the extensions that strict clients ask for (Subject and
// Authority Key Identifier among them: Python's VERIFY_X509_STRICT and Java refuse a certificate without).
// https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1

import { KeyObject, webcrypto } from 'node:crypto';

/** PEM texts; the key is PKCS #8. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Issued {
  readonly issue: (request: CertificateRequest) => Promise<Issued>;
}

export interface CertificateRequest {
  readonly commonName: string;
  readonly usage: 'server' | 'client';
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly string[];
}

const RSA_BITS = 2048;
const KEY_ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: RSA_BITS,
  publicExponent: Uint8Array.of(1, 0, 1),
};
const VALID_YEARS = 10;
/** A virtual machine's clock may lag behind. */
const BACKDATED_MS = 3_600_000;
/** RFC 5280 permits 20 octets; with fewer of them the number stays positive and no two are alike. */
const SERIAL_BYTES = 16;

/** A certificate authority of its own making. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
  const identifier = await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto);
  const parameters = {
    ...common(),
    name: [{ CN: [commonName] }],
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      identifier,
    ],
  };
  const cert = await x509.X509CertificateGenerator.createSelfSigned(parameters, webcrypto);
  const signer = { name: cert.subjectName.toJSON(), keys, identifier };
  return { cert: pem(cert), key: keyText(keys), issue: (request) => issue(x509, signer, request) };
}

type X509 = typeof import('@peculiar/x509');

interface Signer {
  readonly name: ReturnType<InstanceType<X509['Name']>['toJSON']>;
  readonly keys: webcrypto.CryptoKeyPair;
}

async function issue(x509: X509, authority: Signer, request: CertificateRequest): Promise<Issued> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const { dnsNames = [], addresses = [] } = request;
  const names = [
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...addresses.map((value) => ({ type: 'ip' as const, value })),
  ];
  const parameters = {
    ...common(),
    subject: [{ CN: [request.commonName] }],
    issuer: authority.name,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(digitalSignature | keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([request.usage === 'server' ? serverAuth : clientAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey, false, webcrypto),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  };
  const cert = await x509.X509CertificateGenerator.create(parameters, webcrypto);
  return { cert: pem(cert), key: keyText(keys) };
}

/** Loading it takes longer than the rest of start-up, and is needed once in the life of a data folder. */
async function loadX509(): Promise<X509> {
  // It asks its user for this polyfill.
  await import('reflect-metadata');
  return await import('@peculiar/x509');
}

function common() {
  const now = new Date();
  const serial = webcrypto.getRandomValues(Buffer.alloc(SERIAL_BYTES));
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  return {
    serialNumber: serial.toString('hex'),
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: new Date(new Date(now).setFullYear(now.getFullYear() + VALID_YEARS)),
    signingAlgorithm: KEY_ALGORITHM,
  };
}

function pem(cert: { toString(format: 'pem'): string }): string {
  return `${cert.toString('pem')}\n`;
}

function keyText({ privateKey }: webcrypto.CryptoKeyPair): string {
  return KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
}
