import { expect, test } from 'vitest';
import { type NotedClocks, notesOf, withNote } from '../../../../../src/replay/volatile/carrying/noted-clocks.ts';

const note = (exchange: number) => ({ exchange, slots: [], turn: 0 });
const chainOf = (count: number) => {
  let chain: NotedClocks | undefined;
  for (let at = 1; at <= count; at++) chain = withNote(chain, note(at));
  return chain as NotedClocks;
};
const idsOf = (chain: NotedClocks, table: string) => {
  const said = (exchange: number) => ({ tables: new Set([exchange % 100 === 0 ? 'rare' : 'often']) });
  return notesOf(chain, table, said).map(({ exchange }) => exchange);
};

test('those of a table come in their order, however many others there are', () => {
  const chain = chainOf(1000);
  expect(idsOf(chain, 'rare')).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  expect(idsOf(chain, 'often')).toHaveLength(990);
  expect(idsOf(chain, 'none')).toHaveLength(1000);
  expect(idsOf(chain, '')).toHaveLength(1000);
});

test('what came before is as it was, and of very many the first are dropped, which shows', () => {
  const chain = chainOf(3);
  withNote(chain, note(4));
  expect(idsOf(chain, '')).toEqual([1, 2, 3]);
  expect(chain.isCut).toBe(false);
  const long = chainOf(20_000);
  expect(long.isCut).toBe(true);
  expect(idsOf(long, '').at(-1)).toBe(20_000);
  expect(idsOf(long, '').length).toBeLessThan(10_000);
});
