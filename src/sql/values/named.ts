// The names that a statement makes, drops or moves, by what they are names of: where a program that calls a table or a savepoint
// after its process may have called it otherwise in another run.
// https://dev.mysql.com/doc/refman/en/sql-data-definition-statements.html, …/savepoint.html, …/sql-prepared-statements.html

import { tokensOf } from '../statement-reading.ts';
import { COMMA, DOT } from '../words/ascii.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { TokenReader } from '../words/tokens.ts';
import { isName, type NameToken, nameAt, readSavepoint } from './brought-in.ts';

export const NAMED_KINDS = [
  'savepoint',
  'table',
  'database',
  'view',
  'procedure',
  'function',
  'trigger',
  'event',
  'index',
  'prepared',
] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

export interface NamedToken extends NameToken {
  readonly kind: NamedKind;
}

const KINDS: ReadonlyMap<string, NamedKind> = new Map([
  ['TABLE', 'table'],
  ['TABLES', 'table'],
  ['DATABASE', 'database'],
  ['SCHEMA', 'database'],
  ['VIEW', 'view'],
  ['PROCEDURE', 'procedure'],
  ['FUNCTION', 'function'],
  ['TRIGGER', 'trigger'],
  ['EVENT', 'event'],
  ['INDEX', 'index'],
]);
const DEFINING: ReadonlySet<string> = new Set(['CREATE', 'DROP', 'ALTER', 'RENAME', 'TRUNCATE']);
const PREPARED: ReadonlySet<string> = new Set(['PREPARE', 'EXECUTE', 'DEALLOCATE']);
const CONDITION: ReadonlySet<string> = new Set(['IF', 'NOT', 'EXISTS']);

/** Of the first statement of a text; empty for one that names nothing in this way. @param sql in its normal form */
export function readNamed(sql: Buffer, options: LexerOptions): readonly NamedToken[] {
  const savepoint = readSavepoint(sql, options);
  if (savepoint !== null) return [{ ...savepoint, kind: 'savepoint' }];
  const lexer = tokensOf(sql, options).read();
  if (lexer.nextSignificant() !== TokenKind.word) return [];
  const verb = lexer.upperText();
  if (PREPARED.has(verb)) {
    lexer.nextSignificant();
    if (verb === 'DEALLOCATE') lexer.nextSignificant();
    return isName(lexer.kind) ? [{ ...nameAt(lexer), kind: 'prepared' }] : [];
  }
  return DEFINING.has(verb) ? readDefined(lexer) : [];
}

function readDefined(lexer: TokenReader): NamedToken[] {
  // TEMPORARY, OR REPLACE, UNIQUE, DEFINER = …: whatever stands before what it is about
  let kind: NamedKind | undefined;
  while (kind === undefined) {
    if (lexer.nextSignificant() === TokenKind.end) return [];
    kind = lexer.kind === TokenKind.word ? KINDS.get(lexer.upperText()) : undefined;
  }
  const names: NamedToken[] = [];
  lexer.nextSignificant();
  while (lexer.kind === TokenKind.word && CONDITION.has(lexer.upperText())) lexer.nextSignificant();
  while (isName(lexer.kind)) {
    let name = nameAt(lexer);
    lexer.nextSignificant();
    // of schema.table the last part is the name
    while (lexer.kind === TokenKind.operator && lexer.isByte(DOT)) {
      lexer.nextSignificant();
      if (isName(lexer.kind)) name = nameAt(lexer);
      lexer.nextSignificant();
    }
    names.push({ ...name, kind });
    const goesOn = (lexer.kind === TokenKind.operator && lexer.isByte(COMMA)) || isTo(lexer);
    if (!goesOn) break;
    lexer.nextSignificant();
  }
  return names;
}

/** RENAME TABLE a TO b. */
function isTo(lexer: TokenReader): boolean {
  return lexer.kind === TokenKind.word && lexer.upperText() === 'TO';
}
