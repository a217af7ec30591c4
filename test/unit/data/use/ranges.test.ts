import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../../src/core/command.ts';
import { rangesOf } from '../../../../src/data/use/ranges.ts';
import type { Bound, BoundHow } from '../../../../src/sql/access/constant-key.ts';

const bound = (column: string, how: BoundHow, key: string): Bound => ({ column, how, value: { key } });
const kinds = (column: string) => (column === 'name' ? 'text' : column === 'day' ? 'unsure' : 'number');
const ranges = (...bounds: readonly Bound[]) => rangesOf(bounds, null, kinds);
const numbers = (from: string | null, to: string | null) => [{ column: 'id', axis: 'number', from, to }];

test.each([
  ['>', '6', null],
  ['>=', '5', null],
  ['<', null, '5'],
  ['<=', null, '6'],
] as const)('id %s 5', (how, from, to) => {
  expect(ranges(bound('id', how, '#5'))).toEqual(numbers(from, to));
});

test('bounds of one column are what lies in all of them, compared as numbers', () => {
  const list = [bound('id', '>=', '#9'), bound('id', '>=', '#10'), bound('id', '<', '#100'), bound('id', '<', '#99')];
  expect(ranges(...list)).toEqual(numbers('10', '99'));
  expect(ranges(...list.reverse())).toEqual(numbers('10', '99'));
  expect(ranges(bound('id', '>', '#-10'), bound('id', '>', '#-9'))).toEqual(numbers('-8', null));
});

test('columns are apart', () => {
  const both = ranges(bound('id', '>=', '#1'), bound('owner', '<', '#2'));
  expect(both.map(({ column, from, to }) => [column, from, to])).toEqual([
    ['id', '1', null],
    ['owner', null, '2'],
  ]);
});

test('the beginning of a text ends behind all that begin so; of two the longer counts', () => {
  const [range] = ranges(bound('name', 'like', "'a"), bound('name', 'like', "'ab"));
  expect(range).toMatchObject({ axis: 'text', from: "'ab" });
  const isIn = (text: string) => text >= (range?.from ?? '') && text < (range?.to ?? '');
  expect(["'aa", "'ab", "'abz", "'ac"].map(isIn)).toEqual([false, true, true, false]);
});

test('a column whose type orders its values otherwise has no range', () => {
  const list = [bound('name', '>=', '#1'), bound('id', 'like', "'1"), bound('day', '<', '#20200505')];
  expect(ranges(...list)).toEqual([]);
});

test('a parameter is taken where it is a whole number, and left out where it is none, or absent', () => {
  const asked: readonly Bound[] = [{ column: 'id', how: '>=', value: { parameter: 0 } }];
  const of = (parameters: readonly ParameterValue[] | null) => rangesOf(asked, parameters, kinds);
  expect(of([{ kind: 'int', value: 5n }])).toEqual(numbers('5', null));
  expect(of([{ kind: 'null' }])).toEqual([]);
  expect(of([])).toEqual([]);
  expect(of(null)).toEqual([]);
});
