// How many parameters a statement has: its `?` outside of strings, names and comments.

import type { Dialect } from '../../core/command.ts';
import { Lexer } from '../words/lexer.ts';
import { TokenKind } from '../words/token.ts';

export function countPlaceholders(sql: Buffer, dialect: Dialect): number {
  const lexer = new Lexer(sql, dialect);
  let count = 0;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    if (kind === TokenKind.parameter) count++;
  }
  return count;
}
