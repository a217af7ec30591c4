// What ROLLBACK, SAVEPOINT and RELEASE leave behind in their session, and a block of statements.
// https://dev.mysql.com/doc/refman/en/savepoint.html

import { nameIn } from '../dependencies.ts';
import { AT } from '../words/ascii.ts';
import { keyword } from '../words/keywords.ts';
import { TokenKind } from '../words/token.ts';
import type { EffectCursor } from './effect-cursor.ts';
import type { SessionEffect } from './session-effect.ts';

const TO = keyword('TO');
const SAVEPOINT = keyword('SAVEPOINT');
const SET = keyword('SET');
const EXECUTE = keyword('EXECUTE');

/** ROLLBACK; ROLLBACK [WORK] TO [SAVEPOINT] a. The cursor stands on ROLLBACK. */
export function rollbackEffect(cursor: EffectCursor): SessionEffect {
  const { reader } = cursor;
  let isBehindTo = false;
  for (reader.nextSignificant(); !cursor.isEnd; reader.nextSignificant()) {
    if (isBehindTo && reader.keyword !== SAVEPOINT) return { kind: 'back to savepoint', name: nameIn(reader) };
    if (reader.keyword === TO) isBehindTo = true;
  }
  return { kind: 'transaction end' };
}

/** The cursor stands on SAVEPOINT. */
export function savepointEffect(cursor: EffectCursor, kind: 'savepoint' | 'released savepoint'): SessionEffect | null {
  cursor.reader.nextSignificant();
  return cursor.isName ? { kind, name: nameIn(cursor.reader) } : null;
}

/** RELEASE SAVEPOINT a; the cursor stands on RELEASE. */
export function releaseEffect(cursor: EffectCursor): SessionEffect | null {
  cursor.reader.nextSignificant();
  return cursor.reader.keyword === SAVEPOINT ? savepointEffect(cursor, 'released savepoint') : null;
}

/** A block of statements, of which nobody knows which run: to the end of all, since what stands behind may belong to it. */
export function blockEffect({ reader }: EffectCursor): SessionEffect {
  let sets = false;
  let previous = 0;
  for (; reader.kind !== TokenKind.end; reader.nextSignificant()) {
    const { kind, sql, start } = reader;
    const isUserVariable = kind === TokenKind.variable && sql[start + 1] !== AT;
    // of the session, or of the block itself
    if (reader.keyword === EXECUTE || (previous === SET && !isUserVariable)) sets = true;
    previous = reader.keyword;
  }
  return sets ? { kind: 'unknown', setsVariables: true } : { kind: 'unknown' };
}
