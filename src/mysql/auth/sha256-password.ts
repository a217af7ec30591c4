// sha256_password: there is no scramble. On a secure channel the client sends the password in clear at once
// (clear-password.ts); otherwise it asks for the server's RSA key and sends the password under it (rsa-password.ts).
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_sha256_password_authentication.html

import { clearPasswordResponse } from './clear-password.ts';

export const SHA256_PASSWORD = 'sha256_password';

/** The client's one-byte packet that asks for the server's public key. */
export const SHA256_REQUEST_PUBLIC_KEY = 0x01;

/** The client's first answer: one NUL for an empty password, the password on a secure channel, else the key request. */
export function sha256PasswordResponse(password: Buffer, isSecure: boolean): Buffer {
  if (password.length === 0 || isSecure) return clearPasswordResponse(password);
  return Buffer.from([SHA256_REQUEST_PUBLIC_KEY]);
}

/** Whether a client's answer asks for the public key: a password in clear never is this one byte. */
export function isPublicKeyRequest(response: Buffer, request: number): boolean {
  return response.length === 1 && response[0] === request;
}
