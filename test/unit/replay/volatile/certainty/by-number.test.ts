import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { DataUse } from '../../../../../src/core/data-use.ts';
import { dependsOnNumbers, namesNumber, readAsked } from '../../../../../src/replay/volatile/certainty/by-number.ts';

const keys = [{ key: { schema: 's', table: 'users', column: 'id' }, names: new Set(['user_id']), toLive: new Map() }];
const reads = (table: string): DataUse => ({ reads: [{ table }], writes: [] });
const depends = (sql: string, use?: DataUse) => {
  const asked = readAsked({ sql: Buffer.from(sql), dialect: {} } as Command);
  return asked !== null && dependsOnNumbers(asked, keys, use);
};

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
  'INSERT INTO copies (ref) SELECT id FROM users',
  'INSERT INTO copies SELECT * FROM users',
  'UPDATE users SET v = id',
  'SELECT q + 1 FROM (SELECT id AS q FROM users) z',
  'WITH c AS (SELECT id AS w FROM users) SELECT MAX(w) FROM c',
  'SHOW CREATE TABLE users',
  'SELECT n FROM users ORDER BY users.id LIMIT 1',
  'DELETE FROM users ORDER BY id DESC LIMIT 1',
  'SELECT * FROM posts WHERE n = (SELECT n FROM users ORDER BY id LIMIT 1)',
  'SELECT GROUP_CONCAT(n) FROM users',
  'SELECT n, ROW_NUMBER() OVER (ORDER BY n) FROM users',
  'INSERT INTO copies (m) SELECT n FROM users',
])('%s computes with a number, or compares it', (sql) => {
  expect(depends(sql)).toBe(true);
});

test.each([
  'SELECT id, n FROM users ORDER BY id',
  'SELECT DISTINCT u.id AS a, n FROM users u WHERE u.id = ? AND n LIKE ?',
  'SELECT 3 AS test, COUNT(*) AS c FROM users',
  'SELECT COUNT(id), COUNT(DISTINCT users.id) FROM users WHERE id IN (1, 2)',
  'SELECT MAX(id) FROM rooms',
  'SELECT n FROM users WHERE id = 1 LIMIT 1',
  'SELECT n FROM users ORDER BY n LIMIT 1',
  'SELECT n FROM rooms ORDER BY id LIMIT 1',
  'SELECT p.t FROM posts p JOIN users u ON p.user_id = u.id',
  'SELECT n FROM users WHERE EXISTS (SELECT user_id FROM posts WHERE user_id = users.id)',
  'INSERT INTO posts (user_id, t) VALUES (1, ?)',
  "UPDATE users SET n = 'a' WHERE id = 5",
  'DELETE FROM users WHERE id IN (SELECT user_id FROM posts)',
  'UPDATE users u JOIN posts p ON p.user_id = u.id SET u.n = p.t',
])('%s takes a number for its row', (sql) => {
  expect(depends(sql)).toBe(false);
});

test('a view, a function or a catalogue may make anything of them', () => {
  expect(depends('SELECT n FROM people', reads('s.users'))).toBe(true);
  expect(depends('CALL newest()', reads('s.users'))).toBe(true);
  expect(depends('SELECT n FROM users', reads('s.users'))).toBe(false);
  expect(depends('SELECT n FROM rooms', reads('s.rooms'))).toBe(false);
});

test('one row, which is asked for by its number, has no order', () => {
  const of = (values: string[], table = 's.users'): DataUse => ({
    reads: [{ table, pins: [{ column: 'id', values }] }],
    writes: [],
  });
  expect(depends('SELECT n FROM users WHERE id = 5 ORDER BY id LIMIT 1', of(['#5']))).toBe(false);
  expect(depends('SELECT n FROM users WHERE id IN (5, 6) ORDER BY id LIMIT 1', of(['#5', '#6']))).toBe(true);
  expect(depends('SELECT n FROM users WHERE id > 5 ORDER BY id LIMIT 1', reads('s.users'))).toBe(true);
  const join = 'SELECT t FROM users u JOIN posts p ON p.m = u.n WHERE u.id = 5 ORDER BY p.user_id LIMIT 1';
  expect(depends(join, { reads: [...(of(['#5']).reads as []), { table: 's.posts' }], writes: [] })).toBe(true);
  const self = 'SELECT n FROM users WHERE id = 5 OR n = (SELECT n FROM users ORDER BY id LIMIT 1)';
  expect(depends(self, { reads: [...(of(['#5']).reads as []), { table: 's.users' }], writes: [] })).toBe(true);
});

test('a message that quotes a number is about its row', () => {
  const message = (text: string) => namesNumber(`${text} at row 7`, new Map([['7', '8']]));
  expect(message("Duplicate entry '7' for key 'users.PRIMARY'")).toBe(true);
  expect(message("Duplicate entry 'a-7' for key 'users.PRIMARY'")).toBe(true);
  expect(message("Duplicate entry '7-ada' for key 'users.PRIMARY'")).toBe(true);
  expect(message("Duplicate entry '77' for key 'users.PRIMARY'")).toBe(false);
  // drawn digits
  expect(message("Duplicate entry 'room-7e2a763f' for key 'users.name'")).toBe(false);
});

test('a write that looks by a foreign key whether a row is there tells nothing of its number; a trigger may', () => {
  const writes: DataUse['writes'] = [{ table: 's.posts', effect: 'change' }];
  const parent = { table: 's.users', pins: [{ column: 'id', values: ['#1'] }] };
  const sql = 'INSERT INTO posts (user_id, t) VALUES (1, ?)';
  expect(depends(sql, { reads: [parent], writes })).toBe(false);
  expect(depends(sql, { reads: [parent, { table: 's.users' }], writes })).toBe(true);
  expect(depends('SELECT people.n FROM people', { reads: [parent], writes: [] })).toBe(true);
  // one that met no row may have met a view's
  const own = { table: 's.customers', pins: [{ column: 'id', values: ["'none'"] }] };
  const idle = "UPDATE customers SET n = 'a' WHERE id = 'none'";
  expect(depends(idle, { reads: [own, parent], writes: [] })).toBe(false);
  expect(depends(idle, { reads: [parent], writes: [] })).toBe(true);
  expect(depends(idle, { reads: [own, { table: 's.users' }], writes: [] })).toBe(true);
  expect(depends('UPDATE customers c JOIN people p SET c.n = 1', { reads: [own, parent], writes: [] })).toBe(true);
});

test('of definitions only what tells the next number depends on numbers', () => {
  const use: DataUse = { reads: 'definitions', writes: [] };
  expect(depends('SHOW FULL FIELDS FROM users', use)).toBe(false);
  expect(depends('SELECT column_name FROM information_schema.statistics', use)).toBe(false);
  for (const sql of ['SHOW CREATE TABLE users', 'SHOW TABLE STATUS', 'SELECT * FROM information_schema.tables'])
    expect(depends(sql, use), sql).toBe(true);
});
