// Single values of a text twin. That any bytes are read as they were written is tested in pieces.test.ts.

import { expect, test } from 'vitest';
import { formatBytes, formatNumberBytes, formatString, unescaped } from '../../../../../src/tools/text/lines/tokens.ts';

test.each([
  ["it's", "'it\\'s'"],
  ['a\\n', "'a\\\\n'"],
  ['a\nb\tc\rd\0', "'a\\nb\\tc\\rd\\0'"],
  ['', "''"],
  ['é🦭', "'é🦭'"],
  // what a reviewer would not see, or would see in another order
  ['a\u202eb\u200b\u00a0', "'a\\u{202e}b\\u{200b}\\u{a0}'"],
  ['\u{e0041}', "'\\u{e0041}'"],
])('%j: %s', (text, written) => {
  expect(formatString(text)).toBe(written);
  expect(unescaped(written.slice(1, -1))).toBe(text);
});

test.each(['\\', '\\x', '\\u{110000}', '\\u{}', '\\u0041', '\\u{00000041}', 'a\\N'])(
  '%j stands for nothing',
  (inside) => {
    expect(unescaped(inside)).toBeNull();
  },
);

test('bytes are text where they are readable, even with some control characters', () => {
  expect(formatBytes(Buffer.from('a\u0001bc'))).toBe("'a\\u{1}bc'");
  expect(formatBytes(Buffer.from('a\u0001b'))).toBe('0x610162');
  expect(formatBytes(Buffer.from('\n\n\t'))).toBe("'\\n\\n\\t'");
  expect(formatBytes(Buffer.of(0xc3))).toBe('0xc3');
  expect(formatBytes(Buffer.alloc(0))).toBe("''");
});

test.each(['0', '-1', '12.50', '1e10', '1.5e-3', '007'])('%s is a number as it is', (text) => {
  expect(formatNumberBytes(Buffer.from(text))).toBe(text);
});

test.each(['', '-', '1.', '.5', '1E5', '+1', 'NULL', 'nan', ' 1', '1\n', '0x10'])('%j is none', (text) => {
  expect(formatNumberBytes(Buffer.from(text))).toBe(formatString(text));
});
