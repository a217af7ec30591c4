// Which row an upsert is about: the one with the key that it may meet, where there is but one.
import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { useOf } from '../../../../src/data/use/use-of.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

const EMAILS = 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(40) UNIQUE, n INT)';
const TWO = 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(40) UNIQUE, name VARCHAR(9) UNIQUE)';
/** Its child goes with it. */
const NAMED = `${EMAILS}; CREATE TABLE c (t INT, FOREIGN KEY (t) REFERENCES t (id) ON DELETE CASCADE)`;

function pinsOf(table: string, sql: string): unknown {
  const catalogue = new Catalogue();
  const [own = '', child = ''] = table.split('; ');
  catalogue.create('db.t', Buffer.from(own));
  if (child !== '') catalogue.create('db.c', Buffer.from(child));
  const { access, normal } = readStatement(Buffer.from(sql));
  const told = { lastInsertId: 0n, affectedRows: 2, warnings: 0, errorCode: null, parameters: null };
  const asked = {
    access,
    sql: normal.toString('utf8'),
    database: 'db',
    state: '',
    isCollection: false,
    isByChance: false,
  };
  const { writes } = useOf({ ...asked, ...told }, catalogue);
  return writes === 'all' ? writes : writes.map(({ pins = [] }) => pins.map(({ column }) => column));
}

test.each([
  [
    'the key that ids leave',
    EMAILS,
    "INSERT INTO t (email) VALUES ('anna@x') ON DUPLICATE KEY UPDATE n = n + 1",
    [['email']],
  ],
  ['an id of its own', EMAILS, "INSERT INTO t (id, email) VALUES (5, 'anna@x') ON DUPLICATE KEY UPDATE n = 1", [[]]],
  ['no names', EMAILS, "INSERT INTO t VALUES (5, 'anna@x', 1) ON DUPLICATE KEY UPDATE n = 1", [[]]],
  ['several rows', EMAILS, "INSERT INTO t (email) VALUES ('anna'), ('bert') ON DUPLICATE KEY UPDATE n = 1", [[]]],
  [
    'another value for the key',
    EMAILS,
    "INSERT INTO t (email) VALUES ('anna') ON DUPLICATE KEY UPDATE email = 'bert'",
    [[]],
  ],
  [
    'the key as the new row has it',
    EMAILS,
    "INSERT INTO t (email, n) VALUES ('anna', 1) ON DUPLICATE KEY UPDATE `email` = VALUES(`email`), n = VALUES(n)",
    [['email']],
  ],
  [
    'the key as the new row has another column',
    EMAILS,
    "INSERT INTO t (email, n) VALUES ('anna', 1) ON DUPLICATE KEY UPDATE email = VALUES(n)",
    [[]],
  ],
  [
    'the key made of what the new row has',
    EMAILS,
    "INSERT INTO t (email) VALUES ('anna') ON DUPLICATE KEY UPDATE email = VALUES(email) + 1",
    [[]],
  ],
  ['two keys', TWO, "INSERT INTO t (email) VALUES ('anna') ON DUPLICATE KEY UPDATE name = 'b'", [[]]],
  ['a row that is put in its place', EMAILS, "REPLACE INTO t (email) VALUES ('anna')", [['email']]],
  ['one that others name', NAMED, "REPLACE INTO t (email) VALUES ('anna')", [[], []]],
])('%s', (_name, table, sql, columns) => {
  expect(pinsOf(table, sql)).toEqual(columns);
});
