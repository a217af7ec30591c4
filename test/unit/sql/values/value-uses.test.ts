import { expect, test } from 'vitest';
import { readStatement } from '../../../../src/sql/statement-reading.ts';
import { readValueUses } from '../../../../src/sql/values/value-uses.ts';

const allOf = (sql: string) => readValueUses(readStatement(Buffer.from(sql)).normal, {});
const EQUAL = new Set(['equated', 'grouped']);
const usesOf = (sql: string, isOfEqual = false) =>
  allOf(sql).uses.flatMap(({ how, name }) => (EQUAL.has(how) === isOfEqual ? `${how} ${name}` : []));

test.each([
  'SELECT * FROM orders WHERE id = ?',
  'select distinct * from `orders` where `id` = ? and deleted_at is null limit ?',
  'SELECT t.* FROM t JOIN u ON u.t_id = t.id WHERE (t.id, b) = (?, ?)',
  'SELECT EXISTS(SELECT 1 FROM t WHERE NOT id <=> ? AND a IN (?, ?))',
  'SELECT CASE WHEN a = ? THEN 1 ELSE NULL END AS found FROM t GROUP BY a',
  'INSERT INTO a (x) VALUES (?) ON DUPLICATE KEY UPDATE x = VALUES(x)',
  'DELETE FROM orders WHERE id = ?',
])('%s takes values as they are', (sql) => expect(usesOf(sql)).toEqual([]));

test.each([
  ['SELECT * FROM t ORDER BY a DESC, `order`', ['ordered first a', 'ordered in turn order']],
  ['SELECT * FROM t ORDER BY a DESC LIMIT 1', ['ordered a']],
  ['SELECT * FROM t ORDER BY t.a, t.id', ['ordered in turn a', 'ordered in turn id']],
  ['SELECT MAX(a), GREATEST(b, c) FROM t', ['picked a', 'ranked b', 'ranked c']],
  ['SELECT a * b FROM t', ['computed a', 'computed b']],
  ['SELECT LEFT(a, 3), CRC32(b) FROM t', ['computed a', 'computed null', 'computed b']],
  ['SELECT id FROM t WHERE a < ? AND b LIKE ?', ['compared a', 'compared null', 'matched b']],
])('%s does more with some', (sql, uses) => expect(usesOf(sql)).toEqual(uses));

test.each([
  ['SELECT 1 FROM t WHERE NOT id <=> ? AND a NOT IN (?)', ['equated id', 'equated null', 'equated a', 'equated null']],
  ['SELECT COUNT(DISTINCT a) FROM t GROUP BY b', ['grouped a', 'grouped b']],
  ['SELECT DISTINCT a, b FROM t GROUP BY a, b', []],
  ['UPDATE t SET a = ? WHERE b = ?', ['equated b', 'equated null']],
])('%s asks whether some are equal', (sql, uses) => expect(usesOf(sql, true)).toEqual(uses));

test('what is copied, by which name what is made is given, and which variables are filled', () => {
  const { copied } = allOf('UPDATE t SET a = b, c = LEFT(d, 8), e = ?');
  const call = { name: 'left', others: ['8'] };
  expect(copied).toEqual([
    { to: 'a', from: 'b', isInserted: false, made: 'as it is' },
    { to: 'c', from: 'd', isInserted: false, made: call },
  ]);
  const upsert = (behind: string) => allOf(`INSERT INTO t (a, b) VALUES (1, 2) ${behind}`).copied;
  expect(
    upsert('ON DUPLICATE KEY UPDATE a = VALUES(b), b = a').map(({ from, isInserted }) => [from, isInserted]),
  ).toEqual([
    ['b', true],
    ['a', false],
  ]);
  expect(upsert('AS new ON DUPLICATE KEY UPDATE a = new.b, b = t.a').map(({ isInserted }) => isInserted)).toEqual([
    true,
    false,
  ]);
  const { uses, made, filled } = allOf('SELECT LEFT(a, 8) AS code, CRC32(b) FROM t INTO @one, @two');
  expect(uses.flatMap(({ name, as }) => (name === null ? [] : as))).toEqual(['code', '']);
  expect([[...made], filled]).toEqual([['code'], ['@one', '@two']]);
});

test('whose column another name is of, where that is one', () => {
  const { owners } = allOf('SELECT c.id AS car, w.id wheel, name AS n FROM cars c JOIN wheels w ORDER BY car');
  expect([...owners]).toEqual([
    ['car', 'c'],
    ['wheel', 'w'],
    ['n', ''],
  ]);
  expect(allOf('SELECT * FROM (SELECT a.id AS i FROM a) x, (SELECT b.id AS i FROM b) y').owners.get('i')).toBe('');
});
