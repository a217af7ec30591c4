// Which columns existing rows get anew by a statement of one table.
// https://dev.mysql.com/doc/refman/en/update.html, https://dev.mysql.com/doc/refman/en/insert.html

import { CLOSE, COMMA, EQUALS, OPEN } from '../words/ascii.ts';
import { keyword } from '../words/keywords.ts';
import { TokenKind } from '../words/token.ts';
import type { TokenReader, Tokens } from '../words/tokens.ts';

const [UPDATE, DELETE, INSERT, SET, WHERE, ORDER, LIMIT, IGNORE, DUPLICATE] = [
  'UPDATE',
  'DELETE',
  'INSERT',
  'SET',
  'WHERE',
  'ORDER',
  'LIMIT',
  'IGNORE',
  'DUPLICATE',
].map(keyword);

/** In lower case; `adds` where rows are added and no other is touched; null where the statement is of another kind. */
export function assignedColumns(tokens: Tokens): readonly string[] | 'adds' | null {
  const reader = tokens.read();
  reader.nextSignificant();
  switch (reader.keyword) {
    case DELETE:
      return [];
    case INSERT:
      return isPlainInsert(reader) ? 'adds' : null;
    case UPDATE:
      return assignments(reader);
    default:
      return null;
  }
}

function isPlainInsert(reader: TokenReader): boolean {
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    if (reader.keyword !== 0 && (reader.keyword === IGNORE || reader.keyword === DUPLICATE)) return false;
  }
  return true;
}

function assignments(reader: TokenReader): readonly string[] | null {
  const columns: string[] = [];
  let [depth, isBehindSet, isTarget] = [0, false, false];
  let name = '';
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    if (reader.isByte(OPEN)) depth++;
    else if (reader.isByte(CLOSE)) depth--;
    else if (depth > 0) continue;
    else if (!isBehindSet) {
      isBehindSet = reader.keyword === SET;
      isTarget = isBehindSet;
    } else if ([WHERE, ORDER, LIMIT].includes(reader.keyword)) break;
    else if (reader.isByte(COMMA)) isTarget = true;
    else if (isTarget && reader.isByte(EQUALS)) {
      columns.push(name);
      isTarget = false;
    } else if (isTarget) name = nameOf(reader);
  }
  return columns.length === 0 || columns.includes('') ? null : columns;
}

/** The last part of a name. */
function nameOf({ sql, start, end, kind }: TokenReader): string {
  const isName = kind === TokenKind.word || kind === TokenKind.quotedIdentifier;
  return isName ? sql.toString('utf8', start, end).replaceAll(/[`"]/g, '').toLowerCase() : '';
}
