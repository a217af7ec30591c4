// Which statements are answered with secrets that the server made or keeps: passwords by RANDOM PASSWORD, and hashes. And
// which are answered with statements, in which there may be some: SHOW GRANTS, SHOW CREATE TABLE, the list of processes.
// Not known by the statement: what a view or a procedure reads.
// https://dev.mysql.com/doc/refman/en/password-management.html#random-password-generation

import { tokensOf } from '../statement-reading.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import { maskSecrets } from './mask-secrets.ts';

/** One of these stands in every such statement that names its schema. */
const QUICK = /random|authentication_string|create|global_priv|password_history|slave_master_info|mysql/i;
/** Tables of the schema `mysql` that hold passwords or their hashes, and columns of these. */
const TABLES: ReadonlySet<string> = new Set([
  'USER',
  'GLOBAL_PRIV',
  'PASSWORD_HISTORY',
  'SERVERS',
  'SLAVE_MASTER_INFO',
]);
const COLUMNS: ReadonlySet<string> = new Set([
  'AUTHENTICATION_STRING',
  'PASSWORD',
  'PRIV',
  'USER_PASSWORD',
  'USER_ATTRIBUTES',
]);
const READS: ReadonlySet<string> = new Set(['SELECT', 'TABLE', 'WITH', 'HANDLER']);
/** The same anywhere in a statement: behind a parenthesis, another statement, BEGIN NOT ATOMIC. */
const ALSO_READS: ReadonlySet<string> = new Set(['SELECT', 'RETURNING']);
/** What shows statements of this or another session, or definitions. */
const SHOWS =
  /^[^a-z]*(?:\/\*.*?\*\/\s*)?show\b|processlist|events_statements|prepared_statements|general_log|slow_log|\b(?:routines|triggers|events|views|proc|event|params|threads)\b/is;
/** So much of a statement is looked at. */
const HEAD_BYTES = 2000;

/** Whether its rows may have statements in them, or definitions of accounts and connections. */
export function answersWithStatements(sql: Buffer): boolean {
  return SHOWS.test(sql.toString('latin1', 0, HEAD_BYTES));
}

/** Whether a cell is a statement with a secret in it. */
export function showsSecret(cell: Buffer): boolean {
  return maskSecrets(cell) !== cell;
}

/** @param database the current one */
export function answersWithSecret(sql: Buffer, options: LexerOptions, database: string): boolean {
  const isWithinMysql = database.toLowerCase() === 'mysql';
  if (!isWithinMysql && !QUICK.test(sql.toString('latin1'))) return false;
  const words = wordsOf(sql, options);
  if (isSequence(words, ['RANDOM', 'PASSWORD']) || isSequence(words, ['SHOW', 'CREATE', 'USER'])) return true;
  if (isSequence(words, ['SHOW', 'CREATE', 'SERVER'])) return true;
  if (words.includes('AUTHENTICATION_STRING')) return true;
  const isRead = READS.has(words[0] ?? '') || words.some((word) => ALSO_READS.has(word));
  return isRead && readsTable(words, isWithinMysql) && (words[0] === 'TABLE' || words.some(isSecretColumn));
}

/** A table or view of passwords or their hashes, read by no SQL: whatever it is asked for. */
export function isSecretTable(schema: string, name: string): boolean {
  return schema.toLowerCase() === 'mysql' && TABLES.has(name.toUpperCase());
}

function isSecretColumn(word: string): boolean {
  return word === '*' || COLUMNS.has(word);
}

function readsTable(words: readonly string[], isWithinMysql: boolean): boolean {
  return words.some((word, at) => {
    if (!TABLES.has(word)) return false;
    const isOfMysql = words[at - 1] === '.' && words[at - 2] === 'MYSQL';
    return isOfMysql || (isWithinMysql && words[at - 1] !== '.');
  });
}

function isSequence(words: readonly string[], sequence: readonly string[]): boolean {
  return words.some((_, at) => sequence.every((word, index) => words[at + index] === word));
}

/** Words without their quotes, and operators; in upper case. */
function wordsOf(sql: Buffer, options: LexerOptions): string[] {
  const lexer = tokensOf(sql, options).read();
  const words: string[] = [];
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    if (kind === TokenKind.word || kind === TokenKind.operator) words.push(lexer.upperText());
    else if (kind === TokenKind.quotedIdentifier) words.push(lexer.upperText().slice(1, -1));
  }
  return words;
}
