// Whom a script lets in: by user, by password under each plugin, by certificate.

import type { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Login } from '../../../src/core/responder.ts';
import { CACHING_SHA2_PASSWORD, cachingSha2Response } from '../../../src/mysql/auth/caching-sha2-password.ts';
import { CLEAR_PASSWORD } from '../../../src/mysql/auth/clear-password.ts';
import { NATIVE_PASSWORD, nativePasswordResponse } from '../../../src/mysql/auth/native-password.ts';
import { Capability } from '../../../src/mysql/constants/capabilities.ts';
import { decodeAuthSwitchRequest } from '../../../src/mysql/packets/auth-switch-request.ts';
import { admit, isExpected } from '../../../src/script/login.ts';
import type { AuthPlan } from '../../../src/script/script.ts';

const NONCE = Buffer.from('01234567890123456789');
const SWITCHED = Buffer.from('a'.repeat(20));
const PASSWORD = Buffer.from('secret');
const NOTHING = Buffer.alloc(0);

interface Given {
  readonly plan?: Partial<AuthPlan>;
  readonly login?: Partial<Login>;
  /** Answer to a switch of the plugin. */
  readonly answer?: Buffer;
  readonly authMethod?: string;
}

/** Whether the client is let in, and what it was sent: the plugin that it was switched to, or bytes as hex. */
async function admitted({ plan, login, answer = NOTHING, authMethod = NATIVE_PASSWORD }: Given) {
  const sent: string[] = [];
  const dialogue = {
    send: async (payload: Buffer) => {
      sent.push(payload[0] === 0xfe ? decodeAuthSwitchRequest(payload).authPlugin : payload.toString('hex'));
    },
    receive: async () => answer,
  };
  const asked = {
    ...{ user: 'app', authPlugin: NATIVE_PASSWORD, authResponse: NOTHING, capabilities: Capability.PLUGIN_AUTH },
    ...login,
  } as Login;
  const anyone: AuthPlan = { kind: 'auth', username: null, password: null, method: null, certificate: null };
  const rules = { plan: { ...anyone, ...plan }, authMethod, nonce: NONCE, certificate: undefined };
  return [await admit(asked, dialogue, rules), ...sent];
}

test('a password that the script does not name is not looked at; a user that it names is', async () => {
  expect(await admitted({ login: { authResponse: Buffer.from('whatever') } })).toEqual([true]);
  expect(await admitted({ plan: { username: 'app' } })).toEqual([true]);
  expect(await admitted({ plan: { username: 'App' } })).toEqual([false]);
});

test('the greeting’s own plugin is answered at once, with the greeting’s nonce', async () => {
  const plan = { password: 'secret' };
  expect(await admitted({ plan, login: { authResponse: nativePasswordResponse(PASSWORD, NONCE) } })).toEqual([true]);
  expect(await admitted({ plan, login: { authResponse: nativePasswordResponse(PASSWORD, SWITCHED) } })).toEqual([
    false,
  ]);
  expect(await admitted({ plan, login: { authResponse: NOTHING } })).toEqual([false]);
});

test('caching_sha2_password is asked for anew, and hears that the fast way will do', async () => {
  const login = { authPlugin: CACHING_SHA2_PASSWORD };
  const plan = { password: 'secret' };
  const [switched, fast] = [CACHING_SHA2_PASSWORD, '0103'];
  expect(await admitted({ login, plan, answer: cachingSha2Response(PASSWORD, SWITCHED) })).toEqual([
    true,
    switched,
    fast,
  ]);
  expect(await admitted({ login, plan, answer: cachingSha2Response(PASSWORD, NONCE) })).toEqual([false, switched]);
  for (const answer of [NOTHING, Buffer.of(0)]) {
    expect(await admitted({ login, plan, answer })).toEqual([false, switched]);
    expect(await admitted({ login, plan: { password: '' }, answer })).toEqual([true, switched]);
  }
});

test('a client is switched to the plugin that the script names, or from one that nobody named', async () => {
  const answer = Buffer.from('secret\0');
  expect(await admitted({ plan: { method: CLEAR_PASSWORD, password: 'secret' }, answer })).toEqual([
    true,
    CLEAR_PASSWORD,
  ]);
  expect(await admitted({ plan: { method: CLEAR_PASSWORD, password: 'Secret' }, answer })).toEqual([
    ...[false, CLEAR_PASSWORD],
  ]);
  const strange = { authPlugin: 'sha256_password' };
  expect(await admitted({ login: strange })).toEqual([true, CACHING_SHA2_PASSWORD]);
  expect(await admitted({ login: strange, plan: { method: 'sha256_password', password: 'x' } })).toEqual([
    ...[false, 'sha256_password'],
  ]);
});

test('a client that cannot switch is taken at its first word', async () => {
  const login = { capabilities: 0n, authPlugin: '', authResponse: nativePasswordResponse(PASSWORD, NONCE) };
  expect(await admitted({ login, plan: { method: CLEAR_PASSWORD, password: 'secret' } })).toEqual([true]);
});

test('a certificate that is wanted must be shown, with these names in one line', async () => {
  const shown = { subject: 'C=DE\nCN=Käthe', issuer: 'CN=CA' } as X509Certificate;
  expect(isExpected(shown, { subject: '/C=DE/CN=K\\xC3\\xA4the', issuer: '/CN=CA' })).toBe(true);
  expect(isExpected(shown, { subject: null, issuer: null })).toBe(true);
  expect(isExpected(shown, { subject: '/CN=Käthe', issuer: null })).toBe(false);
  expect(isExpected(shown, { subject: null, issuer: '/CN=ca' })).toBe(false);
  expect(isExpected(undefined, { subject: null, issuer: null })).toBe(false);
  expect(await admitted({ plan: { certificate: { subject: null, issuer: null } } })).toEqual([false]);
});
