// What a SET statement sets, as far as answers to later statements depend on it: session variables, the character set, and
// user variables. Of GLOBAL and PERSIST nothing is said: they do not change the session that sets them.
// https://dev.mysql.com/doc/refman/en/set-variable.html, https://dev.mysql.com/doc/refman/en/set-names.html

import { AT, CLOSE, COMMA, OPEN, SEMICOLON } from '../words/ascii.ts';
import { FUNCTION_NAMES } from '../words/functions.ts';
import { keyword, keywordAt, keywordSet } from '../words/keywords.ts';
import { literalContent } from '../words/literal.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { TokenReader, Tokens } from '../words/tokens.ts';
import { heldString } from './user-variable.ts';

export type Setting =
  /** SET NAMES, or SET CHARACTER SET, which gives the connection the database's (`isOfConnection` is false); in lower case. */
  | {
      readonly kind: 'charset';
      readonly charset: string;
      readonly collation: string | null;
      readonly isOfConnection: boolean;
    }
  /** A session variable by its name in lower case; `value` has one spelling for 1, ON and TRUE, and no quotes. */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly value: string;
      readonly isLiteral: boolean;
      readonly computed?: Computed;
    }
  /** `@name`, in lower case; the value where it is a literal, and what was written. */
  | {
      readonly kind: 'user';
      readonly name: string;
      readonly value: string | null;
      readonly text: string;
      readonly computed?: Computed;
    }
  /** SET TRANSACTION …, which holds for the next one only. */
  | { readonly kind: 'next transaction'; readonly value: string };

/** What a value that is no literal comes from. */
export interface Computed {
  /** Variables in it, in lower case: `@name`, `@@name` without its scope. */
  readonly variables: readonly string[];
  /** Whether nothing but these and literals decides: no query, no clock, no function that is not known. */
  readonly isDetermined: boolean;
}

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const NONE: readonly Setting[] = [];
const LITERALS: ReadonlySet<TokenKind> = new Set([
  TokenKind.string,
  TokenKind.binary,
  TokenKind.integer,
  TokenKind.decimal,
  TokenKind.float,
  TokenKind.word,
]);

/** Settings of all SET statements among the statement or statements, in their order. */
export function readSettings(tokens: Tokens): readonly Setting[] {
  const lexer = tokens.read();
  let settings: Setting[] | null = null;
  let kind = lexer.nextSignificant();
  while (kind !== TokenKind.end) {
    if (lexer.keyword === SET) {
      settings ??= [];
      for (const setting of readOneSet(lexer, tokens.options)) if (setting !== null) settings.push(setting);
    } else skipStatement(lexer);
    kind = lexer.nextSignificant();
  }
  return settings ?? NONE;
}

/**
 * Settings of a statement that is one SET and gives nothing but session variables and the character set their values; null
 * for any other.
 */
export function readSessionSet(tokens: Tokens): readonly SessionSetting[] | null {
  const lexer = tokens.read();
  lexer.nextSignificant();
  if (lexer.keyword !== SET) return null;
  const settings = readOneSet(lexer, tokens.options);
  while (lexer.kind !== TokenKind.end && isOperator(lexer, SEMICOLON)) lexer.nextSignificant();
  return lexer.kind === TokenKind.end && settings.every(isOfSession) ? settings : null;
}

/** Whether a statement is one SET whose every assignment is to its own session, user variables among them. */
export function setsOnlyItsSession(tokens: Tokens): boolean {
  const lexer = tokens.read();
  lexer.nextSignificant();
  if (lexer.keyword !== SET) return false;
  const settings = readOneSet(lexer, tokens.options);
  return (
    lexer.kind === TokenKind.end && settings.every((setting) => setting !== null && setting.kind !== 'next transaction')
  );
}

/** What a session sets of itself, less user variables: these are data. */
export type SessionSetting = Extract<Setting, { readonly kind: 'charset' | 'variable' }>;

function isOfSession(setting: Setting | null): setting is SessionSetting {
  return setting?.kind === 'charset' || setting?.kind === 'variable';
}

function skipStatement(lexer: TokenReader): void {
  while (lexer.kind !== TokenKind.end && !isOperator(lexer, SEMICOLON)) lexer.nextSignificant();
}

