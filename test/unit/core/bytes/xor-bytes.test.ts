import { expect, test } from 'vitest';
import { xorBytes } from '../../../../src/core/bytes/xor-bytes.ts';

test('the key is repeated as often as needed; twice gives the text again', () => {
  const [text, key] = [Buffer.from([1, 2, 3, 4, 5]), Buffer.from([0xff, 0x0f])];
  expect(xorBytes(text, key)).toEqual(Buffer.from([0xfe, 0x0d, 0xfc, 0x0b, 0xfa]));
  expect(xorBytes(xorBytes(text, key), key)).toEqual(text);
});
