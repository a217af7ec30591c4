// What a statement is about, as far as its words tell. These are hints for sessions and reports, no parser: where a
// statement cannot be read the answer is the careful one (no database, not a read).

import { AT, OPEN, SEMICOLON } from './ascii.ts';
import { Lexer } from './lexer.ts';
import { type LexerOptions, TokenKind } from './token.ts';

const READ_KEYWORDS: ReadonlySet<string> = new Set([
  'SELECT',
  'SHOW',
  'DESCRIBE',
  'DESC',
  'EXPLAIN',
  'VALUES',
  'TABLE',
  'WITH',
]);
/** Words that make a statement more than a read, wherever they stand outside of literals and names. */
const WRITING_WORDS: ReadonlySet<string> = new Set([
  'INTO',
  'INSERT',
  'UPDATE',
  'DELETE',
  'REPLACE',
  'SHARE',
  'ANALYZE',
]);
/** Functions, with or without parentheses, whose value belongs to the session. */
const SESSION_WORDS: ReadonlySet<string> = new Set(['CURRENT_USER', 'CURRENT_ROLE']);
const SESSION_FUNCTIONS: ReadonlySet<string> = new Set(
  `LAST_INSERT_ID CONNECTION_ID ROW_COUNT FOUND_ROWS USER SESSION_USER SYSTEM_USER DATABASE SCHEMA GET_LOCK RELEASE_LOCK
  RELEASE_ALL_LOCKS IS_FREE_LOCK IS_USED_LOCK LASTVAL`.split(/\s+/),
);

/** The first word in upper case, behind comments and parentheses; empty where the statement begins with none. */
export function firstKeyword(sql: Buffer, options: LexerOptions = {}): string {
  const lexer = new Lexer(sql, options);
  let kind = lexer.nextSignificant();
  while (kind === TokenKind.operator && (lexer.isByte(OPEN) || lexer.isByte(SEMICOLON))) kind = lexer.nextSignificant();
  return kind === TokenKind.word ? lexer.upperText() : '';
}

/** The database that the last `USE` of the statement or statements selects; null where there is none. */
export function usedDatabase(sql: Buffer, options: LexerOptions = {}): string | null {
  const lexer = new Lexer(sql, options);
  let database: string | null = null;
  let isStatementStart = true;
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    const isUse = isStatementStart && kind === TokenKind.word && lexer.end - lexer.start === 3;
    isStatementStart = kind === TokenKind.operator && lexer.isByte(SEMICOLON);
    if (!isUse || lexer.upperText() !== 'USE') continue;
    kind = lexer.nextSignificant();
    if (kind === TokenKind.word || kind === TokenKind.quotedIdentifier) database = identifierText(lexer);
  }
  return database;
}

/** Whether the statement only reads, with no lock (FOR UPDATE, LOCK IN SHARE MODE), and nothing written by INTO. */
export function isRead(sql: Buffer, options: LexerOptions = {}): boolean {
  const keyword = firstKeyword(sql, options);
  // `DO 1` is how drivers ask whether somebody is there.
  if (keyword === 'DO') return !someToken(sql, options, mayHaveEffect) && !hasSecondStatement(sql, options);
  if (!READ_KEYWORDS.has(keyword)) return false;
  if (keyword === 'SHOW') return !hasSecondStatement(sql, options);
  return !someToken(sql, options, (lexer) => isWritingToken(lexer)) && !hasSecondStatement(sql, options);
}

/** Whether the answer belongs to the session: user variables, LAST_INSERT_ID(), CURRENT_USER, locks by name, … */
export function isSessionBound(sql: Buffer, options: LexerOptions = {}): boolean {
  let previous = '';
  return someToken(sql, options, (lexer) => {
    if (lexer.kind === TokenKind.variable) return sql[lexer.start + 1] !== AT;
    const isCall = lexer.kind === TokenKind.operator && lexer.isByte(OPEN) && SESSION_FUNCTIONS.has(previous);
    previous = lexer.kind === TokenKind.word ? lexer.upperText() : '';
    return isCall || SESSION_WORDS.has(previous);
  });
}

/** Whether the statement is a SET of any kind. */
export function isSetStatement(sql: Buffer, options: LexerOptions = {}): boolean {
  return firstKeyword(sql, options) === 'SET';
}

/** A call or a subquery, or a variable that may be assigned to. */
function mayHaveEffect(lexer: Lexer): boolean {
  return lexer.kind === TokenKind.variable || (lexer.kind === TokenKind.operator && lexer.isByte(OPEN));
}

function isWritingToken(lexer: Lexer): boolean {
  return lexer.kind === TokenKind.word && WRITING_WORDS.has(lexer.upperText());
}

function hasSecondStatement(sql: Buffer, options: LexerOptions): boolean {
  let isBehindSemicolon = false;
  return someToken(sql, options, (lexer) => {
    const isSemicolon = lexer.kind === TokenKind.operator && lexer.isByte(SEMICOLON);
    if (isBehindSemicolon && !isSemicolon) return true;
    isBehindSemicolon ||= isSemicolon;
    return false;
  });
}

/** Whether `test` holds for a token that is no gap. */
function someToken(sql: Buffer, options: LexerOptions, test: (lexer: Lexer) => boolean): boolean {
  const lexer = new Lexer(sql, options);
  while (lexer.nextSignificant() !== TokenKind.end) if (test(lexer)) return true;
  return false;
}

/** The name that an identifier token stands for. */
function identifierText(lexer: Lexer): string {
  const text = lexer.sql.toString('utf8', lexer.start, lexer.end);
  if (lexer.kind === TokenKind.word) return text;
  const quote = text.charAt(0);
  return text.slice(1, lexer.isTerminated ? -1 : undefined).replaceAll(quote + quote, quote);
}
