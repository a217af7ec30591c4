import { expect, test } from 'vitest';
import { reachOf, touchedBy } from '../../../../src/sql/access/reach.ts';

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
  'BEGIN SET autocommit = 1; END',
  'BEGIN SELECT n FROM t FOR UPDATE; END',
  'BEGIN COMMIT; END',
  'BEGIN PREPARE s FROM @text; EXECUTE s; END',
  'BEGIN FOR row IN (SELECT n FROM t) DO SET @n = 1; END FOR; END',
  'CALL other(NEW.id)',
  'INSERT INTO log VALUES (own_function(NEW.id))',
  'INSERT INTO `odd name` VALUES (1)',
])('what %s touches cannot be told', (body) => {
  expect(reachOf(body, 'shop')).toBe('all');
});

test.each([
  ['RETURN (SELECT COUNT(*) FROM lines WHERE id = of)', ['s.lines'], []],
  ['BEGIN IF NEW.n > 1 THEN INSERT INTO log VALUES (1); END IF; END', ['s.log'], ['s.log']],
  ['BEGIN DECLARE x INT; SELECT n INTO x FROM t; UPDATE u SET n = x; END', ['s.t', 's.u'], ['s.u']],
])('%s reads %j and writes %j', (body, reads, writes) => {
  expect(touchedBy(body, 's')).toEqual({ reads, writes });
});
