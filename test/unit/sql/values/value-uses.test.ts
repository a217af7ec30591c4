import { expect, test } from 'vitest';
import { readStatement } from '../../../../src/sql/statement-reading.ts';
import { readValueUses } from '../../../../src/sql/values/value-uses.ts';

const usesOf = (sql: string) =>
  readValueUses(readStatement(Buffer.from(sql)).normal, {}).uses.map(({ how, name }) => `${how} ${name}`);

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
  ['SELECT * FROM t ORDER BY a DESC, `order`', ['ordered a', 'ordered order']],
  ['SELECT a * b FROM t', ['computed a', 'computed b']],
  ['SELECT LEFT(a, 3), CRC32(b) FROM t', ['computed a', 'computed null', 'computed b']],
  ['SELECT id FROM t WHERE a < ? AND b LIKE ?', ['compared a', 'compared null', 'matched b']],
])('%s does more with some', (sql, uses) => expect(usesOf(sql)).toEqual(uses));
