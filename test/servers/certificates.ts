// A CA and a server certificate for a MariaDB test server, which does not make its own in this version. The names in it
// hold for localhost and 127.0.0.1, so it passes VERIFY_IDENTITY too; MySQL's automatic certificate passes VERIFY_CA only.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

const years = (count: number) => new Date(Date.now() + count * 365 * 24 * 3600 * 1000);

/** Writes ca.pem, server-cert.pem and server-key.pem. */
export async function writeCertificates(folder: string): Promise<void> {
  const ca = await generate([{ name: 'commonName', value: 'mock test CA' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notAfterDate: years(10),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notAfterDate: years(10),
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'ca.pem'), ca.cert);
  await writeFile(join(folder, 'server-cert.pem'), server.cert);
  await writeFile(join(folder, 'server-key.pem'), server.private, { mode: 0o600 });
}
