// Which statements are answered with secrets that the server made or keeps: passwords by RANDOM PASSWORD, and hashes.
// Not known by the statement: what a view or a procedure reads, and SHOW GRANTS of MariaDB, which shows hashes.
// https://dev.mysql.com/doc/refman/en/password-management.html#random-password-generation

import { tokensOf } from '../statement-reading.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';

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

/** @param database the current one */
export function answersWithSecret(sql: Buffer, options: LexerOptions, database: string): boolean {
  const isWithinMysql = database.toLowerCase() === 'mysql';
  if (!isWithinMysql && !QUICK.test(sql.toString('latin1'))) return false;
  const words = wordsOf(sql, options);
  if (isSequence(words, ['RANDOM', 'PASSWORD']) || isSequence(words, ['SHOW', 'CREATE', 'USER'])) return true;
  if (words.includes('AUTHENTICATION_STRING')) return true;
  const isRead = READS.has(words[0] ?? '') || words[0] === '(';
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
