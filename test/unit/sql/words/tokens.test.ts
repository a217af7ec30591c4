import { expect, test } from 'vitest';
import { keyword, keywordAt, keywordText } from '../../../../src/sql/words/keywords.ts';
import { Lexer } from '../../../../src/sql/words/lexer.ts';
import { TokenKind } from '../../../../src/sql/words/token.ts';
import { type TokenReader, Tokens } from '../../../../src/sql/words/tokens.ts';

const STATEMENTS = [
  '',
  "SELECT 'a''b', \"c\", `d`, @e, @@session.f, 0x41, 1.5e3, .5, ? FROM t -- end",
  "insert /*! into */ t /*+ hint */ values (N'x', _utf8'y', x'41') # z",
  "SELECT 'cut off",
  'SELECT `cut off',
  '/* cut off',
  'SELECT t.1e5, t.select, 1abc FROM t WHERE a <=> b AND c->>"$.d" := 1;;',
  `SELECT ${'column_of_a_long_list, '.repeat(3000)}1`,
];

function listed(reader: TokenReader): unknown[] {
  const tokens: unknown[] = [];
  while (reader.next() !== TokenKind.end) {
    const { kind, start, end, isTerminated, keyword: word } = reader;
    tokens.push([kind, start, end, isTerminated, word]);
  }
  tokens.push([reader.start, reader.end]);
  return tokens;
}

test.each(STATEMENTS)('the list holds what the lexer finds: %#', (sql) => {
  const bytes = Buffer.from(sql);
  const tokens = new Tokens(bytes);
  expect(listed(tokens.read())).toEqual(listed(new Lexer(bytes)));
  // and again, since every reader begins anew
  expect(listed(tokens.read())).toEqual(listed(new Lexer(bytes)));
});

test('a reader that looks ahead leaves the other where it is', () => {
  const reader = new Tokens(Buffer.from('SELECT a FROM t')).read();
  reader.nextSignificant();
  const ahead = reader.ahead();
  expect(ahead.keyword).toBe(keyword('SELECT'));
  ahead.nextSignificant();
  expect(ahead.upperText()).toBe('A');
  expect(reader.upperText()).toBe('SELECT');
});

test('keywords are found in any letter case, and only whole', () => {
  const at = (text: string) => keywordText(keywordAt(Buffer.from(text), 0, text.length));
  expect(['select', 'SeLeCt', 'selec', 'selects', 'log10', 'last_insert_id', 'nobody_asks', ''].map(at)).toEqual([
    'SELECT',
    'SELECT',
    '',
    '',
    'LOG10',
    'LAST_INSERT_ID',
    '',
    '',
  ]);
  expect(() => keyword('NOBODY_ASKS')).toThrow('not in the list');
});
