// A program whose fresh values the server itself computes with, by what it keeps: views, triggers, generated columns, functions,
// procedures, defaults, checks, foreign keys.

import { randomBytes, randomUUID } from 'node:crypto';
import { named, type Program, ROWS } from './near-misses.ts';

const KEPT = [
  'CREATE TABLE log (n INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(120), copy VARCHAR(80), loud VARCHAR(80), digest VARCHAR(80), short VARCHAR(80))',
  `CREATE TABLE parts (id CHAR(36), note VARCHAR(120), FOREIGN KEY (id) REFERENCES items (id) ON UPDATE CASCADE ON DELETE CASCADE)`,
  'CREATE TRIGGER before_item BEFORE INSERT ON items FOR EACH ROW SET NEW.slug = REVERSE(NEW.token)',
  `CREATE TRIGGER after_item AFTER INSERT ON items FOR EACH ROW
   INSERT INTO log (note, copy, loud, digest, short) VALUES (NEW.note, NEW.id, UPPER(NEW.token), SHA2(NEW.id, 256), CRC32(NEW.id))`,
  'CREATE VIEW plain AS SELECT id, id AS k, token, note FROM items',
  'CREATE VIEW codes AS SELECT LEFT(token, 8) AS code, LEFT(token, 3) AS few, CRC32(id) AS sum, note FROM items',
  'CREATE VIEW codes_of_codes AS SELECT UPPER(code) AS loud, note FROM codes',
  'CREATE VIEW first_of_all AS SELECT note FROM items ORDER BY token LIMIT 1',
  'CREATE FUNCTION code_of(one VARCHAR(80)) RETURNS VARCHAR(80) DETERMINISTIC RETURN CONCAT(LEFT(one, 3), "-", CRC32(one))',
  'CREATE PROCEDURE made_of(one VARCHAR(80)) SELECT REVERSE(one) AS r, CRC32(one) AS c',
  'CREATE PROCEDURE copy_of(one VARCHAR(80)) SELECT one AS same, note FROM items WHERE token = one',
  'CREATE PROCEDURE keep(one VARCHAR(80)) INSERT INTO log (note, short) VALUES ("kept", RIGHT(one, 3))',
];

const ALL = [
  'SELECT id, note FROM plain ORDER BY id',
  'SELECT k, note FROM plain ORDER BY k',
  'SELECT note FROM plain ORDER BY token LIMIT 1',
  'SELECT LEFT(k, 4) AS x FROM plain ORDER BY note',
  'SELECT * FROM codes ORDER BY note',
  'SELECT code FROM codes ORDER BY note',
  'SELECT few FROM codes ORDER BY note',
  'SELECT note FROM codes ORDER BY code',
  'SELECT loud FROM codes_of_codes ORDER BY note',
  'SELECT * FROM first_of_all',
  'SELECT code_of(token) AS c, note FROM items ORDER BY note',
  'SELECT note, copy FROM log ORDER BY n',
  'SELECT loud FROM log ORDER BY n',
  'SELECT digest FROM log ORDER BY n',
  'SELECT short FROM log ORDER BY n',
  'SELECT * FROM log ORDER BY n',
  'SELECT note FROM log ORDER BY copy',
  'SELECT slug FROM items ORDER BY note',
  'SELECT sign FROM items ORDER BY note',
  'SELECT tail FROM items ORDER BY note',
  'SELECT * FROM items ORDER BY note',
  'SELECT id, note FROM parts ORDER BY note',
  'SELECT note FROM parts ORDER BY id',
  'SELECT note FROM items ORDER BY slug LIMIT 1',
];

export const kept: Program = {
  table: `CREATE TABLE items (id CHAR(36) PRIMARY KEY, token VARCHAR(80), note VARCHAR(120),
    slug VARCHAR(80), sign VARCHAR(80) AS (CONCAT('s', LEFT(token, 3))) STORED, tail VARCHAR(80) DEFAULT (RIGHT(id, 12)), made DATETIME(3))`,
  kept: KEPT,
  asks: [
    ...[
      'SET foreign_key_checks = 0',
      'TRUNCATE parts',
      'TRUNCATE items',
      'TRUNCATE log',
      'SET foreign_key_checks = 1',
    ].map((sql) => ({ sql, values: [] })),
    ...ROWS.flatMap((n) => [
      {
        sql: 'INSERT INTO items (id, token, note, made) VALUES (?, ?, ?, ?)',
        values: [`id${n}`, `token${n}`, `note${n}`, `at${n}`],
      },
      { sql: 'INSERT INTO parts (id, note) VALUES (?, ?)', values: [`id${n}`, `note${n}`] },
    ]),
    ...ALL.map((sql) => ({ sql, values: [] })),
    ...ROWS.flatMap((n) => [
      { sql: 'SELECT code FROM codes WHERE note = ?', values: [`note${n}`] },
      { sql: 'SELECT note FROM plain WHERE k = ?', values: [`id${n}`] },
      { sql: 'SELECT note FROM items WHERE slug = REVERSE(?)', values: [`token${n}`] },
      { sql: 'SELECT slug, tail FROM items WHERE id = ?', values: [`id${n}`] },
      { sql: 'SELECT note, loud FROM log WHERE copy = ?', values: [`id${n}`] },
    ]),
    { sql: 'SELECT COUNT(*) AS n FROM codes', values: [] },
    { sql: 'INSERT INTO log (note, copy) SELECT note, token FROM items', values: [] },
    { sql: 'SELECT copy FROM log ORDER BY copy', values: [] },
    { sql: 'SELECT note FROM log ORDER BY copy LIMIT 1', values: [] },
    { sql: 'UPDATE items SET slug = id WHERE note = ?', values: ['note1'] },
    { sql: 'SELECT slug FROM items ORDER BY slug', values: [] },
    { sql: 'SELECT LEFT(slug, 2) AS x FROM items WHERE note = ?', values: ['note1'] },
    { sql: 'UPDATE items SET id = ? WHERE id = ?', values: ['id3', 'id0'] },
    { sql: 'SELECT id FROM parts ORDER BY note', values: [] },
    { sql: 'SELECT note FROM parts ORDER BY id', values: [] },
    { sql: 'CALL copy_of(?)', values: ['token1'] },
    { sql: 'CALL made_of(?)', values: ['token1'] },
    { sql: 'CALL keep(?)', values: ['token2'] },
    { sql: "SELECT short FROM log WHERE note = 'kept'", values: [] },
    { sql: 'SET @one = ?', values: ['token1'] },
    { sql: 'SELECT @one AS one', values: [] },
    { sql: 'SELECT LEFT(@one, 3) AS few', values: [] },
    { sql: 'SELECT code_of(@one) AS c', values: [] },
  ],
  ordinary: ['note'],
  make: () =>
    named((n) => ({
      id: randomUUID(),
      token: randomBytes(12).toString('hex'),
      note: `note ${['b', 'd', 'a', 'c', 'e'][n]}`,
      at: new Date(Date.now() - n * 7).toISOString().slice(0, 23).replace('T', ' '),
    })),
};
