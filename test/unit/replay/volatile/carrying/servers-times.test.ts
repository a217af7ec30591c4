import { expect, test } from 'vitest';
import { isServersTime } from '../../../../../src/replay/volatile/carrying/servers-times.ts';

test('what the server keeps of its own is told by its own clock', () => {
  expect(isServersTime('information_schema', () => undefined)).toBe(true);
  expect(isServersTime('shop', () => 'SHOW TABLE STATUS')).toBe(false);
});

test.each([
  ['SHOW TABLE STATUS', true],
  ['select * from information_schema.tables where table_schema = database()', true],
  ['SELECT UPDATE_TIME FROM `information_schema`.`TABLES` AS t WHERE t.TABLE_NAME IN (1, 2)', true],
  ['SELECT MAX(u.update_time) FROM information_schema.tables u JOIN orders o ON o.name = u.table_name', false],
  ['SELECT t.update_time, MAX(o.made) FROM information_schema.tables t, orders o', false],
  ['SELECT MAX(made) FROM orders', false],
  ['SELECT NOW()', false],
])('a column of no table: %s', (sql, isServers) => {
  expect(isServersTime('', () => sql)).toBe(isServers);
});
