// A program that computes with its fresh values, compares them and sorts by them.

import { randomBytes, randomUUID } from 'node:crypto';
import { named, type Program, ROWS } from './near-misses.ts';

const EXPRESSIONS = [
  'LEFT(token, 8)',
  'LEFT(token, 3)',
  'RIGHT(id, 12)',
  'SUBSTRING(id, 10, 14)',
  'REVERSE(token)',
  'MD5(id)',
  'SHA1(token)',
  'SHA2(id, 256)',
  'UPPER(token)',
  'LOWER(email)',
  "REPLACE(id, '-', '')",
  'CRC32(id)',
  'LENGTH(token)',
  "SUBSTRING_INDEX(email, '@', 1)",
  "CONCAT('u-', LEFT(id, 8))",
  "CONCAT(token, '/', id)",
  'TO_BASE64(token)',
  'ASCII(token)',
  'CONV(LEFT(id, 8), 16, 10)',
  "IF(token < 'm', 'low', 'high')",
  "id LIKE '%a%a%a%'",
  "token REGEXP '^[a-m]'",
  "CASE WHEN token > 'h' THEN 1 ELSE 0 END",
  "LOCATE('a', token)",
  'UNHEX(REPLACE(id, "-", ""))',
  'COALESCE(NULL, token)',
  'GREATEST(id, token)',
];

const OVER_ALL = [
  'SELECT id FROM items ORDER BY id',
  'SELECT id, note FROM items ORDER BY token DESC',
  'SELECT note, id FROM items ORDER BY items.id DESC LIMIT 100',
  'SELECT i.token AS id, i.note FROM items i ORDER BY id',
  'SELECT i.token AS id, i.note FROM items i ORDER BY i.id',
  'SELECT id, token, note FROM items ORDER BY token, id LIMIT 0, 50',
  'SELECT id, token, note FROM items ORDER BY note, token LIMIT 5',
  'SELECT id FROM items ORDER BY id LIMIT 2',
  'SELECT id, token FROM items WHERE note > "note b" ORDER BY id LIMIT 10 OFFSET 0',
  'SELECT note FROM items ORDER BY id LIMIT 1',
  'SELECT id FROM items ORDER BY token LIMIT 1, 1',
  'SELECT MAX(token) AS m FROM items',
  'SELECT MIN(id) AS m, COUNT(*) AS n FROM items',
  "SELECT COUNT(*) AS n FROM items WHERE id > '8'",
  "SELECT note FROM items WHERE token LIKE 'a%' ORDER BY note",
  "SELECT COUNT(*) AS n FROM items WHERE token BETWEEN '0' AND '8'",
  'SELECT note, ROW_NUMBER() OVER (ORDER BY id) AS r FROM items ORDER BY note',
  'SELECT note, RANK() OVER (ORDER BY token) AS r FROM items ORDER BY note',
  'SELECT GROUP_CONCAT(note ORDER BY id) AS g FROM items',
  'SELECT t FROM (SELECT LEFT(token, 5) AS t, note FROM items) x ORDER BY note',
  'WITH x AS (SELECT id AS i, note FROM items) SELECT REVERSE(i) AS r FROM x ORDER BY note',
  'SELECT token AS t FROM items ORDER BY t',
  'SELECT token FROM items ORDER BY 1',
  'SELECT LEFT(id, 1) AS l, COUNT(*) AS n FROM items GROUP BY l ORDER BY n, l',
  'SELECT a.note FROM items a JOIN items b ON a.id < b.id ORDER BY a.note, b.note',
];

/** Each that reads is asked by itself: a miss of it changes nothing. */
export const computed: Program = {
  table:
    'CREATE TABLE items (id CHAR(36) PRIMARY KEY, email VARCHAR(80), token VARCHAR(80), note VARCHAR(120), made DATETIME(3))',
  asks: [
    { sql: 'TRUNCATE items', values: [] },
    ...ROWS.map((n) => ({
      sql: 'INSERT INTO items (id, email, token, note, made) VALUES (?, ?, ?, ?, ?)',
      values: [`id${n}`, `email${n}`, `token${n}`, `note${n}`, `at${n}`],
    })),
    ...EXPRESSIONS.flatMap((one) =>
      ROWS.map((n) => ({ sql: `SELECT ${one} AS x FROM items WHERE note = ?`, values: [`note${n}`] })),
    ),
    ...OVER_ALL.map((sql) => ({ sql, values: [] })),
    { sql: 'SELECT note FROM items WHERE id > ? ORDER BY note', values: ['id1'] },
    { sql: 'SELECT note FROM items WHERE id >= ? AND id <= ? ORDER BY note', values: ['id0', 'id1'] },
    { sql: 'SELECT * FROM items WHERE id IN (?, ?) ORDER BY id LIMIT 2', values: ['id0', 'id2'] },
    { sql: 'SELECT * FROM items WHERE id IN (?, ?, ?) ORDER BY id DESC LIMIT 2', values: ['id0', 'id1', 'id2'] },
    { sql: 'SELECT note FROM items WHERE id = ? ORDER BY id LIMIT 100', values: ['id2'] },
    { sql: 'SELECT MD5(?) AS m, ? AS same', values: ['token0', 'token1'] },
    { sql: "SELECT CONCAT('x', LEFT(?, 4)) AS m", values: ['token0'] },
    { sql: 'SELECT note FROM items WHERE LEFT(token, 6) = LEFT(?, 6)', values: ['token2'] },
    { sql: 'SELECT note FROM items WHERE made <= ? ORDER BY made DESC LIMIT 1', values: ['at1'] },
    { sql: "UPDATE items SET note = CONCAT('n-', LEFT(token, 10)) WHERE id = ?", values: ['id0'] },
    { sql: 'SELECT note FROM items WHERE id = ?', values: ['id0'] },
    {
      sql: 'INSERT INTO items (id, email, token, note) VALUES (?, LOWER(?), MD5(?), ?)',
      values: ['id3', 'email3', 'token3', 'note3'],
    },
    { sql: 'SELECT email, token, note FROM items WHERE id = ?', values: ['id3'] },
    { sql: 'UPDATE items SET note = REVERSE(?) WHERE id = ?', values: ['token3', 'id1'] },
    { sql: 'SELECT note FROM items WHERE id = ?', values: ['id1'] },
    { sql: 'DELETE FROM items ORDER BY id LIMIT 1', values: [] },
    { sql: 'SELECT COUNT(*) AS n FROM items WHERE id = ?', values: ['id0'] },
  ],
  ordinary: ['note'],
  make: () =>
    named((n) => ({
      id: randomUUID(),
      email: `Ada-${randomBytes(16).toString('hex')}@example.com`,
      token: randomBytes(12).toString('hex'),
      note: `note ${['b', 'd', 'a', 'c', 'e'][n]}`,
      at: new Date(Date.now() - n * 7).toISOString().slice(0, 23).replace('T', ' '),
    })),
};
