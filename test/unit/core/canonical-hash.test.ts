import { expect, test } from 'vitest';
import { CanonicalHash, canonicalDigest } from '../../../src/core/canonical-hash.ts';

function hashOf(...fields: readonly (string | Buffer)[]): string {
  const hash = new CanonicalHash();
  for (const field of fields) hash.field(Buffer.from(field));
  return hash.finish();
}

test('32 hexadecimal digits, the same in every version of Node', () => {
  expect(canonicalDigest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223');
});

test('fields that read alike when put together are told apart', () => {
  const all = [hashOf('ab', 'c'), hashOf('a', 'bc'), hashOf('abc'), hashOf('abc', ''), hashOf('', 'abc')];
  expect(new Set(all).size).toBe(all.length);
});

test('what is too long to be hashed in one call is hashed alike, in however many pieces it comes', () => {
  const long = Buffer.alloc(40_000, 'x');
  const pieces = new CanonicalHash();
  pieces.count(long.length);
  for (let at = 0; at < long.length; at += 1000) pieces.raw(long.subarray(at, at + 1000));
  expect(pieces.finish()).toBe(hashOf(long));
});