/** Behind the word SET; ends at the semicolon or the end. Null for what sets nothing of the session. */
function readOneSet(lexer: TokenReader, options: LexerOptions): (Setting | null)[] {
  const settings: (Setting | null)[] = [];
  if (aheadOf(lexer) === STATEMENT) return readSetStatement(lexer, options);
  let assignment: Token[] = [];
  let modifier = '';
  let depth = 0;
  const take = () => {
    modifier = modifierOf(assignment) ?? modifier;
    settings.push(settingOf(assignment, modifier, options));
    assignment = [];
  };
  for (;;) {
    const kind = lexer.nextSignificant();
    if (kind === TokenKind.end || isOperator(lexer, SEMICOLON)) break;
    if (isOperator(lexer, OPEN)) depth++;
    else if (isOperator(lexer, CLOSE)) depth--;
    // a function's arguments stay together
    if (depth === 0 && isOperator(lexer, COMMA)) take();
    else assignment.push({ kind, text: lexer.sql.toString('latin1', lexer.start, lexer.end) });
  }
  take();
  return settings;
}

/** SET STATEMENT a = 1 FOR …: what it sets holds for that statement only, which may be a SET. It is more than a SET always. */
function readSetStatement(lexer: TokenReader, options: LexerOptions): (Setting | null)[] {
  while (lexer.kind !== TokenKind.end && !isOperator(lexer, SEMICOLON) && lexer.keyword !== FOR)
    lexer.nextSignificant();
  if (lexer.keyword === FOR) lexer.nextSignificant();
  if (lexer.keyword === SET) return [null, ...readOneSet(lexer, options)];
  skipStatement(lexer);
  return [null];
}

/** SESSION, LOCAL, GLOBAL, PERSIST: holds for the assignments behind it too. */
function modifierOf([first, second]: readonly Token[]): string | null {
  if (first?.kind !== TokenKind.word || second === undefined || second.text === '=' || second.text === ':=')
    return null;
  const word = upper(first.text);
  return MODIFIERS.has(word) ? word : null;
}

const MODIFIERS: ReadonlySet<string> = new Set(['SESSION', 'LOCAL', 'GLOBAL', 'PERSIST', 'PERSIST_ONLY']);
const OF_SESSION: ReadonlySet<string> = new Set(['', 'SESSION', 'LOCAL']);

function settingOf(tokens: readonly Token[], modifier: string, options: LexerOptions): Setting | null {
  const isModified = modifierOf(tokens) !== null;
  const [first, ...rest] = isModified ? tokens.slice(1) : tokens;
  if (first === undefined) return null;
  if (first.kind === TokenKind.variable) return ofVariableToken(first, rest, options);
  if (first.kind !== TokenKind.word && first.kind !== TokenKind.quotedIdentifier) return null;
  const word = upper(first.text);
  const charset = charsetOf(word, rest);
  if (charset !== null) return charset;
  if (!OF_SESSION.has(modifier)) return null;
  if (word === 'TRANSACTION') return isModified ? ofTransaction(rest) : nextTransaction(rest);
  if (word === 'ROLE' && !isAssigned(rest)) return ofRole(rest);
  return isAssigned(rest) ? variable(unquoted(first.text), rest.slice(1)) : null;
}

function ofVariableToken({ text }: Token, rest: readonly Token[], options: LexerOptions): Setting | null {
  if (!isAssigned(rest)) return null;
  if (text.charCodeAt(1) !== AT) return userVariable(unquoted(text.slice(1)), rest.slice(1), options);
  const [first = '', second] = text.slice(2).split('.');
  if (second === undefined) return variable(unquoted(first), rest.slice(1));
  return OF_SESSION.has(upper(first)) ? variable(unquoted(second), rest.slice(1)) : null;
}

function userVariable(name: string, value: readonly Token[], options: LexerOptions): Setting {
  const [only, more] = value;
  const text = value.map((token) => token.text).join(' ');
  const fact = { kind: 'user', name: name.toLowerCase(), text } as const;
  if (only === undefined || more !== undefined) return { ...fact, value: null, computed: computedOf(value) };
  if (only.kind !== TokenKind.string) {
    return LITERALS.has(only.kind)
      ? { ...fact, value: only.text }
      : { ...fact, value: null, computed: computedOf(value) };
  }
  const bytes = Buffer.from(only.text, 'latin1');
  return { ...fact, value: heldString(literalContent(bytes, 0, bytes.length, options).toString('utf8')) };
}

function variable(name: string, value: readonly Token[]): Setting {
  const [only, more] = value;
  const isLiteral = more === undefined && only !== undefined && LITERALS.has(only.kind);
  const text = value.map((token) => (token.kind === TokenKind.string ? unquoted(token.text) : token.text)).join(' ');
  const setting = { kind: 'variable', name: name.toLowerCase(), value: settingValue(text), isLiteral } as const;
  return isLiteral ? setting : { ...setting, computed: computedOf(value) };
}

