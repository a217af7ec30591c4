import { expect, test } from 'vitest';
import { reachOf } from '../../../../src/sql/access/reach.ts';

test.each([
  ["INSERT INTO log(msg) VALUES (CONCAT('u', NEW.id))", ['shop.log']],
  ['BEGIN UPDATE audit.t SET n = n + 1 WHERE id = NEW.id; DELETE FROM Log; END', ['audit.t', 'shop.log']],
  ['begin\n  insert into log values (1);\nend;', ['shop.log']],
  ['SET NEW.total = (SELECT SUM(n) FROM lines WHERE id = NEW.id)', ['shop.lines']],
  ['SET NEW.name = UPPER(NEW.name)', []],
  ['select `shop`.`o`.`uid` AS `uid` from `shop`.`o` join `shop`.`u` where 1 = 1', ['shop.o', 'shop.u']],
])('%s touches %j', (body, tables) => {
  expect(reachOf(body, 'shop')).toEqual(tables);
});

test.each([
  '',
  'BEGIN IF NEW.n > 1 THEN INSERT INTO log VALUES (1); END IF; END',
  'BEGIN DECLARE x INT; SELECT n INTO x FROM t; UPDATE u SET n = x; END',
  'CALL other(NEW.id)',
  'INSERT INTO log VALUES (own_function(NEW.id))',
  'INSERT INTO `odd name` VALUES (1)',
])('what %s touches cannot be told', (body) => {
  expect(reachOf(body, 'shop')).toBe('all');
});
