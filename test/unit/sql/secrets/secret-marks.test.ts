// The search for many words at once finds what a regular expression of the same words finds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHoldSecret } from '../../../../src/sql/secrets/secret-marks.ts';

const words = [
  ...['ident', 'indent', 'pass', 'pwd', 'connection', 'registration', 'crypt', 'asymmetric', 'secret', 'token'],
  ...['credential', 'apikey', '_key', '://', '@pw', '_pw', '_auth', 'encode', 'decode', 'kdf', 'keyring'],
  ...['authentication_', 'mysql', 'global_priv', 'rds_set'],
];
const oracle = new RegExp(words.join('|'), 'i');

test.each(words)('%s is found in either case, at both ends, and not cut off', (word) => {
  for (const text of [word, word.toUpperCase(), `${word} and more`, `what is ${word}`, `${'x'.repeat(5000)}${word}`]) {
    expect(mayHoldSecret(Buffer.from(text)), text).toBe(true);
  }
  expect(mayHoldSecret(Buffer.from(word.slice(0, -1)))).toBe(false);
  expect(mayHoldSecret(Buffer.from(word.slice(1)))).toBe(oracle.test(word.slice(1)));
});

test('any bytes: the same as the words one by one', () => {
  const letters = fc.constantFrom(...'acdeiknoprstwy_:/PASWDIENTCRY@[`{\x7f\xc9 '.split(''));
  const pieces = fc.array(
    fc.oneof(letters, letters, letters, fc.constantFrom(...words.map((word) => word.slice(0, 4)))),
  );
  fc.assert(
    fc.property(pieces, (each) => {
      const text = each.join('');
      expect(mayHoldSecret(Buffer.from(text, 'latin1'))).toBe(oracle.test(text));
    }),
    { numRuns: 500 },
  );
});
