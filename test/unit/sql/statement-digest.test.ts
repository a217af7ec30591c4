import { expect, test } from 'vitest';
import { DigestTexts } from '../../../src/sql/statement-digest.ts';

/** In this order: each is told apart from those before it, whose digest it must not get. */
const STATEMENTS = [
  "SELECT 'it''s'",
  "SELECT 1'a'",
  "SELECT 'a' 'b'",
  'SELECT 12',
  'SELECT 1.5, 1.5.2, .5, 1e5, 0x41, 1a',
  'SELECT 2.5, 2.5.3, .6, 2e5, 0x42, 2a',
  'SELECT t1.c2 FROM t1 WHERE t1.2x = 5',
  "SELECT x'41', N'n', _utf8'u', @1, @a1, :1",
  "SELECT 'a' -- it's 5\n, 'b'",
  "SELECT 'a' -- it's 6\n, c",
  "SELECT /* don't */ 'x', 5",
  "SELECT /* don't */ y, 5",
  "SELECT 'a\\'b', 'c'",
  "SELECT 'a\\', b, 'c'",
  "SELECT \"a ' b\", 'c'",
  "SELECT `a 'b` FROM t WHERE c = 'd'",
  'SELECT * FROM t WHERE a IN (1, 2, 3) LIMIT 5,10',
  "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
  "SELECT 'open",
  'SELECT 5é, é5, $5, 5$',
];

test('a digest by way of a statement that differs in its literals is the digest', () => {
  // of a reader that knows nothing yet
  const alone = (sql: string) => new DigestTexts<string>().of(sql, (text) => text);
  const digests = new DigestTexts<string>();
  for (const again of [STATEMENTS, STATEMENTS]) {
    for (const sql of again) expect(digests.of(sql, (text) => text)).toBe(alone(sql));
  }
});

test('statements that differ in plain literals are read once', () => {
  const digests = new DigestTexts<object>();
  const make = () => ({});
  const one = digests.of("SELECT a FROM t WHERE b = 5 AND c = 'x'", make);
  expect(digests.of("SELECT a FROM t WHERE b = 99.5 AND c = 'y'", make)).toBe(one);
});
