import { expect, test } from 'vitest';
import { accountUse } from '../../../src/data/account-use.ts';

const readsOf = (sql: string) => {
  const { reads } = accountUse(sql, 'Shop');
  return typeof reads === 'string' ? reads : reads.map(({ table }) => table);
};

test.each([
  ['GRANT ALL ON *.* TO ada', ['*user.ada']],
  ["GRANT SELECT ON `Shop`.* TO 'ada'@'%'", ['*user.ada']],
  [
    "GRANT SELECT (id), UPDATE ON orders TO ada@localhost, 'bea'@'10.%' WITH GRANT OPTION",
    ['*user.ada@localhost', '*user.bea@10.%', 'shop.orders'],
  ],
  ["REVOKE INSERT ON TABLE other.`Orders` FROM 'ada'@'localhost'", ['*user.ada@localhost', 'other.orders']],
  ['REVOKE ALL PRIVILEGES, GRANT OPTION FROM ada', ['*user.ada']],
  ['FLUSH PRIVILEGES', []],
  ['FLUSH LOCAL STATUS', []],
  ['FLUSH TABLES', []],
])('%s depends on accounts and definitions alone', (sql, reads) => {
  expect(readsOf(sql)).toEqual(reads);
});

test.each([
  'GRANT manager TO ada',
  'REVOKE manager FROM ada',
  'GRANT EXECUTE ON PROCEDURE p TO ada',
  "GRANT ALL ON *.* TO ada IDENTIFIED BY '***'",
  'GRANT SELECT ON t TO ada AS bea WITH ROLE manager',
  'REVOKE IF EXISTS SELECT ON t FROM ada IGNORE UNKNOWN USER',
  'FLUSH TABLES WITH READ LOCK',
  'FLUSH TABLES orders FOR EXPORT',
])('%s may depend on more', (sql) => {
  expect(accountUse(sql, 'shop')).toMatchObject({ reads: 'all', writes: 'all' });
});

test('who may do what may matter to everything; what is flushed besides does not', () => {
  expect(accountUse('GRANT ALL ON *.* TO ada', '').writes).toBe('all');
  expect(accountUse('FLUSH PRIVILEGES', '').writes).toBe('all');
  expect(accountUse('FLUSH STATUS', '').writes).toEqual([]);
});
