import { describe, expect, test } from 'vitest';
import { boundLiterals, isBindable } from '../../../../src/sql/values/bind-literals.ts';

const bound = (template: string, text: string) => boundLiterals(Buffer.from(template), Buffer.from(text), {});
const text = (value: string) => ({ kind: 'text', value: Buffer.from(value) });

describe('literals in the places of parameters', () => {
  test.each([
    ['SELECT a FROM t WHERE b = ?', 'SELECT a FROM t WHERE b = 5', [{ kind: 'int', value: 5n }]],
    ['SELECT a FROM t WHERE b = ?', 'SELECT a FROM t WHERE b = 1.50', [{ kind: 'decimal', value: '1.50' }]],
    ['SELECT a FROM t WHERE b = ?', "select a  from t where b = 'it''s'", [text("it's")]],
    ['SELECT a FROM t WHERE b = ?', 'SELECT a FROM t WHERE b = NULL', [{ kind: 'null' }]],
    [
      'SELECT a FROM t LIMIT ?, ?',
      'SELECT a FROM t LIMIT 1, 2',
      [
        { kind: 'int', value: 1n },
        { kind: 'int', value: 2n },
      ],
    ],
    ['SELECT a FROM t', 'SELECT a FROM t', []],
  ])('%s is %s', (template, sql, expected) => {
    expect(bound(template, sql)).toEqual(expected);
  });

  test.each([
    ['SELECT a FROM t WHERE b = ?', 'SELECT a FROM t WHERE b = 1e3'],
    ['SELECT a FROM t WHERE b = ?', "SELECT a FROM t WHERE b = x'31'"],
    ['SELECT a FROM t WHERE b = ?', 'SELECT a FROM t WHERE b = c'],
    ['SELECT a FROM t WHERE b = ?', 'SELECT a FROM t WHERE c = 5'],
    ['SELECT a FROM t WHERE b = ?', 'SELECT a FROM t WHERE b = 5 AND c = 6'],
    ['SELECT a FROM t WHERE b = ? AND c = ?', 'SELECT a FROM t WHERE b = 5'],
  ])('%s is not %s', (template, sql) => {
    expect(bound(template, sql)).toBeNull();
  });
});

test.each([
  ['SELECT a FROM t WHERE b = ? LIMIT ?', true],
  ['INSERT INTO t VALUES (?, ?)', true],
  ['SELECT a FROM t ORDER BY a LIMIT ?', true],
  ['SELECT ? + 1', false],
  // named by its alias, but defined by the type of what stands there
  ['SELECT ? AS n FROM t', false],
  ['SELECT a FROM t ORDER BY ?', false],
  ['SELECT a FROM t GROUP BY a, ? HAVING a > 1', false],
])('values may stand in the places of the parameters of %s: %s', (template, expected) => {
  expect(isBindable(Buffer.from(template), {})).toBe(expected);
});
