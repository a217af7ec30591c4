import { expect, test } from 'vitest';
import { areTiesKept, isOrderKept } from '../../../../../src/replay/volatile/certainty/value-order.ts';

const pairs = (...all: readonly [recorded: string, live: string][]) =>
  all.map(([recorded, live]) => ({ recorded: `2026-11-30 08:00:0${recorded}`, live: `2027-01-01 08:00:0${live}` }));

test.each([
  ['as they were', pairs(['1', '2'], ['2', '3']), true, true, true],
  ['two that were one', pairs(['1', '2'], ['1', '3']), true, false, false],
  ['one that was two', pairs(['1', '2'], ['2', '2']), true, true, false],
  ['the other way round', pairs(['1', '3'], ['2', '2']), false, true, true],
  ['one in two spellings', pairs(['1', '2'], ['1.000', '2.0']), true, true, true],
] as const)('%s', (_what, all, isOrdered, areKept, areBoth) => {
  expect([isOrderKept(all, false), areTiesKept(all), areTiesKept(all, true)]).toEqual([isOrdered, areKept, areBoth]);
});

test("values of MariaDB's type UUID are in order by their last parts as well", () => {
  const pairs = [
    { recorded: '1aaaaaaa-1111-4111-8111-1aaaaaaaaaaa', live: '1daaaaaa-1111-4111-8111-9aaaaaaaaaaa' },
    { recorded: '2bbbbbbb-2222-4222-8222-2bbbbbbbbbbb', live: '2ebbbbbb-2222-4222-8222-8bbbbbbbbbbb' },
  ];
  expect([isOrderKept(pairs, false), isOrderKept(pairs, false, true)]).toEqual([true, false]);
});
