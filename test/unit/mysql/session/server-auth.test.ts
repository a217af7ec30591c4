import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Login } from '../../../../src/core/responder.ts';
import { cachingSha2Response } from '../../../../src/mysql/auth/caching-sha2-password.ts';
import { clearPasswordResponse } from '../../../../src/mysql/auth/clear-password.ts';
import { nativePasswordResponse } from '../../../../src/mysql/auth/native-password.ts';
import { encryptPassword } from '../../../../src/mysql/auth/rsa-password.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { decodeAuthMoreData } from '../../../../src/mysql/packets/auth-more-data.ts';
import { decodeAuthSwitchRequest } from '../../../../src/mysql/packets/auth-switch-request.ts';
import { authenticate } from '../../../../src/mysql/session/server-auth.ts';

const password = Buffer.from('a password');
const scramble = Buffer.from('abcdefghijklmnopqrst');
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** DER in front of the 32 bytes of a private key (RFC 8410). */
const ED25519_PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex');

interface Case {
  readonly plugin: string;
  readonly answer: Buffer;
  readonly isTls?: boolean;
  readonly isSecure?: boolean;
  readonly isChange?: boolean;
  readonly known?: Buffer | null | undefined;
  /** The client's further packets; a function gets what the server has sent last. */
  readonly further?: readonly ((sent: Buffer) => Buffer)[];
}

async function run({ plugin, answer, isTls = false, isSecure = isTls, isChange = false, further = [], ...rest }: Case) {
  const sent: Buffer[] = [];
  const answers = [...further];
  const login: Login = {
    payload: Buffer.alloc(0),
    capabilities: Capability.PLUGIN_AUTH,
    scope: '',
    user: 'someone',
    database: '',
    authPlugin: plugin,
    authResponse: answer,
    charset: 255,
    tls: null,
    isTls,
    isSecure,
  };
  const dialogue = {
    send: async (payload: Buffer) => void sent.push(payload),
    receive: async () => {
      const next = answers.shift();
      if (next === undefined) throw new Error('nothing more to say');
      return next(sent.at(-1) ?? Buffer.alloc(0));
    },
  };
  const result = await authenticate(login, dialogue, {
    scramble,
    password: 'known' in rest ? rest.known : password,
    isChange,
    defaultPlugin: 'caching_sha2_password',
    rsaKeys: async () => keys,
  });
  return { ...result, sent };
}

const wrongScramble = cachingSha2Response(Buffer.from('an old one'), scramble);
const encrypted = (secret: Buffer) => (sent: Buffer) =>
  encryptPassword(secret, scramble, decodeAuthMoreData(sent).toString('latin1'));
const clear = (secret: Buffer) => () => clearPasswordResponse(secret);

