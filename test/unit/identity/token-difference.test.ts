// All places where two statements differ.

import { expect, test } from 'vitest';
import { compareStatements, differenceLine } from '../../../src/identity/token-difference.ts';

const bare = (sql: string, parameters: string | null = null) => ({ sql, parameters });

function told(asked: string, recorded: string, parameters: string | null = null) {
  const { differences, ...sides } = compareStatements(bare(asked), bare(recorded, parameters));
  const show = (side: 'asked' | 'recorded') =>
    sides[side].map(({ text, is }) => (is === 'same' ? text : is === 'bound' ? `(${text})` : `[${text}]`)).join('');
  return { asked: show('asked'), recorded: show('recorded'), line: differenceLine(differences) };
}

test('a bound value is put in, and what is the cause goes first', () => {
  const asked = 'SELECT name FROM products WHERE price < 50 ORDER BY name';
  const recorded = 'SELECT name FROM products WHERE price < ? ORDER BY price';
  expect(told(asked, recorded, '[{"int":50}]')).toEqual({
    asked: 'SELECT name FROM products WHERE price < (50) ORDER BY [name]',
    recorded: 'SELECT name FROM products WHERE price < (? = 50) ORDER BY [price]',
    line: 'differs at byte 53: asked name, recorded price; 50 is ? = 50 there',
  });
});

test.each([
  ['SELECT a, b FROM t', 'SELECT a FROM t', 'SELECT a[, b] FROM t', 'SELECT a FROM t'],
  ['SELECT 1', 'SELECT 1', 'SELECT 1', 'SELECT 1'],
  ['', 'SELECT', '', '[SELECT]'],
  ["SELECT 'é🍣'", "SELECT 'é'", "SELECT ['é🍣']", "SELECT ['é']"],
  ["SELECT '", "SELECT '", "SELECT '", "SELECT '"],
])('%s and %s', (asked, recorded, left, right) => {
  expect(told(asked, recorded)).toMatchObject({ asked: left, recorded: right });
});

test('a value of any kind, and parameters that are no list', () => {
  const sql = 'SELECT ?, ?, ?, ?';
  const { recorded } = compareStatements(
    bare(sql),
    bare(sql, '[null,{"text":"it\'s"},{"blob":"00ff"},{"double":1.5}]'),
  );
  expect(recorded.map(({ text }) => text).join('')).toBe("SELECT ? = NULL, ? = 'it''s', ? = x'00ff', ? = 1.5");
  expect(compareStatements(bare(sql), bare(sql, 'nonsense')).differences).toEqual([]);
});

test('statements of any length take bounded time', () => {
  const long = (value: number) => `SELECT ${Array.from({ length: 20_000 }, (_, at) => at + value).join(', ')} FROM t`;
  const startedAt = performance.now();
  const { differences } = compareStatements(bare(long(1)), bare(long(2)));
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(differences.length).toBeGreaterThan(0);
  expect(differenceLine(differences)?.length).toBeLessThan(50 * 130);
});
