import { expect, test } from 'vitest';
import type { Command } from '../../../../src/core/command.ts';
import { dependsOnNumbers } from '../../../../src/replay/volatile/by-number.ts';

const keys = [{ key: { schema: 's', table: 'users', column: 'id' }, names: new Set(['user_id']) }];
const depends = (sql: string) => dependsOnNumbers({ sql: Buffer.from(sql), dialect: {} } as Command, keys);

test.each([
  "SELECT CONCAT('k', id) FROM users",
  'SELECT MAX(id) FROM users',
  'SELECT n, id + 1 FROM users',
  'SELECT -u.id FROM users u',
  'SELECT n FROM users WHERE id > ?',
  'SELECT n FROM users WHERE id BETWEEN 1 AND 2',
  'SELECT n FROM users WHERE u.id % 2 = 0',
  'SELECT (SELECT id FROM users LIMIT 1) AS a',
  'INSERT INTO log (m) SELECT CONCAT(id, n) FROM users',
  'SELECT SUM(user_id) FROM posts',
])('%s computes with a number, or compares it', (sql) => {
  expect(depends(sql)).toBe(true);
});

test.each([
  'SELECT id, n FROM users ORDER BY id',
  'SELECT DISTINCT u.id AS a, n FROM users u WHERE u.id = ? AND n LIKE ?',
  'SELECT 3 AS test, COUNT(*) AS c FROM users',
  'SELECT COUNT(id), COUNT(DISTINCT users.id) FROM users WHERE id IN (1, 2)',
  'SELECT MAX(id) FROM rooms',
  'SELECT p.t FROM posts p JOIN users u ON p.user_id = u.id',
  'SELECT n FROM users WHERE EXISTS (SELECT user_id FROM posts WHERE user_id = users.id)',
  'INSERT INTO posts (user_id, t) VALUES (1, ?)',
  "UPDATE users SET n = 'a' WHERE id = 5",
])('%s takes a number for its row', (sql) => {
  expect(depends(sql)).toBe(false);
});
