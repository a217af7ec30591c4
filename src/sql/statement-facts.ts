// What a statement is about, as far as its words tell. These are hints for sessions and reports, no parser: where a
// statement cannot be read the answer is the careful one (no database, not a read).

import { AT, CLOSE, OPEN, SEMICOLON } from './words/ascii.ts';
import { keyword, keywordSet, keywordText } from './words/keywords.ts';
import { TokenKind } from './words/token.ts';
import type { TokenReader, Tokens } from './words/tokens.ts';

const READ_KEYWORDS = keywordSet('SELECT SHOW DESCRIBE DESC EXPLAIN VALUES TABLE WITH');
/** Words that make a statement more than a read, wherever they stand outside of literals and names. */
const WRITING_WORDS = keywordSet('INTO INSERT UPDATE DELETE REPLACE SHARE ANALYZE SQL_CALC_FOUND_ROWS');
/**
 * Functions that do something, take time on purpose, or have another value at each call: an answer with one of them is not
 * given again as if nothing had happened.
 */
const ACTING_FUNCTIONS = keywordSet(
  `NEXTVAL SETVAL GET_LOCK RELEASE_LOCK RELEASE_ALL_LOCKS IS_FREE_LOCK IS_USED_LOCK SLEEP BENCHMARK UUID UUID_SHORT UUID_V4
  UUID_V7 SYS_GUID RAND RANDOM_BYTES MASTER_POS_WAIT SOURCE_POS_WAIT MASTER_GTID_WAIT WAIT_FOR_EXECUTED_GTID_SET`,
);
/** Functions, with or without parentheses, whose value belongs to the session. */
const SESSION_WORDS = keywordSet('CURRENT_USER CURRENT_ROLE');
const SESSION_FUNCTIONS = keywordSet(
  `LAST_INSERT_ID CONNECTION_ID ROW_COUNT FOUND_ROWS USER SESSION_USER SYSTEM_USER DATABASE SCHEMA GET_LOCK RELEASE_LOCK
  RELEASE_ALL_LOCKS IS_FREE_LOCK IS_USED_LOCK LASTVAL PS_CURRENT_THREAD_ID`,
);
const DATABASE = keyword('DATABASE');
const DO = keyword('DO');
const DROP = keyword('DROP');
const IF = keyword('IF');
const SCHEMA = keyword('SCHEMA');
const LAST_INSERT_ID = keyword('LAST_INSERT_ID');
const NEXT = keyword('NEXT');
const FOR = keyword('FOR');
const SET = keyword('SET');
const SHOW = keyword('SHOW');
const STATEMENT = keyword('STATEMENT');
const USE = keyword('USE');
const VALUE = keyword('VALUE');

/** The first word in upper case, behind comments and parentheses; empty where the statement begins with none. */
export function firstKeyword(tokens: Tokens): string {
  const reader = tokens.read();
  const kind = toFirst(reader);
  return kind === TokenKind.word ? keywordText(reader.keyword) || reader.upperText() : '';
}

function toFirst(reader: TokenReader): TokenKind {
  let kind = reader.nextSignificant();
  while (kind === TokenKind.operator && (reader.isByte(OPEN) || reader.isByte(SEMICOLON))) {
    kind = reader.nextSignificant();
  }
  // SET STATEMENT a = 1 FOR SELECT …: that statement counts
  if (reader.keyword !== SET) return kind;
  const ahead = reader.ahead();
  ahead.nextSignificant();
  if (ahead.keyword !== STATEMENT) return kind;
  while (kind !== TokenKind.end && reader.keyword !== FOR) kind = reader.nextSignificant();
  return reader.nextSignificant();
}

/** A database that a statement makes the current one, or drops: where it was the current one there is none then. */
export interface DatabaseChange {
  readonly kind: 'used' | 'dropped';
  readonly name: string;
}

const NO_CHANGES: readonly DatabaseChange[] = [];

