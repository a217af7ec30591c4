import { expect, test } from 'vitest';
import { keptLine } from '../../../../src/core/described-values.ts';
import { keptIn, mayKeep } from '../../../../src/sql/values/kept-definitions.ts';

test.each([
  [
    'CREATE OR REPLACE VIEW shop.v AS SELECT id AS k, LEFT(token, 8) AS code FROM items ORDER BY id',
    'view v: values of view - computed:token:left(8):code ordered-in-turn:id: is:k:id makes:code',
  ],
  ['CREATE VIEW v (a, b) AS SELECT id, token FROM items', 'view v: values of view - ?'],
  [
    'CREATE TRIGGER t BEFORE INSERT ON `shop`.`items` FOR EACH ROW SET NEW.slug = UPPER(NEW.token)',
    'trigger items: values of trigger before%20insert gives:slug:token:upper()',
  ],
  [
    'CREATE TRIGGER t AFTER UPDATE ON items FOR EACH ROW INSERT INTO log (a, b) VALUES (OLD.id, CRC32(NEW.id))',
    'trigger items: values of trigger after%20update gives:a:id gives:b:id:crc32()',
  ],
  [
    "CREATE TRIGGER t AFTER DELETE ON items FOR EACH ROW BEGIN IF OLD.token < 'm' THEN INSERT INTO log (a) VALUES (1); END IF; END",
    'trigger items: values of trigger after%20delete computed:token:',
  ],
  [
    'CREATE FUNCTION f(a CHAR(9)) RETURNS CHAR(9) DETERMINISTIC RETURN REVERSE(a)',
    'function f: values of function f computed:%3F:reverse()',
  ],
  ['CREATE PROCEDURE p(a CHAR(9)) CALL other(a)', 'procedure p: values of procedure p ?'],
  [
    'CREATE TABLE items (id CHAR(36) PRIMARY KEY, KEY x (id), code CHAR(8) AS (LEFT(id, 8)) STORED, n INT DEFAULT 1, tail CHAR(9) DEFAULT (CONCAT(code, id)))',
    'column items: values of column code gives:*:id:left(8); column items: values of column tail gives:*:code: gives:*:id:',
  ],
  ['ALTER TABLE items ADD COLUMN same CHAR(36) AS (id)', 'column items: values of column same gives:*:id'],
  ['CREATE INDEX i ON items (id)', ''],
])('%s', (sql, expected) => {
  expect(mayKeep(sql)).toBe(true);
  const lines = keptIn(sql).map(({ kind, name, of, values }) => `${kind} ${name}: ${keptLine(kind, of, values)}`);
  expect(lines.join('; ')).toBe(expected);
});

test('other statements make nothing of the kind', () => {
  expect(mayKeep("INSERT INTO t VALUES ('create view')")).toBe(false);
});
