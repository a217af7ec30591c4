// Which DELETE leaves no row with its constants, and how many rows a write brings.
import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { useOf } from '../../../../src/data/use/use-of.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

const TABLE = 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, owner INT, v VARCHAR(40), up INT)';
const UUID = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';

function used(sql: string, table = TABLE, told: object = {}) {
  const catalogue = new Catalogue();
  catalogue.create('db.t', Buffer.from(table));
  const { access, normal } = readStatement(Buffer.from(sql));
  const facts = { lastInsertId: 0n, affectedRows: 2, warnings: 0, errorCode: null, parameters: null, database: 'db' };
  const asked = { access, sql: normal.toString('utf8'), state: '', isCollection: false, isByChance: false };
  const { clears, writes } = useOf({ ...asked, ...facts, ...told }, catalogue);
  return { clears, counts: writes === 'all' ? writes : writes.map(({ count }) => count) };
}

test.each([
  ['DELETE FROM t WHERE owner = 7', ['#7']],
  ['DELETE FROM t WHERE (t.owner = 7)', ['#7']],
  ["delete from db.t where owner in (7, '8') order by v", ['#7', '#8']],
])('%s leaves none', (sql, values) => {
  expect(used(sql).clears).toMatchObject({ table: 'db.t', pin: { column: 'owner', values }, rows: 2 });
  expect(used(sql, TABLE, { affectedRows: 0 })).toMatchObject({ clears: { rows: 0 }, counts: [] });
});

test.each([UUID, 'ann@example.com', '0012'])('so it does of a text: %s', (text) => {
  const of = [{ column: 'v', values: [`"${text}`] }];
  expect(used(`DELETE FROM t WHERE v = '${text}'`).clears).toMatchObject({ rows: 2, pin: { column: 'v' }, of });
});

test('where its column is known to tell constants apart', () => {
  expect(used("DELETE FROM t WHERE v = 'a b'", TABLE.replace('v VARCHAR(40)', "v ENUM('a b')")).clears).toBeUndefined();
  expect(used("DELETE FROM t WHERE w = 'a b'").clears).toBeUndefined();
});

test('of several columns it is known what they have as it is written, whatever others may write in a transaction', () => {
  const of = [
    { column: 'owner', values: ['#7'] },
    { column: 'v', values: ['"0001_a'] },
  ];
  const sql = "DELETE FROM t WHERE (t.owner = 7 AND t.v = '0001_a')";
  const state = "autocommit=1 in_transaction=1 transaction_isolation='READ-COMMITTED'";
  expect(used(sql).clears).toEqual({ table: 'db.t', rows: 2, of });
  expect(used(sql, TABLE, { state }).clears).toEqual({ table: 'db.t', rows: 2, of });
  expect(used(sql, TABLE, { warnings: 1 }).clears).toBeUndefined();
  expect(used('DELETE FROM t WHERE v = 5').clears?.of).toBeUndefined();
});

test.each([
  'DELETE FROM t WHERE owner = 7 OR owner = 8',
  'DELETE FROM t WHERE NOT owner = 7',
  'DELETE FROM t WHERE (owner = 7) = 0',
  'DELETE FROM t WHERE owner = 7 AND id IN (SELECT 1)',
  'DELETE FROM t WHERE owner >= 7',
  'DELETE FROM t WHERE owner = 7 LIMIT 1',
  'DELETE IGNORE FROM t WHERE owner = 7',
  'DELETE t FROM t JOIN u WHERE owner = 7',
  'DELETE FROM t PARTITION (p0) WHERE owner = 7',
  'DELETE FROM t WHERE owner = 7; DELETE FROM t WHERE id = 5',
  'UPDATE t SET v = 1 WHERE owner = 7',
])('%s need not', (sql) => {
  expect(used(sql).clears).toBeUndefined();
});