/** What the statement or statements do to the current database, in their order. */
export function databaseChanges(tokens: Tokens): readonly DatabaseChange[] {
  const reader = tokens.read();
  let changes = NO_CHANGES;
  let isStatementStart = true;
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    const verb = isStatementStart ? reader.keyword : 0;
    isStatementStart = kind === TokenKind.operator && reader.isByte(SEMICOLON);
    if (verb !== USE && verb !== DROP) continue;
    reader.nextSignificant();
    if (verb === DROP) {
      if (reader.keyword !== DATABASE && reader.keyword !== SCHEMA) continue;
      reader.nextSignificant();
      if (reader.keyword === IF && reader.ahead().nextSignificant() === TokenKind.word) {
        reader.nextSignificant();
        reader.nextSignificant();
      }
    }
    if (reader.kind !== TokenKind.word && reader.kind !== TokenKind.quotedIdentifier) continue;
    changes = [...changes, { kind: verb === USE ? 'used' : 'dropped', name: identifierText(reader) }];
  }
  return changes;
}

/**
 * Whether the statement only reads, with no lock (FOR UPDATE, LOCK IN SHARE MODE), nothing written by INTO or :=, and no
 * function that acts.
 */
export function isRead(tokens: Tokens): boolean {
  const reader = tokens.read();
  toFirst(reader);
  const first = reader.keyword;
  // `DO 1` is how drivers ask whether somebody is there.
  const isDo = first === DO;
  if (!isDo && READ_KEYWORDS[first] !== 1) return false;
  let isBehindSemicolon = false;
  let word = 0;
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    const isOperator = kind === TokenKind.operator;
    const isSemicolon = isOperator && reader.isByte(SEMICOLON);
    if (isBehindSemicolon && !isSemicolon) return false;
    isBehindSemicolon ||= isSemicolon;
    if (isDo && mayHaveEffect(reader)) return false;
    if (first !== SHOW && (WRITING_WORDS[reader.keyword] === 1 || acts(reader, word))) return false;
    word = reader.keyword;
  }
  return true;
}

/** @param word the word before the current token */
function acts(reader: TokenReader, word: number): boolean {
  if (reader.kind !== TokenKind.operator) return word === NEXT && reader.keyword === VALUE;
  const { start, end, sql } = reader;
  if (end - start === 2) return sql[start] === COLON;
  if (sql[start] !== OPEN) return false;
  return ACTING_FUNCTIONS[word] === 1 || (word === LAST_INSERT_ID && hasArgument(reader));
}

const COLON = 0x3a;

/** The reader stands on the opening parenthesis. */
function hasArgument(reader: TokenReader): boolean {
  const ahead = reader.ahead();
  return !(ahead.nextSignificant() === TokenKind.operator && ahead.isByte(CLOSE));
}

/** A call or a subquery, or a variable that may be assigned to. */
function mayHaveEffect(reader: TokenReader): boolean {
  return reader.kind === TokenKind.variable || (reader.kind === TokenKind.operator && reader.isByte(OPEN));
}

/** Whether the answer belongs to the session: user variables, LAST_INSERT_ID(), CURRENT_USER, locks by name, … */
export function isSessionBound(tokens: Tokens): boolean {
  const reader = tokens.read();
  let word = 0;
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    if (kind === TokenKind.variable && reader.sql[reader.start + 1] !== AT) return true;
    if (SESSION_FUNCTIONS[word] === 1 && kind === TokenKind.operator && reader.isByte(OPEN)) return true;
    word = reader.keyword;
    if (SESSION_WORDS[word] === 1) return true;
  }
  return false;
}

/** The name that an identifier token stands for. */
function identifierText(reader: TokenReader): string {
  const text = reader.sql.toString('utf8', reader.start, reader.end);
  if (reader.kind === TokenKind.word) return text;
  const quote = text.charAt(0);
  return text.slice(1, reader.isTerminated ? -1 : undefined).replaceAll(quote + quote, quote);
}
