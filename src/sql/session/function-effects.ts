// What the functions in a statement leave behind in their session: LAST_INSERT_ID(5), GET_LOCK('a', 0), NEXTVAL(s), and the
// id of an INSERT that answers with rows.

import { CLOSE, COMMA, OPEN } from '../words/ascii.ts';
import { keyword } from '../words/keywords.ts';
import { literalContent } from '../words/literal.ts';
import { TokenKind } from '../words/token.ts';
import type { TokenReader, Tokens } from '../words/tokens.ts';
import type { SessionEffect } from './session-effect.ts';

const LAST_INSERT_ID = keyword('LAST_INSERT_ID');
const NEXTVAL = keyword('NEXTVAL');
const SETVAL = keyword('SETVAL');
const NEXT = keyword('NEXT');
const VALUE = keyword('VALUE');
const GET_LOCK = keyword('GET_LOCK');
const RELEASE_LOCK = keyword('RELEASE_LOCK');
const RELEASE_ALL_LOCKS = keyword('RELEASE_ALL_LOCKS');
const RETURNING = keyword('RETURNING');

/**
 * Of the word on which the reader stands, and leaves it there; null for most.
 * @param makesId whether its statement makes an id (INSERT)
 */
export function functionEffect(reader: TokenReader, { options }: Tokens, makesId: boolean): SessionEffect | null {
  switch (reader.keyword) {
    case LAST_INSERT_ID:
      return lastId(reader);
    case RETURNING:
      // its answer is rows, which tell of no id
      return makesId ? { kind: 'last insert id', id: null } : null;
    case NEXTVAL:
    case SETVAL:
      return { kind: 'sequence' };
    case NEXT: {
      const ahead = reader.ahead();
      ahead.nextSignificant();
      return ahead.keyword === VALUE ? { kind: 'sequence' } : null;
    }
    case GET_LOCK:
      return { kind: 'lock', name: lockName(reader, options) };
    case RELEASE_LOCK:
      return { kind: 'released lock', name: lockName(reader, options) };
    case RELEASE_ALL_LOCKS:
      return { kind: 'released locks' };
    default:
      return null;
  }
}

/** LAST_INSERT_ID(5); without a value it is only asked for. */
function lastId(reader: TokenReader): SessionEffect | null {
  const ahead = reader.ahead();
  if (ahead.nextSignificant() !== TokenKind.operator || !ahead.isByte(OPEN)) return null;
  const kind = ahead.nextSignificant();
  if (kind === TokenKind.operator && ahead.isByte(CLOSE)) return null;
  const digits = kind === TokenKind.integer ? ahead.upperText() : null;
  const isAlone = ahead.nextSignificant() === TokenKind.operator && ahead.isByte(CLOSE);
  return { kind: 'last insert id', id: digits !== null && isAlone ? BigInt(digits) : null };
}

/** The literal that is the first argument, in lower case; null for anything else. */
function lockName(reader: TokenReader, options: Tokens['options']): string | null {
  const ahead = reader.ahead();
  if (ahead.nextSignificant() !== TokenKind.operator || !ahead.isByte(OPEN)) return null;
  if (ahead.nextSignificant() !== TokenKind.string) return null;
  const { sql, start, end } = ahead;
  if (ahead.nextSignificant() !== TokenKind.operator || !(ahead.isByte(COMMA) || ahead.isByte(CLOSE))) return null;
  return literalContent(sql, start, end, options).toString('utf8').toLowerCase();
}
