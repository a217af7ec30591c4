// How many parameters a statement has: its `?` outside of strings, names and comments.

import { tokensOf } from '../statement-reading.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';

export function countPlaceholders(sql: Buffer, options: LexerOptions): number {
  const tokens = tokensOf(sql, options).read();
  let count = 0;
  for (let kind = tokens.next(); kind !== TokenKind.end; kind = tokens.next()) {
    if (kind === TokenKind.parameter) count++;
  }
  return count;
}
