// mysql_native_password: SHA1(password) XOR SHA1(nonce + SHA1(SHA1(password))).
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html

import { timingSafeEqual } from 'node:crypto';
import { sha1Scramble } from '../../core/password-scramble.ts';

export const NATIVE_PASSWORD = 'mysql_native_password';

/** The client's answer: 20 bytes; empty for an empty password. @param nonce 20 bytes, without a NUL behind them */
export function nativePasswordResponse(password: Buffer, nonce: Buffer): Buffer {
  return sha1Scramble(password, nonce);
}

/** Whether `response` is the answer of someone who knows the password. */
export function isNativePasswordResponse(response: Buffer, password: Buffer, nonce: Buffer): boolean {
  const expected = nativePasswordResponse(password, nonce);
  return response.length === expected.length && timingSafeEqual(response, expected);
}
