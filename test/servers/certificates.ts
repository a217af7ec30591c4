// A CA and a server certificate for a MariaDB test server, which does not make its own in this version. The names in it
// hold for localhost and 127.0.0.1, so it passes VERIFY_IDENTITY too; MySQL's automatic certificate passes VERIFY_CA only.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from '../../src/net/issue-certificate.ts';

/** Writes ca.pem, server-cert.pem and server-key.pem. */
export async function writeCertificates(folder: string): Promise<void> {
  const ca = await createAuthority('mock test CA');
  const server = await ca.issue({
    commonName: 'localhost',
    usage: 'server',
    dnsNames: ['localhost'],
    addresses: ['127.0.0.1'],
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'ca.pem'), ca.cert);
  await writeFile(join(folder, 'server-cert.pem'), server.cert);
  await writeFile(join(folder, 'server-key.pem'), server.key, { mode: 0o600 });
}
