// A statement without its values, as the server's own digest has it in spirit: literals as ?, lists of them as one, and
// white space as one space. https://dev.mysql.com/doc/refman/en/performance-schema-statement-digests.html

import { createHash } from 'node:crypto';
import { Lexer } from '../../sql/words/lexer.ts';
import { TokenKind } from '../../sql/words/token.ts';

const DIGEST_DIGITS = 16;
const VALUES: ReadonlySet<TokenKind> = new Set([
  TokenKind.string,
  TokenKind.binary,
  TokenKind.integer,
  TokenKind.decimal,
  TokenKind.float,
  TokenKind.parameter,
]);

/** The statement with its values as `?`; `IN (1, 2)` and `VALUES (1), (2)` as one `(…)`. */
export function digestText(sql: string): string {
  const lexer = new Lexer(Buffer.from(sql), {});
  let text = '';
  let isGap = false;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    if (kind === TokenKind.whitespace || kind === TokenKind.comment) {
      isGap = text !== '';
      continue;
    }
    const token = VALUES.has(kind) ? '?' : lexer.sql.toString('utf8', lexer.start, lexer.end);
    text += `${isGap ? ' ' : ''}${token}`;
    isGap = false;
  }
  return text
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(…)')
    .replace(/\(…\)(?:\s*,\s*\(…\))+/g, '(…)')
    .replace(/[;\s]+$/, '');
}

/** A short name of a digest's text. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);
}
