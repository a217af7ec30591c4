// Conditions that no row meets by their constants.

import { expect, test } from 'vitest';
import type { TableAccess, Tables } from '../../../../src/sql/access/access-shape.ts';
import { readDataAccess } from '../../../../src/sql/access/data-access.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

function accessOf(sql: string) {
  const [first] = readDataAccess(new Tokens(Buffer.from(sql), {}));
  if (first === undefined) throw new Error('it has no access to anything');
  return first;
}

const shown = (tables: Tables) =>
  tables === 'all' ? 'all' : tables.map(({ name, isNever }) => (isNever === true ? `no ${name}` : name)).join(', ');

test.each([
  '1 = 0',
  '(1=0)',
  '(a = 5 AND (0 = 1))',
  "a = 5 AND 'x' = 'y'",
  '1 != 1',
  'TRUE <=> FALSE',
  '1 > 2 AND b',
  'false',
  'NULL',
  '0',
])('no row meets %s', (condition) => {
  expect(shown(accessOf(`SELECT * FROM t WHERE ${condition}`).reads)).toBe('no t');
});

test.each([
  '1 = 1',
  "'x' = 'X'",
  "'x' = '0'",
  '"x" = \'y\'',
  '0 = 1 = 0',
  '(1 = 0) IS NOT TRUE',
  '(1 = 0) = 0',
  'NOT 0',
  'NOT (1 = 0)',
  '1 = 0 OR a = 5',
  '(1 = 0 OR b) AND a = 5',
  '1 = 0 XOR 1',
  'a BETWEEN 1 AND 0',
  'a BETWEEN 0 AND 1 = 0',
  '1 = ?',
  '`0` = 1',
  'a IN (NULL)',
])('some row may meet %s', (condition) => {
  expect(shown(accessOf(`SELECT * FROM t WHERE ${condition}`).reads)).toBe('t');
});

test('it holds for all tables of its query, and for those of no other', () => {
  const readsOf = (sql: string) => shown(accessOf(sql).reads);
  expect(readsOf('SELECT * FROM a JOIN b USING (x) WHERE 1 = 0 UNION SELECT * FROM c')).toBe('no a, no b, c');
  expect(readsOf('SELECT (SELECT MAX(n) FROM b WHERE 0) FROM a')).toBe('no b, a');
  expect(readsOf('SELECT * FROM a LEFT JOIN b ON 1 = 0')).toBe('a, b');
  expect(readsOf('EXPLAIN SELECT * FROM a WHERE 1 = 0')).toBe('a');
  expect(readsOf('SELECT * FROM a /*!50000 WHERE 1 = 0 */')).toBe('a');
});

test('none is written either, and its constants do not clear', () => {
  expect(shown(accessOf('UPDATE a JOIN b USING (x) SET a.n = 1 WHERE 1 = 0').writes)).toBe('no a, no b');
  expect(accessOf('DELETE FROM a WHERE 1 = 0')).toMatchObject({
    writes: [{ name: 'a', isNever: true }] as TableAccess[],
  });
  expect(accessOf('DELETE FROM a WHERE id = 5 AND 1 = 0').clears).toBeUndefined();
});