/** A variable's value in the one spelling that counts. */
export function settingValue(text: string): string {
  return BOOLEANS.get(upper(text)) ?? upper(text);
}

const SET = keyword('SET');
const STATEMENT = keyword('STATEMENT');
const FOR = keyword('FOR');
const LAST_INSERT_ID = keyword('LAST_INSERT_ID');

function aheadOf(lexer: TokenReader): number {
  const ahead = lexer.ahead();
  ahead.nextSignificant();
  return ahead.keyword;
}

/** Functions whose value is the session's or comes from data. The clock and chance are nobody's: they are let pass. */
const UNDETERMINED = keywordSet(
  `CONNECTION_ID ROW_COUNT FOUND_ROWS DATABASE SCHEMA GET_LOCK RELEASE_LOCK RELEASE_ALL_LOCKS IS_FREE_LOCK IS_USED_LOCK
  LOAD_FILE NEXTVAL LASTVAL SETVAL PS_CURRENT_THREAD_ID PS_THREAD_ID VALUES VALUE`,
);
const DETERMINED: Uint8Array = keywordSet([
  ...FUNCTION_NAMES,
  ...'AND OR NOT XOR NULL TRUE FALSE AS IS IN LIKE BETWEEN CASE WHEN THEN ELSE END DIV BINARY USING'.split(' '),
  ...'SIGNED UNSIGNED CHARACTER DECIMAL DATETIME COLLATE'.split(' '),
]).map((bit, index) => (UNDETERMINED[index] === 1 ? 0 : bit));

function computedOf(tokens: readonly Token[]): Computed {
  const variables: string[] = [];
  let isDetermined = true;
  for (const { kind, text } of tokens) {
    if (kind === TokenKind.variable) {
      const name = text.toLowerCase().replaceAll('`', '');
      variables.push(name.startsWith('@@') ? `@@${name.slice(2).replace(/^(?:session|local|global)\./, '')}` : name);
      if (name.startsWith('@@global.')) isDetermined = false;
    } else if (kind === TokenKind.quotedIdentifier || text === ':=') isDetermined = false;
    else if (kind === TokenKind.word) {
      const bytes = Buffer.from(text, 'latin1');
      const word = keywordAt(bytes, 0, bytes.length);
      if (word === LAST_INSERT_ID) variables.push('@@last_insert_id');
      if (DETERMINED[word] !== 1) isDetermined = false;
    }
  }
  return { variables, isDetermined };
}

const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['ON', '1'],
  ['TRUE', '1'],
  ['OFF', '0'],
  ['FALSE', '0'],
]);

/** SET SESSION TRANSACTION ISOLATION LEVEL …, READ ONLY. */
function ofTransaction(rest: readonly Token[]): Setting {
  const value = upper(rest.map(({ text }) => text).join(' '));
  return { kind: 'variable', name: 'transaction', value, isLiteral: true };
}

function nextTransaction(rest: readonly Token[]): Setting {
  return { kind: 'next transaction', value: upper(rest.map(({ text }) => text).join(' ')) };
}

/** SET ROLE: what the session may do from here on. */
function ofRole(rest: readonly Token[]): Setting {
  return { kind: 'variable', name: 'role', value: rest.map(({ text }) => unquoted(text)).join(' '), isLiteral: true };
}

function charsetOf(word: string, rest: readonly Token[]): Setting | null {
  const isCharset = word === 'CHARSET' || (word === 'CHARACTER' && upper(rest[0]?.text ?? '') === 'SET');
  if (word !== 'NAMES' && !isCharset) return null;
  const [name, collate, collation] = word === 'CHARACTER' ? rest.slice(1) : rest;
  if (name === undefined || name.text === '=') return null;
  const named = upper(collate?.text ?? '') === 'COLLATE' ? unquoted(collation?.text ?? '').toLowerCase() : null;
  const isOfConnection = word === 'NAMES';
  return { kind: 'charset', charset: unquoted(name.text).toLowerCase(), collation: named, isOfConnection };
}

function isAssigned([sign]: readonly Token[]): boolean {
  return sign?.text === '=' || sign?.text === ':=';
}

function isOperator(lexer: TokenReader, byte: number): boolean {
  return lexer.kind === TokenKind.operator && lexer.isByte(byte);
}

function unquoted(text: string): string {
  return /^(['"`]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

/** Letters of ASCII only: what else stands there keeps its bytes. */
function upper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
