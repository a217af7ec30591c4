import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../../../src/core/command.ts';
import { type Choose, maskStatement } from '../../../../../src/replay/volatile/values/masked-statement.ts';
import { ActiveRule } from '../../../../../src/replay/volatile/values/volatile-rules.ts';

const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
const rule = new ActiveRule({ kind: 'any' }, 'test', 'here');
const text = (value: string): ParameterValue => ({ kind: 'text', value: Buffer.from(value) });

/** With all values at these places masked. */
function mask(
  sql: string,
  places: readonly number[],
  parameters: readonly ParameterValue[] | null = null,
  names = false,
) {
  const choose: Choose = ({ position }) => (places.includes(position) ? { rule, shape: 'x' } : undefined);
  return maskStatement({ command: 'COM_QUERY', sql: Buffer.from(sql), parameters, dialect }, choose, names);
}

test('equal keys are of statements that differ in their masked values only', () => {
  const key = (sql: string) => mask(sql, [2])?.key;
  expect(key("INSERT INTO t VALUES (1, 'a')")).toBe(key("INSERT INTO t VALUES (1, 'long')"));
  expect(key("INSERT INTO t VALUES (1, 'a')")).not.toBe(key("INSERT INTO t VALUES (2, 'a')"));
  expect(key("INSERT INTO t VALUES (1, 'a')")).not.toBe(key("INSERT INTO u VALUES (1, 'a')"));
  expect(mask('INSERT INTO t VALUES (1)', [2])).toBe(null);
});

test('a literal is known as it was written, a name without its quotes', () => {
  const found = mask("UPDATE `t` SET a = 'it''s', b = 5", [1, -2], null, true);
  expect(found?.slots.map(({ position, content, token }) => [position, content, token?.toString() ?? null])).toEqual([
    [-2, 't', null],
    [1, "it's", "'it''s'"],
  ]);
  expect(mask('UPDATE `t` SET b = 5', [-2])).toBe(null);
});

test('parameters have the places of their question marks, also those of many rows', () => {
  const sql = 'INSERT INTO t VALUES (?, 7, ?)';
  const slots = mask(sql, [3], [text('a'), text('b'), text('c'), text('d')])?.slots;
  expect(slots?.map(({ parameter, position, content }) => [parameter, position, content])).toEqual([
    [1, 3, 'b'],
    [3, 3, 'd'],
  ]);
  expect(mask(sql, [3], [text('a'), text('b')])?.key).toBe(mask(sql, [3], [text('a'), text('z')])?.key);
  expect(mask(sql, [3], [text('a'), text('b')])?.key).not.toBe(mask(sql, [3], [text('z'), text('b')])?.key);
});

test('NULL is no value that could be another, and what is bound is of its type', () => {
  const sql = 'INSERT INTO t VALUES (?)';
  expect(mask(sql, [1], [{ kind: 'null' }])).toBe(null);
  expect(mask(sql, [1], [{ kind: 'int', value: 5n }])?.key).not.toBe(mask(sql, [1], [text('5')])?.key);
});
