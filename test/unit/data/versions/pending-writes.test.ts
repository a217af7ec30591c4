import { expect, test } from 'vitest';
import type { TableWrite } from '../../../../src/core/data-use.ts';
import { versionOf } from '../../../../src/data/history/chain.ts';
import { PendingWrites } from '../../../../src/data/versions/pending-writes.ts';
import { linksTo, type PlayedWrite } from '../../../../src/data/versions/played-write.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';

const to = (table: string, ...keys: readonly string[]): TableWrite => ({
  table,
  effect: 'change',
  ...(keys.length > 0 && { pins: [{ column: 'id', values: keys }] }),
});
const played = (identity: number, writes: readonly TableWrite[] | 'all'): PlayedWrite => {
  return { use: { reads: [], writes }, identity, exchange: identity };
};
const ids = (pending: PendingWrites, table: string) => pending.linksTo(table).map(({ link }) => link.id);

test('what may have touched anything stands among the writes to each table, in its order', () => {
  const pending = new PendingWrites();
  pending.push(played(1, [to('db.a')]));
  pending.push(played(2, 'all'));
  pending.push(played(3, [to('db.b'), to('db.a')]));
  expect([ids(pending, 'db.a'), ids(pending, 'db.b'), ids(pending, 'db.c')]).toEqual([[1, 2, 3], [2, 3], [2]]);
  pending.cutTo(1);
  expect([ids(pending, 'db.a'), ids(pending, 'db.b'), ids(pending, 'db.c')]).toEqual([[1], [], []]);
  expect([pending.length, [...pending.tables()]]).toEqual([1, ['db.a']]);
});

test('a statement to one table is as many links as it writes to it', () => {
  expect(linksTo('db.a', played(1, [to('db.a'), to('db.b'), to('db.a', '#1')]))).toHaveLength(2);
  expect(linksTo('db.a', played(1, 'all'))).toMatchObject([{ id: 1, mixes: 'all', pins: [] }]);
});

test('a statement waits for writes to rows that may be its own', () => {
  const pending = new PendingWrites();
  const waits = (...writes: readonly TableWrite[]) => pending.isInTheWayOf({ reads: [], writes });
  expect(waits(to('db.a'))).toBe(false);
  pending.push(played(1, [to('db.a', '#1', '#2')]));
  expect([waits(to('db.a', '#2', '#3')), waits(to('db.a'))]).toEqual([true, true]);
  expect([waits(to('db.a', '#3')), waits(to('db.b')), waits()]).toEqual([false, false, false]);
  expect(waits({ table: 'db.a', effect: 'change', pins: [{ column: 'mail', values: ["'x"] }] })).toBe(true);
});

test('rows added with other keys do not wait for one another', () => {
  const pending = new PendingWrites();
  const insert: TableWrite = { ...to('db.a'), commutes: 'inserts' };
  pending.push(played(1, [insert]));
  expect(pending.isInTheWayOf({ reads: [], writes: [insert] })).toBe(false);
  expect(pending.isInTheWayOf({ reads: [], writes: [{ ...insert, commutes: 'add n' }] })).toBe(true);
});

test('a table is seen with these writes on top of what is committed, and follows both', () => {
  const [pending, table] = [new PendingWrites(), new TableHistory()];
  const now = () => versionOf(pending.over('db.a', table, null).all);
  expect(pending.over('db.a', table, null)).toBe(table);
  pending.push(played(1, [to('db.a')]));
  const one = now();
  expect([one === versionOf(table.all), now()]).toEqual([false, one]);
  pending.push(played(2, [to('db.a')]));
  const two = now();
  expect(two).not.toBe(one);
  for (const link of linksTo('db.a', played(3, [to('db.a')]))) table.append(link, 1, 0);
  expect(now()).not.toBe(two);
  // a snapshot of before does not know of it
  expect(versionOf(pending.over('db.a', table, 0).all)).toBe(two);
  pending.cutTo(0);
  expect(pending.over('db.a', table, null)).toBe(table);
});
