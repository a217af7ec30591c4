// Which data a statement reads and writes, as far as its words tell. No schema is known here: a name is a name, even where
// it is a view's, and what triggers, foreign keys and generated columns do besides is for those to add who know the schema.
// Whatever is not understood counts as everything.

import { isRoutineDefinition } from '../words/routine-definition.ts';
import { TokenKind } from '../words/token.ts';
import type { Tokens } from '../words/tokens.ts';
import { AccessCursor } from './access-cursor.ts';
import type { DataAccess } from './access-shape.ts';
import { readOneAccess } from './access-statement.ts';

const NONE: readonly DataAccess[] = [];

/** What each statement among the statement or statements reads and writes, in their order. */
export function readDataAccess(tokens: Tokens): readonly DataAccess[] {
  const cursor = new AccessCursor(tokens);
  const accesses: DataAccess[] = [];
  while (cursor.next() !== TokenKind.end) {
    if (!cursor.isEnd) accesses.push(readOneAccess(cursor, tokens.options));
    if (accesses.length === 1 && accesses[0]?.verb === 'CREATE' && isRoutineDefinition(tokens)) break;
  }
  return accesses.length === 0 ? NONE : accesses;
}
