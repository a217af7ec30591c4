import { expect, test } from 'vitest';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { startPlace } from '../../../../src/replay/matching/place.ts';
import { TakenList } from '../../../../src/replay/matching/taken.ts';

const exchange = (id: number) => ({ id }) as RecordedExchange;
const place = startPlace();
const add = (list: TakenList, id: number) => list.add(exchange(id), undefined, place, true);

test('goes back to a mark, and to an earlier one, but not to one behind it', () => {
  const list = new TakenList();
  add(list, 1);
  const first = list.mark(new Set([place]));
  add(list, 2);
  add(list, 3);
  list.drop(exchange(3));
  const cut = first === null ? null : list.cut(first);
  expect(cut?.gone.map((one) => one.exchange.id)).toEqual([2]);
  expect(cut?.kept.map((one) => one.exchange.id)).toEqual([1]);
});

test('there is no way back where it is forgotten, or of another list', () => {
  const [list, other] = [new TakenList(), new TakenList()];
  const mark = list.mark(new Set());
  expect(mark === null ? null : other.cut(mark)).toBe(null);
  list.forget();
  expect(mark === null ? null : list.cut(mark)).toBe(null);
  expect(list.mark(new Set())).toBe(null);
});
