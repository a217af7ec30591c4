import { expect, test } from 'vitest';
import { namedLocksOf } from '../../../../src/data/use/named-locks-of.ts';

const told = (sql: string, parameters: Parameters<typeof namedLocksOf>[1] = null) =>
  namedLocksOf(sql, parameters).map(({ kind, name }) => `${kind} ${name}`);

test('what a statement does with locks is told with their names, written or bound, in lower case', () => {
  expect(told("SELECT GET_LOCK('Job', 0), IS_FREE_LOCK ( 'k' )")).toEqual(['get job', 'look k']);
  expect(
    told(
      'SELECT ?, RELEASE_LOCK(?)',
      [1, 'K'].map((value) => ({ type: 'text', value }) as never),
    ),
  ).toHaveLength(1);
  expect(told('SELECT RELEASE_ALL_LOCKS()')).toEqual(['release all null']);
  expect(told("DO GET_LOCK(CONCAT('a', 'b'), 1)")).toEqual(['get null']);
  expect(told('SELECT get_lock, get_locks FROM t')).toEqual([]);
  expect(told("SELECT 'GET_LOCK(1)'")).toEqual([]);
});
