// Certificates of a CA of the test's own: a server's, two clients', and the list that revokes the second.

import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import 'reflect-metadata';
import { X509CrlGenerator, X509CrlReason } from '@peculiar/x509';
import { createAuthority } from '../../src/net/issue-certificate.ts';
import type { Folder } from './serving.ts';

export interface ClientCertificates {
  /** Paths of PEM files. */
  readonly ca: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
  readonly revokedCert: string;
  readonly revokedKey: string;
  readonly crl: string;
}

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

export async function makeClientCertificates(folder: Pick<Folder, 'file'>): Promise<ClientCertificates> {
  const authority = await createAuthority('mock script CA');
  const server = await authority.issue({ commonName: 'server', usage: 'server', addresses: ['127.0.0.1'] });
  const client = await authority.issue({ commonName: 'client', usage: 'client' });
  const revoked = await authority.issue({ commonName: 'revoked', usage: 'client' });
  const texts = {
    ca: authority.cert,
    serverCert: server.cert,
    serverKey: server.key,
    clientCert: client.cert,
    clientKey: client.key,
    revokedCert: revoked.cert,
    revokedKey: revoked.key,
    crl: await revocationList(authority, revoked.cert),
  };
  const paths = Object.entries(texts).map(([name, text]) => [name, folder.file(`${name}.pem`), text] as const);
  for (const [, path, text] of paths) await writeFile(path, text);
  return Object.fromEntries(paths.map(([name, path]) => [name, path])) as Record<keyof typeof texts, string>;
}

async function revocationList(authority: { cert: string; key: string }, revoked: string): Promise<string> {
  const der = createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
  const now = Date.now();
  const { serialNumber } = new X509Certificate(revoked);
  const list = await X509CrlGenerator.create(
    {
      issuer: new X509Certificate(authority.cert).issuer.replaceAll('\n', ', '),
      thisUpdate: new Date(now - 3_600_000),
      nextUpdate: new Date(now + 86_400_000),
      entries: [{ serialNumber, revocationDate: new Date(now - 3_600_000), reason: X509CrlReason.keyCompromise }],
      signingAlgorithm: ALGORITHM,
      signingKey,
    },
    webcrypto,
  );
  // OpenSSL knows it by another name.
  return `${list.toString('pem').replaceAll(/(BEGIN|END) CRL/g, '$1 X509 CRL')}\n`;
}
