import { expect, test } from 'vitest';
import type { RowRange } from '../../../../src/core/data-use.ts';
import { Cuts } from '../../../../src/data/definitions/cuts.ts';

const numbers = (from: number | null, to: number | null): RowRange => ({
  column: 'id',
  axis: 'number',
  from: from === null ? null : String(from),
  to: to === null ? null : String(to),
});
const texts = (from: string, to: string): RowRange => ({ column: 'name', axis: 'text', from, to });

function cutBy(...ranges: readonly RowRange[]): Cuts {
  const cuts = new Cuts();
  for (const range of ranges) cuts.add(range);
  return cuts;
}

test('a value is in a range where its part is one of the range, its first end within and its last one not', () => {
  const [small, large] = [numbers(9, 100), numbers(50, 1000)];
  const cuts = cutBy(large, small);
  const isIn = (value: number, range: RowRange) => cuts.partsOf(range)?.includes(cuts.partOf(`#${value}`));
  // 9 < 100 as numbers, not as texts
  expect([8, 9, 49, 50, 99, 100, 1000].map((value) => isIn(value, small))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect([49, 50, 999, 1000].map((value) => isIn(value, large))).toEqual([false, true, true, false]);
  expect(cuts.partOf('#-5')).toBe(cuts.partOf('#8'));
});

test('a range without an end has all parts on that side, and one that nothing lies in has none', () => {
  const cuts = cutBy(numbers(10, 20));
  expect(cuts.partsOf(numbers(null, 10))).toEqual([cuts.partOf('#9')]);
  expect(cuts.partsOf(numbers(20, null))).toEqual([cuts.partOf('#20')]);
  expect(cuts.partsOf(numbers(null, null))).toEqual(['#9', '#10', '#20'].map((key) => cuts.partOf(key)));
  expect(cuts.partsOf(numbers(20, 10))).toEqual([]);
});

test('texts are cut by themselves, and never lie in a range of numbers', () => {
  const cuts = cutBy(numbers(1, 2), texts("'b", "'b\uffff"));
  expect(cuts.partsOf(texts("'b", "'b\uffff"))).toEqual([cuts.partOf("'bx")]);
  expect(cuts.partOf("'b")).toBe(cuts.partOf("'bz"));
  expect(new Set(["'a", "'b", "'c", '#1'].map((key) => cuts.partOf(key))).size).toBe(4);
  expect(cutBy().partOf("'1")).not.toBe(cutBy().partOf('#1'));
});

test('a range whose ends are no cuts, or of too many parts, is not told by parts', () => {
  const cuts = cutBy(numbers(10, 20));
  expect([numbers(10, 15), numbers(11, 20), texts("'a", "'b")].map((range) => cuts.partsOf(range))).toEqual([
    null,
    null,
    null,
  ]);
  const many = cutBy(...Array.from({ length: 66 }, (_, at) => numbers(at, null)));
  expect(many.partsOf(numbers(0, 64))).toHaveLength(64);
  expect(many.partsOf(numbers(0, 65))).toBe(null);
});

test('numbers beyond those of JavaScript are told apart', () => {
  const end = 2n ** 63n;
  const range: RowRange = { column: 'id', axis: 'number', from: String(end), to: null };
  const cuts = cutBy(range);
  expect(cuts.partsOf(range)).toEqual([cuts.partOf(`#${end}`)]);
  expect(cuts.partOf(`#${end - 1n}`)).not.toBe(cuts.partOf(`#${end}`));
});
