import { expect, test } from 'vitest';
import type { DataUse, WriteEffect } from '../../../../src/core/data-use.ts';
import type { RecordedData, RecordedExchange } from '../../../../src/core/recording.ts';
import { besideLast, recordedBeside } from '../../../../src/replay/matching/beside.ts';
import { startPlace } from '../../../../src/replay/matching/place.ts';

const dataOf = (effect: WriteEffect, table = 's.t') => {
  const use: DataUse = { reads: [], writes: [{ table, effect }] };
  return { use } as RecordedData;
};
const row = (id: number, session = 1) => {
  return { exchange: { id, session } as RecordedExchange, data: dataOf('change') };
};
// two tests, each of which empties the table and adds rows
const emptied = new Map([
  [10, dataOf('empty')],
  [15, dataOf('empty', 's.other')],
  [20, dataOf('create')],
]);
const reader = { dataOf: (id: number) => emptied.get(id), bySessionAfter: () => [row(22).exchange] };
const ids = (list: readonly { readonly exchange: { readonly id: number } }[]) =>
  list.map(({ exchange }) => exchange.id);

test('of rows that are numbered the nearest to the last write comes first, but for the very next of a session', () => {
  const list = [row(12), row(17), row(22)];
  const place = startPlace();
  expect(besideLast(list, row(22), { place, lastWrite: 16, reader }).exchange.id).toBe(17);
  expect(besideLast(list, row(22), { place, lastWrite: 0, reader }).exchange.id).toBe(22);
  place.session = 1;
  expect(besideLast(list, row(22), { place, lastWrite: 16, reader }).exchange.id).toBe(22);
});

test('a row of another test than the last write is none where that test has one of its own', () => {
  const beside = (chosen: number, lastWrite: number) => {
    return ids(recordedBeside(() => [row(8), row(12), row(17), row(22)], row(chosen), lastWrite, reader));
  };
  expect(beside(22, 16)).toEqual([12, 17]);
  expect(beside(8, 10)).toEqual([12, 17]);
  expect(beside(12, 21)).toEqual([22]);
  // of the same
  expect([beside(17, 10), beside(22, 20), beside(17, 0)]).toEqual([[], [], []]);
});