test('nor where others may write meanwhile, where it was refused, or where rows of other owners go with them', () => {
  const sql = 'DELETE FROM t WHERE owner = 7';
  const open = 'autocommit=1 in_transaction=1';
  expect(used(sql, TABLE, { state: open }).clears?.pin).toBeDefined();
  const isolation = "transaction_isolation='READ-COMMITTED'";
  expect(used(sql, TABLE, { state: `${open} ${isolation}` }).clears?.pin).toBeUndefined();
  expect(used(sql, TABLE, { state: `autocommit=1 in_transaction=0 ${isolation}` }).clears?.pin).toBeDefined();
  expect(used(sql, TABLE, { errorCode: 1451 }).clears).toBeUndefined();
  const tree = TABLE.replace('up INT', 'up INT, FOREIGN KEY (up) REFERENCES t (id) ON DELETE CASCADE');
  expect(used(sql, tree).clears).toBeUndefined();
});

test('rows come with the constants that each of them has', () => {
  const of = [
    { column: 'owner', values: ['#7'] },
    { column: 'v', values: ['"a', '"b'] },
    { column: 'id', values: ['#5', '#6'] },
  ];
  const sql = "INSERT INTO t (owner, v) VALUES (7, 'a'), (7, 'b')";
  expect(used(sql, TABLE, { lastInsertId: 5n }).counts).toMatchObject([{ by: 2, of }]);
  expect(used(sql, TABLE, { warnings: 1 }).counts).toEqual([{ by: 2 }]);
});

test.each([
  ["INSERT INTO t (owner, v) VALUES (7, 'a'), (7, 'b')", [{ by: 2 }]],
  ["INSERT INTO t (id, v) VALUES (7, 'a')", [{ by: 2, fresh: ['id'] }]],
  ["INSERT IGNORE INTO t (id, v) VALUES (7, 'a')", [undefined]],
  ['INSERT INTO t (owner) SELECT 7', [undefined]],
  ["REPLACE INTO t (id, v) VALUES (7, 'a')", [undefined]],
  ['UPDATE t SET v = 1, up = 2 WHERE owner = 7', [{ by: 0, sets: ['v', 'up'] }]],
  ['UPDATE t SET v = 1 LIMIT 1', [undefined]],
  ["DELETE FROM t WHERE v = 'a'", [{ by: -2 }]],
])('%s brings so many', (sql, counts) => {
  const told = used(sql).counts;
  expect(told === 'all' ? told : told.map((count) => count && { ...count, of: undefined })).toEqual(counts);
});

test('rows that refer to them go along, where all that do are known', () => {
  const parent = 'CREATE TABLE p (id INT PRIMARY KEY, n INT)';
  const child = (more: string) =>
    `CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id)${more})`;
  const along = (
    children: readonly string[],
    where = 'id = 7',
    told: { state?: string; hasOrphans?: boolean } = {},
  ) => {
    const catalogue = new Catalogue();
    catalogue.hasOrphans = told.hasOrphans ?? false;
    for (const sql of [parent, ...children]) catalogue.create(`db.${sql.split(' ')[2] ?? ''}`, Buffer.from(sql));
    const { access, normal } = readStatement(Buffer.from(`DELETE FROM p WHERE ${where}`));
    const facts = { lastInsertId: 0n, affectedRows: 0, warnings: 0, errorCode: null, parameters: null, database: 'db' };
    const asked = {
      access,
      sql: normal.toString('utf8'),
      state: told.state ?? '',
      isCollection: false,
      isByChance: false,
    };
    return useOf({ ...asked, ...facts }, catalogue).clears?.along;
  };
  const rows = [{ table: 'db.c', pin: { column: 'p', values: ['#7'] } }];
  expect(along([child(' ON DELETE CASCADE')])).toEqual(rows);
  expect(along([child(' ON DELETE SET NULL')])).toBeUndefined();
  expect(along([child('')])).toBeUndefined();
  expect(along([child(' ON DELETE CASCADE')], 'n = 7')).toBeUndefined();
  expect(along([child(' ON DELETE CASCADE')], 'id = 7', { state: "foreign_key_checks='0'" })).toBeUndefined();
  expect(along([child(' ON DELETE CASCADE')], 'id = 7', { hasOrphans: true })).toBeUndefined();
  const further = 'CREATE TABLE d (id INT PRIMARY KEY, c INT, FOREIGN KEY (c) REFERENCES c (id) ON DELETE CASCADE)';
  expect(along([child(' ON DELETE CASCADE'), further])).toBeUndefined();
});
