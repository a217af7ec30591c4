import { expect, test } from 'vitest';
import { derived } from '../../../../../src/replay/volatile/values/derived-values.ts';

test.each([
  ['left', ['4'], 'abcd'],
  ['right', ['3'], 'fgh'],
  ['substring', ['3', '2'], 'cd'],
  ['substr', ['-3', '2'], 'fg'],
  ['mid', ['0', '2'], ''],
  ['reverse', [], 'hgfedcba'],
  ['upper', [], 'ABCDEFGH'],
  ['md5', [], 'e8dc4081b13434b45189a720b77b6818'],
  ['sha2', ['256'], '9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab'],
])('%s(value, %s)', (name, others, made) => {
  expect(derived('abcdefgh', { name, others })).toBe(made);
});

test.each([
  ['crc32', []],
  ['left', ['?']],
  ['left', []],
  ['sha2', ['1']],
])('%s(value, %s) is not certain', (name, others) => {
  expect(derived('abcdefgh', { name, others })).toBeNull();
});

test('of bytes that are no ASCII nothing is', () => {
  expect(derived('f\xc3\xbcnf', { name: 'md5', others: [] })).toBeNull();
});
