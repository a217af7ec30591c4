// `n = n + 1` may come in any order, but not where its condition may follow what is added.
import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { useOf } from '../../../../src/data/use/use-of.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

test.each([
  ['a plain table', 'CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)', false, true],
  ['a generated column', 'CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT AS (a * 2) STORED)', false, false],
  ['a time of the last change', 'CREATE TABLE t (a INT, b TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)', false, false],
  ['a trigger before it', 'CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)', true, false],
])('%s', (_name, definition, hasTrigger, isInAnyOrder) => {
  const catalogue = new Catalogue();
  catalogue.create('db.t', Buffer.from(definition));
  if (hasTrigger) catalogue.createTrigger('db.t', [], 'all');
  const { access, normal } = readStatement(Buffer.from('UPDATE t SET a = a + 1 WHERE b = 4'));
  const told = { lastInsertId: 0n, affectedRows: 1, warnings: 0, errorCode: null, parameters: null };
  const asked = {
    access,
    sql: normal.toString('utf8'),
    database: 'db',
    state: '',
    isCollection: false,
    isByChance: false,
  };
  const { writes } = useOf({ ...asked, ...told }, catalogue);
  expect(writes === 'all' ? writes : writes.some(({ commutes }) => commutes !== undefined)).toBe(isInAnyOrder);
});
