import { describe, expect, test } from 'vitest';
import { readSessionSet } from '../../../../src/sql/session/settings.ts';
import { readVariables } from '../../../../src/sql/session/variable-read.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

const read = (sql: string) =>
  readVariables(Buffer.from(sql))?.map(({ scope, name, heading }) => [scope, name, heading.toString()]);

describe('a statement that reads variables and nothing else', () => {
  test.each([
    ['select @@Version_Comment limit 1', [[null, 'version_comment', '@@Version_Comment']]],
    ['SELECT @@session.autocommit', [['session', 'autocommit', '@@session.autocommit']]],
    ['SELECT @@LOCAL.autocommit AS `a b`;', [['session', 'autocommit', 'a b']]],
    ['SELECT @@`sql_mode` "m"', [[null, 'sql_mode', 'm']]],
    [
      "/* pool */ SELECT @@global.a /* 1 */, @@b 'c' FROM DUAL",
      [
        ['global', 'a', '@@global.a'],
        [null, 'b', 'c'],
      ],
    ],
    [
      'SELECT version(), SCHEMA() s',
      [
        [null, 'version()', 'version()'],
        [null, 'database()', 's'],
      ],
    ],
  ])('%s', (sql, expected) => {
    expect(read(sql)).toEqual(expected);
  });

  test.each([
    'SELECT @@a + 1',
    'SELECT @a',
    'SELECT @@a FROM t',
    'SELECT @@a, b',
    'SELECT @@a AS',
    'SELECT @@a LIMIT 0',
    'SELECT @@a INTO @b',
    'SELECT @@a; SELECT 1',
    'SELECT /*! SQL_NO_CACHE */ @@a',
    'SELECT /*+ SET_VAR(a=1) */ @@a',
    "SELECT @@a 'it''s'",
    'SELECT version(1)',
    'SELECT VERSION ()',
    'SELECT @@key.cache.x',
    'SELECT @@a UNION SELECT 1',
    'SELECT',
    '',
  ])('not %s', (sql) => {
    expect(read(sql)).toBeUndefined();
  });
});

describe('a SET of the session alone', () => {
  const set = (sql: string) =>
    readSessionSet(new Tokens(Buffer.from(sql)))?.map((one) => (one.kind === 'variable' ? one.name : one.charset));

  test.each([
    ['SET NAMES utf8mb4', ['utf8mb4']],
    ["SET sql_mode = CONCAT(@@sql_mode, ',ANSI'), SESSION wait_timeout=1;", ['sql_mode', 'wait_timeout']],
    ['SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', ['transaction']],
  ])('%s', (sql, names) => {
    expect(set(sql)).toEqual(names);
  });

  test.each([
    'SET GLOBAL a = 1',
    'SET a = 1, GLOBAL b = 2',
    'SET @a = 1',
    'SET a = 1, @b = 2',
    'SET TRANSACTION READ ONLY',
    'SET a = 1; DELETE FROM t',
    'SET @@global.a = 1',
    'SELECT 1',
  ])('not %s', (sql) => {
    expect(set(sql)).toBeUndefined();
  });
});
