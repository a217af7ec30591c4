import { describe, expect, test } from 'vitest';
import { Lexer } from '../../../../src/sql/words/lexer.ts';
import { type LexerOptions, TokenKind } from '../../../../src/sql/words/token.ts';
import fc from '../../../support/property.ts';

const NAMES = new Map<number, string>(Object.entries(TokenKind).map(([name, kind]) => [kind, name]));

/** Tokens as `kind:text`, whitespace left out. */
function tokens(sql: string | Buffer, options: LexerOptions = {}): string[] {
  const lexer = new Lexer(Buffer.from(sql), options);
  const list: string[] = [];
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    const text = lexer.sql.toString('latin1', lexer.start, lexer.end);
    if (kind !== TokenKind.whitespace) list.push(`${NAMES.get(kind)}:${text}${lexer.isTerminated ? '' : ' (open)'}`);
  }
  return list;
}

describe('tokens', () => {
  // readings of a MySQL 9.7 server
  test.each<[string, string[]]>([
    ["'a--b'", ["string:'a--b'"]],
    ['"a#b"', ['string:"a#b"']],
    ["'a''b' 'c'", ["string:'a''b'", "string:'c'"]],
    ["'a\\'b'", ["string:'a\\'b'"]],
    ["'a\\", ["string:'a\\ (open)"]],
    ["SELECT'a'", ['word:SELECT', "string:'a'"]],
    ["_utf8mb4'x' N'y' n'z'", ["string:_utf8mb4'x'", "string:N'y'", "string:n'z'"]],
    ["x'AF' B'01' 0xAF 0b01", ["binary:x'AF'", "binary:B'01'", 'binary:0xAF', 'binary:0b01']],
    ['0xAG 0b12 0X41 1abc', ['word:0xAG', 'word:0b12', 'word:0X41', 'word:1abc']],
    [
      '1 1.5 .5 1. 1e5 1.e1 1E-5 .5e+3',
      'integer:1 decimal:1.5 decimal:.5 decimal:1. float:1e5 float:1.e1 float:1E-5 float:.5e+3'.split(' '),
    ],
    ['1e5x', ['float:1e5', 'word:x']],
    ['t.1e5', ['word:t', 'operator:.', 'word:1e5']],
    ['a.b.select', ['word:a', 'operator:.', 'word:b', 'operator:.', 'word:select']],
    ['5--1', ['integer:5', 'operator:-', 'operator:-', 'integer:1']],
    ['--1', ['operator:-', 'operator:-', 'integer:1']],
    ['1 -- c\n2', ['integer:1', 'comment:-- c\n', 'integer:2']],
    ['1 --', ['integer:1', 'comment:--']],
    ['1 --\x01c', ['integer:1', 'comment:--\x01c']],
    ['1 # c\n2', ['integer:1', 'comment:# c\n', 'integer:2']],
    ['/* a /* b */ c */', ['comment:/* a /* b */', 'word:c', 'operator:*', 'operator:/']],
    ['/*/ a */', ['comment:/*/ a */']],
    ['/* a', ['comment:/* a (open)']],
    ["/*! x '*/' */", ['executableStart:/*!', 'word:x', "string:'*/'", 'executableEnd:*/']],
    ['/*!50110 x*/', ['executableStart:/*!50110', 'word:x', 'executableEnd:*/']],
    ['/*M!100100 x */', ['executableStart:/*M!100100', 'word:x', 'executableEnd:*/']],
    ['/*+ BKA(t) */', ['hint:/*+ BKA(t) */']],
    [
      "@'a b' @`c` @d @@e @@session.f @a.b",
      ["variable:@'a b'", 'variable:@`c`', 'variable:@d', 'variable:@@e', 'variable:@@session.f', 'variable:@a.b'],
    ],
    ["'u'@'h'", ["string:'u'", "variable:@'h'"]],
    ['`a``b`', ['quotedIdentifier:`a``b`']],
    ['`a', ['quotedIdentifier:`a (open)']],
    [
      'a<=>b := ? ->> ||',
      ['word:a', 'operator:<=>', 'word:b', 'operator::=', 'parameter:?', 'operator:->>', 'operator:||'],
    ],
    ['', []],
  ])('of %j', (sql, expected) => {
    expect(tokens(sql)).toEqual(expected);
  });

  test('a backslash is an ordinary byte under NO_BACKSLASH_ESCAPES', () => {
    expect(tokens("'a\\' b", { noBackslashEscapes: true })).toEqual(["string:'a\\'", 'word:b']);
  });

  test('double quotes enclose a name under ANSI_QUOTES', () => {
    expect(tokens('"a"', { ansiQuotes: true })).toEqual(['quotedIdentifier:"a"']);
  });

  test.each(['gbk', 'sjis', 'big5', 'cp932', 'gb18030'] as const)(
    'the second byte of a %s character escapes nothing',
    (charset) => {
      const sql = Buffer.from([0x27, 0xe0, 0x5c, 0x27, 0x62]);
      expect(tokens(sql, { charset })).toEqual(["string:'\xe0\\'", 'word:b']);
      expect(tokens(sql)).toEqual(["string:'\xe0\\'b (open)"]);
    },
  );

  test('a lead byte before a quote is a character of its own', () => {
    expect(tokens(Buffer.from([0x27, 0xe0, 0x27, 0x62]), { charset: 'gbk' })).toEqual(["string:'\xe0'", 'word:b']);
  });
});

test('any bytes are cut into tokens without a rest', () => {
  const charset = fc.constantFrom(null, 'gbk', 'sjis', 'big5', 'gb18030') as fc.Arbitrary<LexerOptions['charset']>;
  const ascii = fc.array(fc.constantFrom(...Buffer.from('\'"`\\/*!+M-#@.;,()0x1e5 \nabN_'), 0x81, 0xe0));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), ascii), charset, fc.boolean(), fc.boolean(), (bytes, set, one, other) => {
      const lexer = new Lexer(Buffer.from(bytes), { charset: set ?? null, noBackslashEscapes: one, ansiQuotes: other });
      let reached = 0;
      while (lexer.next() !== TokenKind.end) {
        expect(lexer.start).toBe(reached);
        expect(lexer.end).toBeGreaterThan(reached);
        reached = lexer.end;
      }
      expect(reached).toBe(bytes.length);
    }),
  );
});
