// Vectors marked "router" are those of MySQL Router's own unit tests; the others are captured conversations.

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cachingSha2Response, isCachingSha2Response } from '../../../../src/classic/auth/caching-sha2-password.ts';
import {
  clearPasswordResponse,
  isClearPasswordResponse,
  passwordOfClearResponse,
} from '../../../../src/classic/auth/clear-password.ts';
import { isNativePasswordResponse, nativePasswordResponse } from '../../../../src/classic/auth/native-password.ts';
import { decryptPassword, encryptPassword } from '../../../../src/classic/auth/rsa-password.ts';
import { isPublicKeyRequest, sha256PasswordResponse } from '../../../../src/classic/auth/sha256-password.ts';
import { decodeGreeting } from '../../../../src/classic/packets/greeting.ts';
import { decodeHandshakeResponse } from '../../../../src/classic/packets/handshake-response.ts';
import { at, goldenFrom } from '../../../support/golden.ts';

const empty = Buffer.alloc(0);
const password = Buffer.from('123');
const nonce = Buffer.from('01234567890123456789');

/** Nonce and answer of a captured connection. */
function captured(name: string) {
  const greeting = decodeGreeting(at(goldenFrom('server', name), 0));
  return {
    nonce: greeting.authData,
    response: decodeHandshakeResponse(at(goldenFrom('client', name), 0)).authResponse,
  };
}

describe('mysql_native_password', () => {
  test('router: its vectors', () => {
    const response = nativePasswordResponse(password, nonce);
    expect(response.toString('hex')).toBe('a122ab20965cfe1f2ee156395ee4c1e64378f640');
    expect(nativePasswordResponse(empty, nonce)).toEqual(empty);
    expect(isNativePasswordResponse(response, password, nonce)).toBe(true);
    expect(isNativePasswordResponse(response, Buffer.from('124'), nonce)).toBe(false);
    expect(isNativePasswordResponse(empty, password, nonce)).toBe(false);
  });

  test('a captured answer to MariaDB is verified', () => {
    const { nonce: sent, response } = captured('mariadb-10.11.18/mysql2-connect');
    expect(isNativePasswordResponse(response, Buffer.from('alice-pw'), sent)).toBe(true);
  });
});

describe('caching_sha2_password', () => {
  test('router: its vectors', () => {
    const response = cachingSha2Response(password, Buffer.alloc(20, 'a'));
    expect(response.toString('hex')).toBe('61d0517fba68817fe6caf6587a3bf476bafb2af5dc3d9217840fb5e9c9ef7c5f');
    expect(cachingSha2Response(empty, nonce)).toEqual(empty);
    expect(isCachingSha2Response(response, password, Buffer.alloc(20, 'a'))).toBe(true);
    expect(isCachingSha2Response(response, password, nonce)).toBe(false);
  });

  test('a captured answer to MySQL is verified', () => {
    const { nonce: sent, response } = captured('mysql-9.7.4/mysql2-connect');
    expect(isCachingSha2Response(response, Buffer.from('alice-pw'), sent)).toBe(true);
    expect(isCachingSha2Response(response, Buffer.from('wrong'), sent)).toBe(false);
  });
});

describe('passwords in clear and under RSA', () => {
  test('router: a clear password ends with NUL', () => {
    expect(clearPasswordResponse(password)).toEqual(Buffer.from('123\0'));
    expect(clearPasswordResponse(empty)).toEqual(Buffer.from('\0'));
    expect(passwordOfClearResponse(Buffer.from('123'))).toEqual(password);
    expect(isClearPasswordResponse(Buffer.from('123\0'), password)).toBe(true);
    expect(isClearPasswordResponse(Buffer.from('12\0'), password)).toBe(false);
  });

  test('sha256_password sends it at once where that is safe, and asks for the key where it is not', () => {
    expect(sha256PasswordResponse(password, true)).toEqual(Buffer.from('123\0'));
    expect(isPublicKeyRequest(sha256PasswordResponse(password, false), 1)).toBe(true);
    expect(sha256PasswordResponse(empty, false)).toEqual(Buffer.from('\0'));
  });

  test('the holder of the private key reads the password, another does not', () => {
    const options = { modulusLength: 1024, publicKeyEncoding: { type: 'spki', format: 'pem' } } as const;
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      ...options,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const encrypted = encryptPassword(Buffer.from('a longer password than the nonce'), nonce, publicKey);
    expect(decryptPassword(encrypted, nonce, privateKey)).toEqual(Buffer.from('a longer password than the nonce'));
    expect(decryptPassword(Buffer.from('nonsense'), nonce, privateKey)).toBeNull();
  });
});
