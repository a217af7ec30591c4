// MySQL from 8.0.20 on warns of each `VALUES(column)` in ON DUPLICATE KEY UPDATE as it reads the text, whatever the values are.
// https://dev.mysql.com/doc/refman/en/insert-on-duplicate.html

import { OPEN } from '../words/ascii.ts';
import { keyword } from '../words/keywords.ts';
import { TokenKind } from '../words/token.ts';
import type { Tokens } from '../words/tokens.ts';

const [DUPLICATE, VALUES] = ['DUPLICATE', 'VALUES'].map(keyword);

/** How often a statement calls VALUES() behind its ON DUPLICATE KEY UPDATE. */
export function countValuesCalls(tokens: Tokens): number {
  const reader = tokens.read();
  let [isBehind, isValues, count] = [false, false, 0];
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    if (isValues && reader.isByte(OPEN)) count++;
    if (reader.keyword === DUPLICATE) isBehind = true;
    isValues = isBehind && reader.keyword === VALUES;
  }
  return count;
}
