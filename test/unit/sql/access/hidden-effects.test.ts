import { expect, test } from 'vitest';
import { reachOf, touchedBy } from '../../../../src/sql/access/reach.ts';

test.each([
  ['INSERT INTO log VALUES (@who)', ['~.@who'], ['db.log']],
  ['BEGIN SET @n = @n + 1; END', ['~.@n'], ['~.@n']],
  ['BEGIN SELECT COUNT(*) INTO @n FROM t; END', ['db.t', '~.@n'], ['~.@n']],
  ["BEGIN SET NAMES latin1; SET time_zone = '+01:00'; END", [], ['~.settings']],
  ['BEGIN DECLARE sum_of INT; SET sum_of = 1; END', [], []],
  ['BEGIN CREATE TEMPORARY TABLE tmp (id INT); INSERT INTO tmp VALUES (1); END', ['~db.tmp'], ['~db.tmp']],
])('%s reads %j and gives its session %j', (body, reads, writes) => {
  const touched = touchedBy(body, 'db');
  const held = (list: readonly string[]) => list.filter((one) => one !== 'db.log' || body.startsWith('INSERT'));
  expect(touched === 'all' ? touched : [held(touched.reads).filter((one) => one !== 'db.log'), touched.writes]).toEqual(
    [reads, writes],
  );
});

test('locks that a program takes by name are unknown', () => {
  expect(touchedBy("BEGIN DO GET_LOCK('k', 0); END", 'db')).toBe('all');
});

test('a trigger tells in one list what it stores of its session and what it gives it', () => {
  expect(reachOf('INSERT INTO log VALUES (@who)', 'db')).toEqual(['db.log', '~.@who?']);
  expect(reachOf('SET @n = @n + 1', 'db')).toEqual(['~.@n', '~.@n?']);
});
