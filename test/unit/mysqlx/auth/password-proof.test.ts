import { expect, test } from 'vitest';
import { formatAuthData, MYSQL41, PLAIN, parseAuthData, SHA256_MEMORY } from '../../../../src/mysqlx/auth/auth-data.ts';
import { isPasswordProof, makeChallenge, passwordProof } from '../../../../src/mysqlx/auth/password-proof.ts';
import fc from '../../../support/property.ts';

test.each([MYSQL41, SHA256_MEMORY])('%s proves its password and no other', (mechanism) => {
  const challenge = makeChallenge();
  const proof = passwordProof(mechanism, Buffer.from('right'), challenge);
  expect(isPasswordProof(mechanism, proof, Buffer.from('right'), challenge)).toBe(true);
  expect(isPasswordProof(mechanism, proof, Buffer.from('wrong'), challenge)).toBe(false);
  expect(isPasswordProof(mechanism, proof, Buffer.from('right'), makeChallenge())).toBe(false);
  expect(isPasswordProof(mechanism, Buffer.alloc(0), Buffer.from('right'), challenge)).toBe(false);
  expect(isPasswordProof(PLAIN, proof, Buffer.from('right'), challenge)).toBe(false);
});

test('a challenge has no zero byte but its last', () => {
  const challenge = makeChallenge();
  expect(challenge).toHaveLength(20);
  expect(challenge.indexOf(0)).toBe(19);
});

test('what a client says of itself is read back as it was written', () => {
  const word = fc.string().filter((text) => !text.includes('\0') && Buffer.from(text).toString() === text);
  fc.assert(
    fc.property(word, word, fc.uint8Array(), (schema, user, bytes) => {
      const secret = Buffer.from(bytes);
      expect(parseAuthData(formatAuthData({ schema, user, secret }))).toEqual({ schema, user, secret });
    }),
  );
  expect(parseAuthData(Buffer.from('no zeros'))).toBeNull();
});