describe('authenticate', () => {
  test('takes the scramble of caching_sha2_password at once', async () => {
    const { isAccepted, sent } = await run({
      plugin: 'caching_sha2_password',
      answer: cachingSha2Response(password, scramble),
    });
    expect([isAccepted, ...sent.map(String)]).toEqual([true, '\x01\x03']);
  });

  test.each([
    [password, true],
    [Buffer.from('wrong'), false],
  ])('asks for the password itself on a secure channel: %s', async (given, expected) => {
    const { isAccepted, sent } = await run({
      plugin: 'caching_sha2_password',
      answer: wrongScramble,
      isSecure: true,
      further: [clear(given)],
    });
    expect([isAccepted, ...sent.map(String)]).toEqual([expected, '\x01\x04']);
  });

  test.each([
    [password, true],
    [Buffer.from('wrong'), false],
  ])('asks for the password under its key on another one: %s', async (given, expected) => {
    const { isAccepted, sent } = await run({
      plugin: 'caching_sha2_password',
      answer: wrongScramble,
      further: [() => Buffer.from([2]), encrypted(given)],
    });
    expect([isAccepted, ...sent.map(String)]).toEqual([expected, '\x01\x04', `\x01${keys.publicKey}`]);
  });

  test('takes the password under its key from a client that has the key', async () => {
    const { isAccepted } = await run({
      plugin: 'caching_sha2_password',
      answer: wrongScramble,
      further: [() => encryptPassword(password, scramble, keys.publicKey)],
    });
    expect(isAccepted).toBe(true);
  });

  test('refuses what is under no key of ours', async () => {
    const further = [() => Buffer.alloc(256, 7)];
    expect((await run({ plugin: 'caching_sha2_password', answer: wrongScramble, further })).isAccepted).toBe(false);
  });

  test('verifies sha256_password in clear over TLS and under its key without', async () => {
    const tls = await run({ plugin: 'sha256_password', answer: clearPasswordResponse(password), isTls: true });
    expect(tls.isAccepted).toBe(true);
    const plain = await run({ plugin: 'sha256_password', answer: Buffer.from([1]), further: [encrypted(password)] });
    expect(plain.isAccepted).toBe(true);
  });

  test.each(['mysql_native_password', 'mysql_clear_password'])('verifies %s', async (plugin) => {
    const answer = (secret: Buffer) =>
      plugin === 'mysql_native_password' ? nativePasswordResponse(secret, scramble) : clearPasswordResponse(secret);
    expect((await run({ plugin, answer: answer(password) })).isAccepted).toBe(true);
    expect((await run({ plugin, answer: answer(Buffer.from('wrong')) })).isAccepted).toBe(false);
  });

  test.each([
    'dummy_fallback_auth',
    'auth_gssapi_client',
    'parsec',
    'dialog',
    'authentication_webauthn_client',
    'authentication_ldap_sasl_client',
    'authentication_kerberos_client',
    'mysql_old_password',
  ])('asks a client of %s, known password or not, for another plugin', async (plugin) => {
    for (const known of [password, null]) {
      const further = [() => cachingSha2Response(password, scramble)];
      const { isAccepted, sent } = await run({ plugin, answer: Buffer.alloc(64), known, further });
      expect(isAccepted).toBe(true);
      const request = decodeAuthSwitchRequest(sent[0] ?? Buffer.alloc(0));
      expect(request).toEqual({
        authPlugin: 'caching_sha2_password',
        authData: Buffer.concat([scramble, Buffer.from([0])]),
      });
    }
  });

  test('verifies client_ed25519 by a nonce of its own', async () => {
    // With a password of 32 bytes it is the Ed25519 of RFC 8032, which node:crypto signs.
    const seed = Buffer.from('a password of thirty-two bytes..');
    const key = { key: Buffer.concat([ED25519_PRIVATE, seed]), format: 'der', type: 'pkcs8' } as const;
    const signed = (sent: Buffer) => sign(null, decodeAuthSwitchRequest(sent).authData, createPrivateKey(key));
    const nonces: Buffer[] = [];
    for (const known of [seed, Buffer.from('another'), null]) {
      const { isAccepted, sent } = await run({
        plugin: 'client_ed25519',
        answer: Buffer.alloc(0),
        known,
        further: [signed],
      });
      expect(isAccepted).toBe(known?.toString() !== 'another');
      nonces.push(decodeAuthSwitchRequest(sent[0] ?? Buffer.alloc(0)).authData);
    }
    expect(new Set(nonces.map((nonce) => nonce.toString('hex'))).size).toBe(3);
    expect(nonces.every((nonce) => nonce.length === 32)).toBe(true);
  });

  test('asks a client that waits although any password passes', async () => {
    const further = [() => nativePasswordResponse(password, scramble)];
    const { isAccepted, sent } = await run({
      plugin: 'mysql_native_password',
      answer: Buffer.alloc(0),
      known: null,
      further,
    });
    expect([isAccepted, sent[0]?.[0]]).toEqual([true, 0xfe]);
  });

  test('asks a client that waits for the scramble of its plugin', async () => {
    const { isAccepted, sent } = await run({
      plugin: 'mysql_native_password',
      answer: Buffer.alloc(0),
      further: [() => nativePasswordResponse(password, scramble)],
    });
    expect(isAccepted).toBe(true);
    expect(decodeAuthSwitchRequest(sent[0] ?? Buffer.alloc(0)).authPlugin).toBe('mysql_native_password');
  });

  test('asks anew at a change of user, known password or not', async () => {
    for (const known of [password, null]) {
      const { isAccepted, sent } = await run({
        plugin: 'caching_sha2_password',
        answer: Buffer.alloc(0),
        isChange: true,
        known,
        further: [() => cachingSha2Response(password, scramble)],
      });
      expect([isAccepted, sent[0]?.[0], String(sent[1])]).toEqual([true, 0xfe, '\x01\x03']);
    }
  });

  test('lets nobody in for whom there is no password, and says whether one was given', async () => {
    const answer = cachingSha2Response(password, scramble);
    const given = await run({ plugin: 'caching_sha2_password', answer, known: undefined });
    expect(given).toMatchObject({ isAccepted: false, isUsingPassword: true });
    const none = await run({ plugin: 'caching_sha2_password', answer: Buffer.alloc(0), known: undefined });
    expect(none).toMatchObject({ isAccepted: false, isUsingPassword: false });
  });

  test('lets in who has an empty password, and nobody who gives none for another', async () => {
    for (const plugin of ['caching_sha2_password', 'sha256_password']) {
      expect((await run({ plugin, answer: Buffer.from([0]), known: Buffer.alloc(0) })).isAccepted).toBe(true);
      expect((await run({ plugin, answer: Buffer.from([0]) })).isAccepted).toBe(false);
    }
  });
});
