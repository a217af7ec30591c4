// Whether a database is there: what makes it so, and what asks for it. The server is asked in `data-hidden.test.ts`.

import { expect, test } from 'vitest';
import { databaseUse, homesIn, isByDatabase, isThere, usedDatabase } from '../../../../src/data/use/whole-database.ts';

const asked = {
  access: [],
  parameters: null,
  database: 'db',
  state: '',
  isByChance: false,
  isCollection: false,
  errorCode: null,
  lastInsertId: 0n,
  affectedRows: 0,
};

test('USE asks whether the database is there, by its bare or its quoted name', () => {
  expect(usedDatabase('USE `A``b`')).toEqual(isThere('a`b'));
  expect(usedDatabase('use Shop')).toEqual([{ table: '*database.shop', isExistence: true }]);
  expect(usedDatabase('USE')).toEqual([]);
  expect(isByDatabase({ reads: usedDatabase('USE shop'), writes: [] })).toBe(true);
  expect(isByDatabase({ reads: [{ table: 'shop.t' }], writes: [] })).toBe(false);
  expect(isByDatabase({ reads: 'all', writes: [] })).toBe(false);
});

test('CREATE DATABASE IF NOT EXISTS that warns keeps the one that is there', () => {
  const effects = (sql: string, warnings: number, anew: string | null) => {
    const { writes } = databaseUse({ ...asked, sql, warnings }, anew);
    return writes === 'all' ? writes : writes.map(({ table, effect }) => `${effect} ${table}`);
  };
  expect(effects('CREATE DATABASE IF NOT EXISTS a', 1, null)).toEqual(['keep *database.a']);
  expect(effects('CREATE DATABASE IF NOT EXISTS a', 0, null)).toEqual(['create absent *database.a']);
  expect(effects('CREATE SCHEMA a', 0, 'a')).toEqual(['create *database.a', 'drop a.*', 'drop *.a.*']);
  expect(effects('DROP SCHEMA IF EXISTS a', 1, 'a')).toEqual(['drop *database.a', 'drop a.*', 'drop *.a.*']);
});

test('tables have their databases, but for those that only a session sees, and databases themselves', () => {
  expect(homesIn(['a.t', 'b.t', 'a.u', '~c.t', '*database.d'])).toEqual([...isThere('a'), ...isThere('b')]);
});
