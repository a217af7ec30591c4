// Vectors marked "router" are those of MySQL Router's own unit tests; the others are captured conversations.

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cachingSha2Response, isCachingSha2Response } from '../../../../src/mysql/auth/caching-sha2-password.ts';
import {
  clearPasswordResponse,
  isClearPasswordResponse,
  passwordOfClearResponse,
} from '../../../../src/mysql/auth/clear-password.ts';
import { isEd25519Response } from '../../../../src/mysql/auth/ed25519-password.ts';
import { isNativePasswordResponse, nativePasswordResponse } from '../../../../src/mysql/auth/native-password.ts';
import { decryptPassword, encryptPassword } from '../../../../src/mysql/auth/rsa-password.ts';
import { isPublicKeyRequest, sha256PasswordResponse } from '../../../../src/mysql/auth/sha256-password.ts';
import { decodeGreeting } from '../../../../src/mysql/packets/greeting.ts';
import { decodeHandshakeResponse } from '../../../../src/mysql/packets/handshake-response.ts';
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

describe('client_ed25519', () => {
  // What the connector `mariadb` 3.5.4 answers to 32 bytes of 7.
  const asked = Buffer.alloc(32, 7);
  const signatures: readonly (readonly [string, string])[] = [
    [
      'a',
      '5e967134572abdeb351fb17bebd90c42ccdfe0d6e94a03e54bf951a285f6df5965d92c61780559bf61e64e555e1212962c1b15c68d47e403cb689782c4a74507',
    ],
    [
      'pw-short-1',
      'aa710356b86e8e42683a10e7ac0a3d174bf773dca11a395d8acdc94dd0a40c93734d81648a63ce8f457b118842889df78364782a661f9f111a1a11e7d367110e',
    ],
    [
      'exactly-32-bytes-of-a-password-!',
      '1331b90ea0d0a6cefd4b7e5ea62f0b8f4bf0be51c4ebf352ef31dd08dc03610025d3f67721a6c9f3c5c5846a0e4f504bc11044be9e594eca4f1ec4b4199b3404',
    ],
    [
      'a much longer password than any seed of thirty-two bytes',
      '53a7d240b0f19bec8a6008a829521795a7215cb61f85dc96dbeb8e320c9e9be833152f81ce55424d32fedebfacee526d793b28515bfafd1b18319b4c7d92ea0b',
    ],
    [
      'pässwörd',
      '8659bb50d260b193f8326b3b464336580905bf0c2d595fee33553dc04d2845fed3ab57494fc3cc1812c3bd025e0d756cb29ec3d58748d0e8677dfb7c3422730d',
    ],
  ];

  test.each(signatures)('the signature made with %s is verified', (text, hex) => {
    const signature = Buffer.from(hex, 'hex');
    expect(isEd25519Response(signature, Buffer.from(text), asked)).toBe(true);
    expect(isEd25519Response(signature, Buffer.from(`${text}!`), asked)).toBe(false);
    expect(isEd25519Response(signature, Buffer.from(text), Buffer.alloc(32, 8))).toBe(false);
    expect(isEd25519Response(signature.subarray(1), Buffer.from(text), asked)).toBe(false);
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
