// caching_sha2_password. The fast path is a scramble: SHA256(password) XOR SHA256(SHA256(SHA256(password)) + nonce).
// A server that does not have the password in its cache asks for full authentication: the password itself, in clear on
// a secure channel (clear-password.ts) and otherwise under the server's RSA key (rsa-password.ts).
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html

import { timingSafeEqual } from 'node:crypto';
import { sha256Scramble } from '../../core/password-scramble.ts';

export const CACHING_SHA2_PASSWORD = 'caching_sha2_password';

/** What the server's auth more data says, in its one byte. */
export const CachingSha2Reply = { FAST_AUTH_SUCCESS: 0x03, PERFORM_FULL_AUTHENTICATION: 0x04 } as const;

/** The client's one-byte packet that asks for the server's public key. */
export const CACHING_SHA2_REQUEST_PUBLIC_KEY = 0x02;

/** The client's answer: 32 bytes; empty for an empty password. @param nonce 20 bytes, without a NUL behind them */
export function cachingSha2Response(password: Buffer, nonce: Buffer): Buffer {
  return sha256Scramble(password, nonce);
}

/** Whether `response` is the answer of someone who knows the password. */
export function isCachingSha2Response(response: Buffer, password: Buffer, nonce: Buffer): boolean {
  const expected = cachingSha2Response(password, nonce);
  return response.length === expected.length && timingSafeEqual(response, expected);
}
