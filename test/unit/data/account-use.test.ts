import { expect, test } from 'vitest';
import { accountDefinition, accountUse, shownAccount } from '../../../src/data/account-use.ts';

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

test('accounts that are made or dropped are told of by themselves, and by the tables of the server', () => {
  const made = accountDefinition("CREATE USER ada@localhost IDENTIFIED BY '***'", 'CREATE');
  expect(made?.reads).toEqual([{ table: '*user.ada@localhost', isExistence: true }]);
  expect(made?.writes).toContainEqual({ table: '*user.ada@localhost', effect: 'create' });
  expect(made?.writes).toContainEqual({ table: 'mysql.user', effect: 'change', mixes: 'all' });
  const dropped = accountDefinition("DROP USER IF EXISTS ada, 'bea'@'%'", 'DROP');
  expect([dropped?.reads, dropped?.soft.length]).toEqual([[], 2]);
  expect(dropped?.writes).toContainEqual({ table: '*user.bea', effect: 'drop' });
  expect(accountDefinition("CREATE USER ada IDENTIFIED BY '***', bea", 'CREATE')).toMatchObject({ reads: 'all' });
  expect(accountDefinition('CREATE TABLE user (id INT)', 'CREATE')).toBeNull();
});

test('what an account may do is what it was granted', () => {
  expect(shownAccount("SHOW GRANTS FOR 'ada'@'%'")).toEqual([{ table: '*user.ada' }]);
  expect(shownAccount('SHOW CREATE USER ada')).toEqual([{ table: '*user.ada' }]);
  expect(shownAccount('SHOW GRANTS FOR ada USING reader')).toBe('all');
  expect(shownAccount('SHOW GRANTS FOR CURRENT_USER')).toBe('all');
  expect(shownAccount('SHOW GRANTS')).toEqual([{ table: '*user.' }]);
  expect(shownAccount('SHOW TABLES')).toBeNull();
});
