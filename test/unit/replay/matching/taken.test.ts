import { expect, test } from 'vitest';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { startPlace } from '../../../../src/replay/matching/place.ts';
import { TakenList } from '../../../../src/replay/matching/taken.ts';

const exchange = (id: number) => ({ id }) as RecordedExchange;
const place = startPlace();
const add = (list: TakenList, id: number) => list.add(exchange(id), true);
const mark = (list: TakenList) => list.mark(new Set([place]), 0);
const ids = (list: TakenList, to: ReturnType<typeof mark>) => list.cut(to)?.map((one) => one.exchange.id) ?? null;

test('goes back to a mark, and to an earlier one, but not to one behind it', () => {
  const list = new TakenList();
  add(list, 1);
  const first = mark(list);
  add(list, 2);
  add(list, 3);
  const behind = mark(list);
  list.drop(exchange(3));
  expect(ids(list, behind)).toBe(null);
  expect(ids(list, first)).toEqual([2]);
  add(list, 4);
  expect(ids(list, first)).toEqual([4]);
});

test('there is no way back to before a transaction that ended by itself', () => {
  const list = new TakenList();
  const before = mark(list);
  list.end();
  const behind = mark(list);
  add(list, 1);
  expect(ids(list, before)).toBe(null);
  expect(ids(list, behind)).toEqual([1]);
});

test('there is no way back in another list', () => {
  const [list, other] = [new TakenList(), new TakenList()];
  expect(ids(other, mark(list))).toBe(null);
});

test('of what was taken long ago there is no way back; of what was taken last there is, however much came before', () => {
  const list = new TakenList();
  const first = mark(list);
  for (let id = 1; id <= 30_000; id++) add(list, id);
  const last = mark(list);
  add(list, 30_001);
  expect(ids(list, first)).toBe(null);
  expect(ids(list, last)).toEqual([30_001]);
});
