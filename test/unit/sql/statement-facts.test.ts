import { expect, test } from 'vitest';
import * as facts from '../../../src/sql/statement-facts.ts';
import { Tokens } from '../../../src/sql/words/tokens.ts';

test.each([
  ['USE d', ['used d']],
  ['use `a``b`;', ['used a`b']],
  ['/* c */ USE /* d */ e ;', ['used e']],
  ['USE a; SELECT 1; USE b', ['used a', 'used b']],
  ['SELECT use FROM t', []],
  ["SELECT 'USE d'", []],
  ['USE', []],
  ['DROP DATABASE d', ['dropped d']],
  ['drop schema if exists `d`; USE e', ['dropped d', 'used e']],
  ['DROP TABLE d; DROP DATABASE', []],
])('%s: %j', (sql, changes) => {
  const read = facts.databaseChanges(new Tokens(Buffer.from(sql)));
  expect(read.map(({ kind, name }) => `${kind} ${name}`)).toEqual(changes);
});

test.each([
  ['SELECT 1', true],
  ['(SELECT 1) UNION (SELECT 2);', true],
  ['WITH a AS (SELECT 1) SELECT * FROM a', true],
  ['SHOW CREATE TABLE t', true],
  ['TABLE t', true],
  ["SELECT 'INTO'", true],
  ['SELECT * FROM t FOR UPDATE', false],
  ['SELECT * FROM t LOCK IN SHARE MODE', false],
  ["SELECT 1 INTO OUTFILE 'f'", false],
  ['WITH a AS (SELECT 1) DELETE FROM t', false],
  ['SELECT 1; DROP TABLE t', false],
  ['UPDATE t SET a = 1', false],
  ['DO 1', true],
  ["/* ping */ do 1 + 'a'", true],
  ['DO SLEEP(1)', false],
  ['DO @a := 1', false],
  ['SET STATEMENT max_statement_time = 1 FOR SELECT 1', true],
  ['SET STATEMENT max_statement_time = 1 FOR INSERT INTO t VALUES (1)', false],
  ['SELECT @a := 1', false],
  ['SELECT NEXTVAL(s)', false],
  ['SELECT NEXT VALUE FOR s', false],
  ["SELECT GET_LOCK('a', 1)", false],
  ['SELECT SLEEP(1)', false],
  ['SELECT UUID()', false],
  ['SELECT rand ()', false],
  ['SELECT uuid, sleep FROM t', true],
  ['SELECT SQL_CALC_FOUND_ROWS * FROM t', false],
  ['SELECT LAST_INSERT_ID()', true],
  ['SELECT LAST_INSERT_ID(5)', false],
  ['DO 1; DELETE FROM t', false],
  ['', false],
])('%s is a read: %s', (sql, expected) => {
  expect(facts.isRead(new Tokens(Buffer.from(sql)))).toBe(expected);
});

test.each([
  ['SELECT LAST_INSERT_ID()', true],
  ['select connection_id ()', true],
  ['SELECT @a', true],
  ['SELECT current_user', true],
  ["SELECT GET_LOCK('a', 1)", true],
  ['SELECT @@version', false],
  ["SELECT 'LAST_INSERT_ID()'", false],
  ['SELECT database FROM t', false],
])('%s is bound to its session: %s', (sql, expected) => {
  expect(facts.isSessionBound(new Tokens(Buffer.from(sql)))).toBe(expected);
});

test('the first keyword stands behind comments and parentheses', () => {
  expect(facts.firstKeyword(new Tokens(Buffer.from('/* a */ ( ( select 1))')))).toBe('SELECT');
  expect(facts.firstKeyword(new Tokens(Buffer.from('/*!40101 SET NAMES utf8 */')))).toBe('SET');
  expect(facts.firstKeyword(new Tokens(Buffer.from("'a'")))).toBe('');
});
