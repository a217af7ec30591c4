import { expect, test } from 'vitest';
import { hashOf, mix, sum } from '../../../../src/data/history/mix.ts';

test('what is kept in recordings stays: other numbers would make every recorded version a stranger', () => {
  expect([hashOf(''), hashOf('SELECT 1'), mix(0, 0), mix(1, 2 ** 52)]).toMatchInlineSnapshot(`
    [
      3338908027751811,
      1363144037679350,
      7023637851990192,
      623467627628192,
    ]
  `);
});

test('numbers are whole and safe, and of a few thousand no two are alike', () => {
  const made = Array.from({ length: 4000 }, (_, at) => [hashOf(`row ${at}`), mix(at, 1), mix(1, at + 5000)]).flat();
  expect(made.every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true);
  expect(new Set(made).size).toBe(made.length);
});

test('two numbers are mixed in their order, and by all their bits', () => {
  expect(mix(1, 2)).not.toBe(mix(2, 1));
  const high = 2 ** 40;
  expect(new Set([mix(1, 1), mix(1 + high, 1), mix(1, 1 + high), mix(2, 1), mix(1, 2)]).size).toBe(5);
});

test('a sum is of no order, and what was added can be taken away', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(hashOf) as [number, number, number];
  expect(sum(sum(a, b), c)).toBe(sum(c, sum(b, a)));
  const of = sum(sum(sum(0, a), b), c);
  expect(sum(sum(of, -b), -a)).toBe(sum(0, c));
  expect(sum(sum(0, a), -a)).toBe(0);
  const most = Number.MAX_SAFE_INTEGER;
  expect(sum(sum(most, most), -most)).toBe(sum(0, most));
});
