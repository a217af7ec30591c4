import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { accountDefinition, accountSetting, accountUse, shownAccount } from '../../../../src/data/use/account-use.ts';
import { useOf } from '../../../../src/data/use/use-of.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

const readsOf = (sql: string) => {
  const { reads } = accountUse(sql, 'Shop');
  return typeof reads === 'string' ? reads : reads.map(({ table }) => table);
};

const useIn = (text: string) => {
  const { access, normal } = readStatement(Buffer.from(text));
  const told = { errorCode: null, lastInsertId: 0n, affectedRows: 0, warnings: 0, parameters: null };
  const at = { database: 'shop', state: 'autocommit=1 in_transaction=0', isCollection: false, isByChance: false };
  return useOf({ access, sql: normal.toString('latin1'), ...told, ...at }, new Catalogue());
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
  ['FLUSH TABLES WITH READ LOCK', []],
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
  'FLUSH TABLES orders WITH READ LOCK',
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

test('SET PASSWORD changes the account that it names, or any', () => {
  const account = '*user.ada@localhost';
  expect(accountSetting("SET PASSWORD FOR 'ada'@'localhost' = '***'")).toMatchObject({
    reads: [{ table: account, isExistence: true }],
    writes: expect.arrayContaining([
      { table: account, effect: 'define' },
      { table: 'mysql.user', effect: 'change', mixes: 'all' },
    ]),
    commits: true,
  });
  for (const sql of ["SET PASSWORD = '***'", 'SET PASSWORD FOR ada TO RANDOM', 'SET DEFAULT ROLE NONE TO ada'])
    expect(accountSetting(sql)).toMatchObject({ reads: 'all', writes: 'all' });
});

test.each([
  ['SELECT plugin FROM mysql.user WHERE user = CURRENT_USER()', [{ table: 'mysql.user' }]],
  ['SELECT 1 FROM mysql.time_zone LIMIT 1', [{ table: 'mysql.time_zone' }]],
  ['SELECT * FROM mysql.innodb_table_stats', 'all'],
  ['SELECT * FROM sys.processlist', 'all'],
] as const)('%s depends on accounts and zones alone, or on everything', (sql, reads) => {
  expect(useIn(sql).reads).toEqual(reads);
});

test.each([
  ['GRANT SELECT ON orders TO ada', ['*user.ada', 'shop.orders'], 'all'],
  ['REVOKE ALL PRIVILEGES, GRANT OPTION FROM ada', ['*user.ada'], 'all'],
  ['FLUSH PRIVILEGES', [], 'all'],
  ['FLUSH TABLES', [], []],
  ['FLUSH TABLES WITH READ LOCK', [], []],
] as const)('as a statement %s depends on accounts and definitions alone, too', (sql, tables, writes) => {
  const use = useIn(sql);
  expect(typeof use.reads === 'string' ? use.reads : use.reads.map(({ table }) => table)).toEqual(tables);
  expect([use.writes, use.commits]).toEqual([writes, true]);
});

test('SET PASSWORD and SET DEFAULT ROLE commit, other SETs do not', () => {
  expect(useIn("SET PASSWORD FOR ada = '***'").commits).toBe(true);
  expect(useIn('SET DEFAULT ROLE ALL TO ada').writes).toBe('all');
  expect(useIn("SET default_storage_engine = 'InnoDB'")).toEqual({ reads: [], writes: [] });
});
