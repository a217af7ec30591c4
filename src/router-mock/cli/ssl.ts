// TLS of `mysql_server_mock`: what its options mean to ours, and what it says of wrong ones.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsVersion } from '../../net/tls-context.ts';
import type { ClientSideOptions, ClientSslMode } from '../../serve/client-side.ts';
import { OptionError, type SslOptions } from './options.ts';

const MODES: readonly ClientSslMode[] = ['DISABLED', 'PREFERRED', 'REQUIRED'];
const VERSIONS: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
/** Never offered, whatever list is given. */
const FORBIDDEN = '!aNULL:!eNULL:!EXPORT:!LOW:!MD5:!DES:!3DES:!RC2:!RC4:!PSK:!kDH';

/** @throws OptionError */
export function sslOptions(ssl: SslOptions): ClientSideOptions {
  const mode = MODES.find((word) => word === (ssl.mode.toUpperCase() || 'DISABLED'));
  if (mode === undefined) {
    const allowed = 'Allowed values: DISABLED,PREFERRED,REQUIRED';
    throw new OptionError(`invalid value '${ssl.mode}' in option ssl_mode in [mock_server:classic]. ${allowed}`);
  }
  // What belongs to TLS is not even looked at then.
  if (mode === 'DISABLED') return { clientSslMode: 'DISABLED' };
  if (ssl.cert === '') throw new OptionError(`setting ssl_cert failed: ssl_cert is empty, ssl_key is '${ssl.key}'`);
  if (ssl.key === '') throw new OptionError(`setting ssl_key failed: ssl_key is empty, ssl_cert is '${ssl.cert}'`);
  const ca = oneFile(ssl.ca, ssl.caPath, 'ca.pem');
  const crl = oneFile(ssl.crl, ssl.crlPath, 'crl.pem');
  return {
    // A client without TLS is not refused under REQUIRED either.
    clientSslMode: 'PREFERRED',
    clientSslCert: ssl.cert,
    clientSslKey: ssl.key,
    clientSslCipher: `${ssl.cipher || 'ALL'}:${FORBIDDEN}`,
    ...(ca !== null && { clientSslCa: ca }),
    ...(crl !== null && { clientSslCrl: crl }),
    ...(ssl.tlsVersion !== '' && { clientTlsVersion: tlsVersionOf(ssl.tlsVersion) }),
  };
}

function tlsVersionOf(text: string): TlsVersion {
  const version = VERSIONS.find((word) => word === text);
  if (version === undefined) throw new OptionError(`setting 'tls_version=${text}' failed. Unknown TLS version.`);
  return version;
}

/** A file, or all PEM files of a folder as one, which goes when the process ends. */
function oneFile(file: string, folder: string, name: string): string | null {
  if (folder === '') return file === '' ? null : file;
  const paths = readdirSync(folder).map((entry) => join(folder, entry));
  const files = [...(file === '' ? [] : [file]), ...paths].filter((path) => statSync(path).isFile());
  const texts = files.map((path) => readFileSync(path, 'utf8')).filter((text) => text.includes('-----BEGIN '));
  const own = mkdtempSync(join(tmpdir(), 'mysql_server_mock-'));
  process.on('exit', () => rmSync(own, { recursive: true, force: true }));
  writeFileSync(join(own, name), texts.join('\n'));
  return join(own, name);
}
