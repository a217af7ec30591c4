// How many parameters a statement has: its `?` outside of strings, names and comments.

import type { Dialect } from '../../core/command.ts';
import { tokensOf } from '../statement-reading.ts';
import { TokenKind } from '../words/token.ts';

export function countPlaceholders(sql: Buffer, dialect: Dialect): number {
  const tokens = tokensOf(sql, dialect).read();
  let count = 0;
  for (let kind = tokens.next(); kind !== TokenKind.end; kind = tokens.next()) {
    if (kind === TokenKind.parameter) count++;
  }
  return count;
}
