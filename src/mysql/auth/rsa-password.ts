// A password under the server's RSA key: (password + NUL) XOR nonce, encrypted with RSAES-OAEP (SHA-1).
// caching_sha2_password and sha256_password send it so where the channel is not secure.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html

import { constants, type KeyLike, privateDecrypt, publicEncrypt } from 'node:crypto';
import { xorBytes } from '../../core/bytes/xor-bytes.ts';
import { clearPasswordResponse, passwordOfClearResponse } from './clear-password.ts';

const padding = constants.RSA_PKCS1_OAEP_PADDING;

/**
 * The client's answer to the server's public key.
 * @param nonce 20 bytes, without a NUL behind them
 * @param publicKey PEM as the server sends it, or a KeyObject
 * @throws Error of node:crypto where the key is none, or the password too long for it
 */
export function encryptPassword(password: Buffer, nonce: Buffer, publicKey: KeyLike): Buffer {
  return publicEncrypt({ key: publicKey, padding }, xorBytes(clearPasswordResponse(password), nonce));
}

/** The password in a client's answer; null where it was not encrypted with this key's public half. */
export function decryptPassword(encrypted: Buffer, nonce: Buffer, privateKey: KeyLike): Buffer | null {
  try {
    return passwordOfClearResponse(xorBytes(privateDecrypt({ key: privateKey, padding }, encrypted), nonce));
  } catch {
    return null; // node:crypto's error says no more than that the padding is wrong
  }
}
