import { expect, test } from 'vitest';
import { namedObject } from '../../../../src/data/use/named-object.ts';

test.each([
  ['CREATE PROCEDURE p() SELECT 1', '*procedure.shop.p'],
  ['create procedure if not exists `P`(IN a INT) BEGIN END', '*procedure.shop.p'],
  ['DROP FUNCTION IF EXISTS other.f', '*function.other.f'],
  ['CREATE DEFINER = root@localhost TRIGGER t1 BEFORE INSERT ON t FOR EACH ROW SET @a = 1', '*trigger.shop.t1'],
  ['ALTER EVENT e DISABLE', '*event.shop.e'],
  ['CREATE SEQUENCE s START WITH 5', '*sequence.shop.s'],
  // accounts are of no database
  ["CREATE USER app IDENTIFIED BY 'x'", '*user.app'],
  ['DROP ROLE reader', '*user.reader'],
  ["CREATE USER 'ada'@'%'", '*user.ada'],
  ['ALTER USER ada@localhost ACCOUNT LOCK', '*user.ada@localhost'],
])('%s', (sql, name) => {
  expect(namedObject(sql, 'Shop')).toBe(name);
});

test.each([
  'CREATE TABLE event (id INT)',
  'CREATE TABLE t (user INT)',
  'SELECT procedure FROM t',
  'DROP TABLE t',
  'INSERT INTO t VALUES (1)',
])('%s makes or drops nothing of the kind', (sql) => {
  expect(namedObject(sql, 'shop')).toBe(null);
});
