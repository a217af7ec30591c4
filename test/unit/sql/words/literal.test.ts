import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeLiteral, literalContent, quoteLiteral } from '../../../../src/sql/words/literal.ts';

const content = (literal: string | Buffer, options = {}) => {
  const bytes = Buffer.from(literal);
  return literalContent(bytes, 0, bytes.length, options).toString('latin1');
};

test.each([
  [String.raw`'a\%b\_c'`, String.raw`a\%b\_c`],
  [String.raw`'\b\Z\0\n\r\t'`, '\b\x1a\0\n\r\t'],
  [String.raw`'\x\'\"\\'`, String.raw`x'"\ `.trim()],
  [`'it''s'`, "it's"],
])('%s stands for what MySQL makes of it', (literal, expected) => {
  expect(content(literal)).toBe(expected);
});

test('without backslash escapes a backslash is one', () => {
  expect(content(String.raw`'a\%'`, { noBackslashEscapes: true })).toBe(String.raw`a\%`);
});

test('the second byte of a character is no backslash', () => {
  const bytes = Buffer.from([0x27, 0x95, 0x5c, 0x27]);
  expect(content(bytes, { charset: 'sjis' })).toBe('\x95\\');
  expect(quoteLiteral(Buffer.from([0x95, 0x5c]), { charset: 'sjis' })).toEqual(bytes);
});

test('what is quoted stands for what was quoted', () => {
  const options = fc.record({ noBackslashEscapes: fc.boolean() });
  const property = fc.property(fc.uint8Array(), options, (bytes, how) => {
    for (const quote of [quoteLiteral, escapeLiteral]) {
      const literal = quote(Buffer.from(bytes), how);
      expect(literalContent(literal, 0, literal.length, how)).toEqual(Buffer.from(bytes));
    }
  });
  fc.assert(property);
});
