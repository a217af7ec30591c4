// What shows that one knows a password without telling it, as both protocols have it: hashes of it, mixed with a nonce of the
// server's. https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html

import { createHash } from 'node:crypto';
import { xorBytes } from './bytes/xor-bytes.ts';

/** SHA1(password) XOR SHA1(nonce + SHA1(SHA1(password))): 20 bytes; empty for an empty password. */
export function sha1Scramble(password: Buffer, nonce: Buffer): Buffer {
  if (password.length === 0) return Buffer.alloc(0);
  const once = hash('sha1', password);
  return xorBytes(once, hash('sha1', nonce, hash('sha1', once)));
}

/** SHA256(password) XOR SHA256(SHA256(SHA256(password)) + nonce): 32 bytes; empty for an empty password. */
export function sha256Scramble(password: Buffer, nonce: Buffer): Buffer {
  if (password.length === 0) return Buffer.alloc(0);
  const once = hash('sha256', password);
  return xorBytes(once, hash('sha256', hash('sha256', once), nonce));
}

function hash(algorithm: string, ...parts: readonly Buffer[]): Buffer {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest();
}
