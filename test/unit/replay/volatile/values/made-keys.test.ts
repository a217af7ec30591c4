import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyShape } from '../../../../../src/replay/volatile/values/made-keys.ts';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

test('two keys of one kind have one shape, those of two kinds have not', () => {
  const [one, other] = [pair(), pair()];
  expect(keyShape(one.publicKey)).toBe('pem RSA PUBLIC KEY');
  expect(keyShape(other.publicKey)).toBe(keyShape(one.publicKey));
  expect(keyShape(one.privateKey)).toBe('pem PRIVATE KEY');
  expect(keyShape(one.privateKey + one.publicKey)).toBe('pem PRIVATE KEY, RSA PUBLIC KEY');
  expect(keyShape(one.publicKey.replaceAll('\n', '\r\n'))).toBe('pem RSA PUBLIC KEY');
});

test.each([
  [
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJnFZ0hWQrOH5nK2eX0jFy9d8r1k9Jb0T6w1hVQ2uYpB ann@host',
    'ssh ssh-ed25519 ann@host',
  ],
  ['ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFx', 'ssh ecdsa-sha2-nistp256'],
  ['ssh-rsa AAAA is how they begin', null],
  ['-----BEGIN CERTIFICATE----- is how they begin', null],
  ['see -----BEGIN RSA KEY-----\nabc\n-----END RSA KEY-----', null],
])('%s', (content, shape) => {
  expect(keyShape(content)).toBe(shape);
});
