import { expect, test } from 'vitest';
import { readSessionSet, readSettings, setsOnlyItsSession } from '../../../../src/sql/session/settings.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

function settings(sql: string): string[] {
  return readSettings(new Tokens(Buffer.from(sql))).map((one) => {
    if (one.kind === 'charset') return `charset ${one.charset}${one.collation === null ? '' : ` ${one.collation}`}`;
    if (one.kind === 'next transaction') return `next transaction ${one.value}`;
    return one.kind === 'user'
      ? `@${one.name}=${one.value}`
      : `${one.name}=${one.value}${one.isLiteral ? '' : ' (computed)'}`;
  });
}

test.each([
  ['SET autocommit = ON', ['autocommit=1']],
  ["set session sql_mode='ansi', @@time_zone := '+01:00'", ['sql_mode=ANSI', 'time_zone=+01:00']],
  ['SET @@session.foreign_key_checks = 0, @@GLOBAL.x = 1', ['foreign_key_checks=0']],
  ['SET GLOBAL a = 1, b = 2', []],
  ['SET PERSIST a = 1', []],
  ["SET NAMES utf8mb4 COLLATE 'utf8mb4_bin'", ['charset utf8mb4 utf8mb4_bin']],
  ['SET CHARACTER SET latin1', ['charset latin1']],
  ['SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', ['transaction=ISOLATION LEVEL READ COMMITTED']],
  ['SET TRANSACTION READ ONLY', ['next transaction READ ONLY']],
  ['SET STATEMENT max_statement_time = 1 FOR SELECT 1', []],
  ['SET STATEMENT max_statement_time = 1 FOR SET @a = 1; SET @b = 2', ['@a=1', '@b=2']],
  [
    "SET sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')",
    ['sql_mode=CONCAT ( @@SQL_MODE , ,STRICT_ALL_TABLES ) (computed)'],
  ],
  ["/*!40101 SET sql_notes=0 */; SELECT 1; SET @Mock_Scope = 'a ''b'''", ['sql_notes=0', "@mock_scope=a 'b'"]],
  ["SELECT 'SET a = 1'", []],
  ["UPDATE t SET a = 1 WHERE b = 'x'", []],
])('%s', (sql, expected) => {
  expect(settings(sql)).toEqual(expected);
});

test.each([
  ['SET @a = 1, time_zone = 1', true],
  ['SET TRANSACTION READ ONLY', false],
  ['SET STATEMENT max_statement_time = 1 FOR DELETE FROM t', false],
  ['SET STATEMENT max_statement_time = 1 FOR SET @a = 1', false],
])('%s sets nothing but its session: %s', (sql, expected) => {
  const tokens = new Tokens(Buffer.from(sql));
  expect(setsOnlyItsSession(tokens)).toBe(expected);
  if (!expected) expect(readSessionSet(tokens)).toBeNull();
});
