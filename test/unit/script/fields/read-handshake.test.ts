// A script's `handshake`: what is left out is what MySQL Router's mock server greets with, what is wrong is told at once.

import { expect, test } from 'vitest';
import {
  checkHandshake,
  DEFAULT_CAPABILITIES,
  readAuthOrError,
  readGreetingOrError,
} from '../../../../src/script/fields/read-handshake.ts';

test('nothing said is the default greeting, for anyone', () => {
  expect(readGreetingOrError({})).toMatchObject({
    ...{
      kind: 'greeting',
      delayMs: 0,
      capabilities: BigInt(DEFAULT_CAPABILITIES),
      authMethod: 'caching_sha2_password',
    },
    nonce: Buffer.from('01234567890123456789'),
  });
  expect(readAuthOrError({})).toEqual({
    ...{ kind: 'auth', username: null, password: null, method: null, certificate: null },
  });
});

test('an error takes the place of both', () => {
  const error = { code: 1040, message: 'Too many connections', sql_state: '08004' };
  const told = { kind: 'error', code: 1040, sqlState: '08004', message: 'Too many connections' };
  expect([readGreetingOrError({ error }), readAuthOrError({ error, auth: { username: 'a' } })]).toEqual([told, told]);
});

test('a nonce ends with its first NUL, and has eight bytes at least', () => {
  expect(readGreetingOrError({ greeting: { nonce: '12345678\0rest' } })).toMatchObject({
    nonce: Buffer.from('12345678'),
  });
  expect(() => readGreetingOrError({ greeting: { nonce: '1234567' } })).toThrow('nonce must be 8 bytes at least');
});

test('who may enter; what is not text lets nobody in', () => {
  const auth = { username: 'u', password: '', auth_method_name: 'm', certificate: { subject: '/CN=c' } };
  expect(readAuthOrError({ auth })).toEqual({
    ...{ kind: 'auth', username: 'u', password: '', method: 'm', certificate: { subject: '/CN=c', issuer: null } },
  });
  for (const wrong of [1, { username: 1 }, { password: null }, { certificate: 'x' }, { certificate: { issuer: 1 } }]) {
    expect(readAuthOrError({ auth: wrong })).toMatchObject({ kind: 'error', code: 2013 });
    expect(readGreetingOrError({ auth: wrong })).toMatchObject({ kind: 'error', code: 2013 });
  }
});

test('what is wrong is told when the script is loaded; a function is asked later', () => {
  expect(() => checkHandshake('x')).toThrow('handshake must be an object, if set. Is primitive, string');
  expect(() => checkHandshake({ greeting: 1 })).toThrow('handshake.greeting must be an object, if set. Is number');
  expect(() => checkHandshake({ greeting: { character_set: 256 } })).toThrow('out-of-range');
  expect(() => checkHandshake({ greeting: { exec_time: '1' } })).toThrow(
    'exec_time must be a number, if set. Is primitive',
  );
  for (const fine of [undefined, () => 1, {}]) expect(() => checkHandshake(fine)).not.toThrow();
});
