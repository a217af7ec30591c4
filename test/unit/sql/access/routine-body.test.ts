import { expect, test } from 'vitest';
import { bodyOf, statementsOf } from '../../../../src/sql/access/routine-body.ts';

test.each([
  ['UPDATE t SET n = 1', ['UPDATE t SET n = 1']],
  ['RETURN a + 1', ['DO 1, (a + 1)']],
  ['l: BEGIN LEAVE l; END l', []],
  [
    'BEGIN IF a THEN CALL b(); ELSEIF (SELECT c) THEN SET d = 1; ELSE DELETE FROM e; END IF; END',
    ['DO 1, (a)', 'CALL b()', 'DO 1, ((SELECT c))', 'SET d = 1', 'DELETE FROM e'],
  ],
  ["BEGIN IF CASE WHEN a THEN ';' END THEN SELECT 1; END IF; END", ["DO 1, (CASE WHEN a THEN ';' END)", 'SELECT 1']],
  [
    'BEGIN CASE a WHEN b THEN SELECT 1; WHEN c THEN SELECT 2; END CASE; END',
    ['DO 1, (a)', 'DO 1, (b)', 'SELECT 1', 'DO 1, (c)', 'SELECT 2'],
  ],
  [
    'BEGIN REPEAT SELECT 1; UNTIL a END REPEAT; WHILE b DO SELECT 2; END WHILE; r: LOOP ITERATE r; END LOOP; END',
    ['SELECT 1', 'DO 1, (a)', 'DO 1, (b)', 'SELECT 2'],
  ],
  [
    `BEGIN
      DECLARE a INT DEFAULT (SELECT 1); DECLARE b, c INT; DECLARE no CONDITION FOR 1051;
      DECLARE d CURSOR FOR SELECT n FROM t;
      DECLARE CONTINUE HANDLER FOR NOT FOUND, SQLSTATE VALUE '23000', 1062, no SET a = 1;
      OPEN d; FETCH d INTO a; CLOSE d;
    END`,
    ['DO 1, ((SELECT 1))', 'SELECT n FROM t', 'SET a = 1'],
  ],
])('%s', (body, statements) => {
  expect(statementsOf(body)).toEqual(statements);
});

test('a branch whose end is not there is not understood', () => {
  expect(statementsOf('BEGIN IF a; END')).toBeNull();
});

test.each([
  [
    "CREATE PROCEDURE p(IN a DECIMAL(8, 2)) COMMENT 'select )' READS SQL DATA UPDATE t SET n = a",
    false,
    'UPDATE t SET n = a',
  ],
  ['CREATE PROCEDURE p() BEGIN END', false, 'BEGIN END'],
  ['CREATE FUNCTION f(a INT) RETURNS VARCHAR(9) CHARACTER SET utf8mb4 DETERMINISTIC RETURN a', true, 'RETURN a'],
  ['CREATE FUNCTION f RETURNS INT SONAME "lib.so"', true, ''],
  ['CREATE PROCEDURE p() nothing that is known', false, ''],
])('%s has its body', (sql, isFunction, body) => {
  expect(bodyOf(sql, isFunction)).toBe(body);
});
