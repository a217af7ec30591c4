import { expect, test } from 'vitest';
import { readKeptValues } from '../../../../src/sql/values/kept-values.ts';

test('what a variable may hold is any value', () => {
  const body = "BEGIN DECLARE v CHAR(9); SET v = NEW.token; SET NEW.a = CONCAT(MD5(v), NEW.b), NEW.c = 'x'; END";
  expect(readKeptValues('trigger', body)?.copied).toEqual([
    { to: 'v', from: '?', made: 'as it is' },
    { to: 'a', from: '?', made: null },
    { to: 'a', from: '?', made: 'as it is' },
  ]);
});

test('a constant is not kept: what is compared with one is computed with', () => {
  const uses = readKeptValues('view', "select a from t where secret like 'x%' and token > 'pw-1'")?.uses ?? [];
  expect(uses).toEqual([
    { how: 'computed', name: 'secret', call: null, as: null },
    { how: 'computed', name: 'token', call: null, as: null },
  ]);
  expect(JSON.stringify(uses)).not.toContain('pw-1');
});

test.each(['CALL p()', "BEGIN PREPARE s FROM 'x'; EXECUTE s; END", ''])('of %j nobody knows', (body) => {
  expect(readKeptValues('procedure', body)).toBe(null);
});
