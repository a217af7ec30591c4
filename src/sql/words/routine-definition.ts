// Whether a text is one CREATE of a stored program with a block of statements: those are its body, and nobody asks them now.
// https://dev.mysql.com/doc/refman/en/create-procedure.html, https://dev.mysql.com/doc/refman/en/begin-end.html

import { OPEN, SEMICOLON } from './ascii.ts';
import { keyword, keywordSet } from './keywords.ts';
import { TokenKind } from './token.ts';
import type { TokenReader, Tokens } from './tokens.ts';

const [CREATE, BEGIN, CASE, END] = ['CREATE', 'BEGIN', 'CASE', 'END'].map(keyword);
const PROGRAMS = keywordSet('PROCEDURE FUNCTION TRIGGER EVENT');
/** END of these ends no block. */
const LOOPS = keywordSet('IF LOOP WHILE REPEAT FOR');

export function isRoutineDefinition(tokens: Tokens): boolean {
  const reader = tokens.read();
  reader.nextSignificant();
  if (reader.keyword !== CREATE || !isOfProgram(reader)) return false;
  let depth = 0;
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    if (reader.keyword === BEGIN || reader.keyword === CASE) depth++;
    else if (depth === 0 && reader.isByte(SEMICOLON)) return false;
    else if (reader.keyword === END && depth > 0) {
      const next = reader.ahead();
      next.nextSignificant();
      const isOfLoop = LOOPS[next.keyword] === 1;
      if (isOfLoop || next.keyword === CASE) reader.nextSignificant();
      if (!isOfLoop && --depth === 0) return isLast(reader);
    }
  }
  return false;
}

/** The reader then stands on the word that says so, or on what cannot come before it. */
function isOfProgram(reader: TokenReader): boolean {
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    if (PROGRAMS[reader.keyword] === 1) return true;
    if (reader.isByte(OPEN) || reader.isByte(SEMICOLON) || reader.keyword === BEGIN) return false;
  }
  return false;
}

/** Whether nothing comes behind the last END but a label. */
function isLast(reader: TokenReader): boolean {
  let kind = reader.nextSignificant();
  if (kind === TokenKind.word || kind === TokenKind.quotedIdentifier) kind = reader.nextSignificant();
  while (kind !== TokenKind.end && reader.isByte(SEMICOLON)) kind = reader.nextSignificant();
  return kind === TokenKind.end;
}
