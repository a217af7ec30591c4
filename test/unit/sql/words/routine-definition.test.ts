import { expect, test } from 'vitest';
import { isRoutineDefinition } from '../../../../src/sql/words/routine-definition.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

const is = (sql: string) => isRoutineDefinition(new Tokens(Buffer.from(sql)));

test.each([
  'CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END',
  'create definer = `a`@`b` function f(a int) returns int begin if a then return 1; end if; return case when a then 1 end; end;',
  'CREATE OR REPLACE TRIGGER t BEFORE INSERT ON u FOR EACH ROW BEGIN CASE NEW.n WHEN 1 THEN SET @a = 1; END CASE; END',
  'CREATE PROCEDURE p() l: BEGIN BEGIN LOOP LEAVE l; END LOOP; END; END l',
  'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; DELETE FROM u; END',
])('%s is the definition of one program', (sql) => {
  expect(is(sql)).toBe(true);
});

test.each([
  'SELECT 1; SELECT 2',
  'BEGIN; SELECT 1; END',
  'CREATE TABLE t (n INT); BEGIN',
  'CREATE PROCEDURE p() SELECT 1; BEGIN; SELECT 2; END',
  'CREATE PROCEDURE p() BEGIN SELECT 1; END; SELECT 2',
  'CREATE PROCEDURE p() BEGIN SELECT 1; END; CREATE PROCEDURE q() BEGIN SELECT 1; END',
  'CREATE PROCEDURE p() BEGIN SELECT 1; BEGIN END',
])('%s is more than that, or less', (sql) => {
  expect(is(sql)).toBe(false);
});
