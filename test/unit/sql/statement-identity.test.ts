import { describe, expect, test } from 'vitest';
import { RULES } from '../../../src/identity/identity-rules.ts';
import { normaliseStatement } from '../../../src/sql/statement-identity.ts';
import fc from '../../support/property.ts';

const normal = (sql: string) => normaliseStatement(Buffer.from(sql, 'latin1')).toString('latin1');

describe('the normal form', () => {
  test.each([
    ['  SELECT  a FROM  t  ', 'SELECT a FROM t'],
    ['SELECT a FROM t\n\tWHERE b =  1', 'SELECT a FROM t WHERE b = 1'],
    ['SELECT a,  b FROM t , u', 'SELECT a, b FROM t, u'],
    ['/* c */ SELECT a FROM t -- d', 'SELECT a FROM t'],
    ['SELECT /* trace=1 */ a FROM t /* e */ WHERE b', 'SELECT a FROM t WHERE b'],
    ['SELECT a FROM t;', 'SELECT a FROM t'],
    ['SELECT a FROM t ; ;\n', 'SELECT a FROM t'],
    ['SELECT 1;\n SELECT 2 ;', 'SELECT 1;SELECT 2'],
    [
      'select distinct a from t where B in (1) order by c desc',
      'SELECT DISTINCT a FROM t WHERE B IN (1) ORDER BY c DESC',
    ],
    ['insert into t values\n (1,  2)', 'INSERT INTO t VALUES (1, 2)'],
    ['SELECT * FROM (SELECT  a+ 1  FROM\n t) x', 'SELECT * FROM (SELECT a+ 1 FROM t) x'],
  ])('of %j is %j', (sql, expected) => {
    expect(normal(sql)).toBe(expected);
  });

  // each of these gets an answer of its own from a MySQL 9.7 server, or from MariaDB
  test.each([
    ['a column is named after its text', 'SELECT 1+1', 'SELECT 1+ 1'],
    ['comments are part of that text', 'SELECT 1 + 1', 'SELECT 1 /* c */ + 1'],
    [
      'a gap behind the expression can be',
      'SELECT CASE 1 WHEN 1 THEN 2 END FROM t',
      'SELECT CASE 1 WHEN 1 THEN 2 END  FROM t',
    ],
    ['before a semicolon too', 'SELECT 1; SELECT 2', 'SELECT 1 ; SELECT 2'],
    ['and so is letter case', 'SELECT a and b FROM t', 'SELECT a AND b FROM t'],
    ['in a subquery of the list too', 'SELECT (SELECT 1 FROM t)', 'SELECT (SELECT 1  FROM t)'],
    ['in RETURNING', 'DELETE FROM t RETURNING a+1', 'DELETE FROM t RETURNING a+ 1'],
    ['in a bare VALUES', 'VALUES (1+1)', 'VALUES (1+ 1)'],
    ['a comment hides a function call', 'DO count (*)', 'DO count/**/(*)'],
    ['a space hides a function call', 'DO count(*)', 'DO count (*)'],
    ['a comment behind a semicolon is a statement', 'SELECT 1', 'SELECT 1; /* c */'],
    ['a comment alone is no error', '', '/* c */'],
    ['an executable comment counts', 'SELECT 1', 'SELECT 1 /*! + 1 */'],
    ['and its text', 'SET /*! a  = 1 */', 'SET /*! a = 1 */'],
    ['a hint counts', 'SELECT a FROM t', 'SELECT /*+ BKA(t) */ a FROM t'],
    ['a name behind a dot is no keyword', 'DO t.select', 'DO t.SELECT'],
    ['names have letter case', 'SELECT 1 FROM t', 'SELECT 1 FROM T'],
    ['stored text counts', 'CREATE PROCEDURE p() BEGIN  END', 'CREATE PROCEDURE p() BEGIN END'],
    ['two minus signs stay what they are', 'DO 5--/* c */1', 'DO 5-- 1'],
    ['5--1 is no comment', 'DO 5--1', 'DO 5'],
    ['what looks like a comment in a literal', "DO 'a--b'", "DO 'a--c'"],
    ['what follows an escaped quote', "DO 'a\\' -- b'", "DO 'a\\' -- c'"],
    ['a comment without an end', 'DO 1 /* c', 'DO 1'],
    ['literals and their kinds', 'DO 1', "DO '1'"],
  ])('%s', (_reason, one, other) => {
    expect(normal(one)).not.toBe(normal(other));
  });

  test('is the same buffer where nothing changes, and a view where only the ends do', () => {
    const sql = Buffer.from("SELECT a, b FROM t WHERE c = 'x  y'");
    expect(normaliseStatement(sql)).toBe(sql);
    const padded = Buffer.from(' SELECT 1;');
    expect(normaliseStatement(padded).buffer).toBe(padded.buffer);
  });

  test('an executable comment that a server may end elsewhere leaves the rest as it is', () => {
    expect(normal("SELECT /*! '*/' */  1  ;")).toBe("SELECT /*! '*/' */  1  ;");
    expect(normal('/*!40101 SET  NAMES utf8 */ ;')).toBe('/*!40101 SET  NAMES utf8 */');
    expect(normal('SELECT /*! a ')).toBe('SELECT /*! a');
  });
});

const PIECES = [
  'SELECT',
  'select',
  'FROM',
  'WHERE',
  'distinct',
  'values',
  'CREATE',
  'a',
  'T',
  '.',
  ',',
  ';',
  '(',
  ')',
  '=',
  '-',
  '*',
  '/',
  '@',
  '?',
  '1',
  '.5',
  "'x  y'",
  "'",
  '"',
  '`q`',
  '\\',
  ' ',
  '  ',
  '\n',
  '/* c */',
  '/*',
  '*/',
  '/*! z */',
  '/*+ h */',
  '-- c\n',
  '--',
  '#',
  '\xe9',
  '\0',
];
const statement = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(''));

test('normalising twice changes nothing more, and hardly makes a statement longer', () => {
  fc.assert(
    fc.property(statement, (sql) => {
      const once = normal(sql);
      expect(normal(once)).toBe(once);
      expect(once.length).toBeLessThanOrEqual(sql.length + 1);
    }),
    { numRuns: 3000 },
  );
});

test('comments beside whitespace outside of expressions do not count', () => {
  const words = ['UPDATE t', 'SET a = 1,', "b = 'x  /* y */'", 'WHERE c IN (1, 2)', 'ORDER BY d', 'LIMIT 5'];
  const gap = fc.array(fc.constantFrom(' ', '\n', '\t', '/* c */', '# d\n', '-- e\n', "/* it's */"), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.array(gap, { minLength: 7, maxLength: 7 }), (gaps) => {
      const sql = words.map((word, index) => `${gaps[index]?.join('')}${word}`).join('') + gaps[6]?.join('');
      expect(normal(sql)).toBe(words.join(' '));
    }),
  );
});

test('time is linear', () => {
  for (const piece of ['(select ', '/*! ', "'a\\", '`', '-- \n', '; /**/', 'a.', '/* ']) {
    const started = process.cpuUsage();
    normaliseStatement(Buffer.from(piece.repeat(300_000)));
    // the processor's time, on a busy machine too; what grows with the square takes many minutes
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(30_000);
  }
}, 300_000);

test('rules have a version', () => {
  expect(RULES).toBe('sql-2');
});
