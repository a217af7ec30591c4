import { expect, test } from 'vitest';
import { setsGlobals } from '../../../../src/sql/session/sets-globals.ts';

test.each([
  'SET GLOBAL autocommit = 0',
  'set @@global.autocommit=0',
  'SET sql_mode = DEFAULT, PERSIST max_connections = 5',
  '\n SET @@PERSIST.x := 1',
])('%s sets what other sessions begin with', (sql) => {
  expect(setsGlobals(Buffer.from(sql))).toBe(true);
});

test.each([
  'SET autocommit = 0',
  'SET @x = @@global.autocommit',
  'SELECT 1',
  "SET NAMES 'a global b'",
  'SET @global = 1',
])('%s does not', (sql) => {
  expect(setsGlobals(Buffer.from(sql))).toBe(false);
});
