// Rows that come and go leave a table as it was, and how many are there is known where it is certain.
import { expect, test } from 'vitest';
import type { WrittenValues } from '../../../../src/core/data-use.ts';
import { versionOf } from '../../../../src/data/history/chain.ts';
import { UndoLog } from '../../../../src/data/history/undo-log.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import type { TableLink } from '../../../../src/data/versions/table-link.ts';
import { lookAt } from '../../../../src/data/versions/table-look.ts';

const APP = [{ column: 'app', values: ["'a"] }];
const named = (name: string) => [...APP, { column: 'name', values: [`'${name}`] }];
const move = (kind: 'added' | 'gone', of: readonly WrittenValues[] = APP, rows = 1): Partial<TableLink> =>
  kind === 'added' ? { count: { by: rows, of } } : { count: { by: -rows }, gone: of };

function tableOf(undo: UndoLog | null = null) {
  const table = new TableHistory(undefined, undefined, undo);
  let moment = 0;
  const put = (moved: Partial<TableLink> | undefined, more: Partial<TableLink> = {}) => {
    const id = ++moment + 100;
    const pins = (moved?.count?.by ?? 0) > 0 ? [{ column: 'id', values: [`#${id}`] }] : [];
    const commutes = pins.length > 0 ? 'inserts' : undefined;
    const link: TableLink = { id, commutes, exchange: id, effect: 'change', pins, mixes: [], ...moved };
    table.append({ ...link, ...more }, moment, Number.POSITIVE_INFINITY);
  };
  const look = () => [
    versionOf(table.all),
    lookAt(table, { table: 't', by: 'id' }).version,
    lookAt(table, { table: 't', pins: [{ column: 'id', values: ['#101'] }] }).version,
  ];
  const row = (id: string) => lookAt(table, { table: 't', pins: [{ column: 'id', values: [id] }] }).version;
  return { table, put, look, row, next: () => moment + 101 };
}

test('behind a DELETE of what came, and of no other row, the table is as it was', () => {
  const { table, put, look } = tableOf();
  put(undefined);
  const before = look();
  for (let round = 0; round < 3; round++) {
    put(move('added'));
    expect(look()).not.toEqual(before);
    put(move('gone'));
    expect(look()).toEqual(before);
  }
  expect(lookAt(table, { table: 't', order: 'all' }).version).not.toBe(tableOf().look()[0]);
});

test('rows may go in any order, and what stays is another table', () => {
  const { put, look } = tableOf();
  const before = look();
  for (const name of ['x', 'y', 'z']) put(move('added', named(name)));
  const three = look();
  put(move('added', named('v')));
  put(move('gone', named('v')));
  expect(look()).toEqual(three);
  put(move('gone', named('x')));
  expect(look()).not.toEqual(before);
  put(move('gone', APP, 2));
  expect(look()).toEqual(before);
});

test.each([
  ['a row of before went as well', move('gone', APP, 2)],
  ['who knows which row', move('gone', [{ column: 'other', values: ['#5'] }])],
  ['who knows what was done', undefined],
])('%s: the table is another one', (_, moved) => {
  const { put, look } = tableOf();
  const before = look();
  put(move('added'));
  put(moved);
  expect(look()).not.toEqual(before);
  put(move('gone'));
  expect(look()).not.toEqual(before);
});

test('a DELETE of a transaction takes what others have committed since for nothing', () => {
  const { put, look } = tableOf();
  const before = look();
  put(move('added'));
  put(move('gone'), { askedAt: 0 });
  expect(look()).not.toEqual(before);
  const late = tableOf();
  late.put(move('added'));
  late.put(move('gone'), { askedAt: 1 });
  expect(late.look()).toEqual(before);
});

test('the next id and the order of indexes tell that rows came and went', () => {
  const { table, put } = tableOf();
  const told = () => lookAt(table, { table: 't', order: 'all' }).version;
  const before = told();
  put(move('added'));
  put(move('gone'));
  const once = told();
  put(move('added'));
  put(move('gone'));
  expect(new Set([before, once, told()]).size).toBe(3);
});

test('how many rows there are is known where none was there once, and all that came since', () => {
  const { table, put } = tableOf();
  put(move('added'));
  expect(table.countOf(APP)).toBeNull();
  put(move('gone'));
  expect([table.countOf(APP), table.countOf(named('x')), table.countOf([])]).toEqual([0, 0, null]);
  put(move('added', named('abc'), 2));
  expect([table.countOf(APP), table.countOf(named('abc')), table.countOf(named('xyz'))]).toEqual([2, 2, 0]);
  put(move('gone', APP, 5));
  expect(table.countOf(APP)).toBe(0);
  put(undefined);
  expect(table.countOf(APP)).toBeNull();
});

test.each([
  ['was changed', { pins: [{ column: 'id', values: ['#900'] }], count: { by: 0, sets: ['app', 'name'] } }],
  ['has gone, or was changed', { pins: [{ column: 'id', values: ['#900'] }] }],
  ['has gone with another', { pins: [{ column: 'id', values: ['#900'] }], clears: 'id' }],
])('a row with another key that %s is not the one of which all is known', (_, moved: Partial<TableLink>) => {
  const { put, row } = tableOf();
  put(move('gone', APP, 2));
  const before = row('#102');
  put(move('added'));
  expect(row('#102')).not.toBe(before);
  put(moved);
  put(move('gone'));
  expect(row('#102')).toBe(before);
});

test('how many there are is known still where other rows have gone, and where what they got is no matter', () => {
  const { table, put } = tableOf();
  put(move('gone', [], 2));
  put(move('added', named('abc')), { pins: [{ column: 'id', values: ['#1'] }] });
  put(move('added', named('xyz')), { pins: [{ column: 'id', values: ['#2'] }] });
  put({ pins: [{ column: 'id', values: ['#2'] }], clears: 'id' });
  expect([table.countOf(named('abc')), table.countOf(named('xyz')), table.countOf(APP)]).toEqual([1, null, null]);
  put(move('gone', named('xyz')));
  expect(table.countOf(APP)).toBe(1);
  put({ pins: [{ column: 'id', values: ['#1'] }], count: { by: 0, sets: ['id'] } });
  put({ pins: [{ column: 'id', values: ['#3'] }], clears: 'id' });
  // its id may be that by now
  expect([table.countOf(named('abc')), table.countOf(named('xyz'))]).toEqual([null, 0]);
  put(undefined);
  expect(table.countOf(named('xyz'))).toBeNull();
});

test('many rows, and many changes, begin anew', () => {
  const { table, put, look } = tableOf();
  put(move('gone', APP, 3));
  const other = [{ column: 'app', values: ["'bcd"] }];
  for (let at = 0; at < 3000; at++) put(move('added', other));
  expect(table.countOf(APP)).toBe(0);
  const before = look();
  put(move('added'));
  put(move('gone'));
  expect(look()).toEqual(before);
});

test('taken back, it is as if it had not been', () => {
  const undo = new UndoLog();
  const { table, put, look } = tableOf(undo);
  put(move('gone'));
  put(move('added', named('x')));
  const [before, { length }] = [look(), undo];
  put(move('added', named('y')));
  put(move('gone', APP, 2));
  expect(table.countOf(APP)).toBe(0);
  undo.back(length);
  expect([look(), table.countOf(APP)]).toEqual([before, 1]);
  put(move('added', named('y')));
  put(move('gone', named('y')));
  expect(look()).toEqual(before);
});

const kept = (owner: number, kind: number) => [
  { column: 'owner', values: [`#${owner}`] },
  { column: 'kind', values: [`#${kind}`] },
];

/** Rows by their ids, of which all have an owner and a kind. */
function owned() {
  const of = tableOf();
  const add = (owner: number, kind: number) => {
    of.put({ count: { by: 1, of: kept(owner, kind) } }, { pins: [...kept(owner, kind), ...idOf(of.next())] });
  };
  const change = (owner: number, kind: number, more: Partial<TableLink> = {}) => {
    const count = { by: 0, sets: ['v'] };
    of.put(undefined, { pins: kept(owner, kind), mixes: ['v'], count, ...more });
  };
  const drop = (owner: number, kind: number) => {
    of.put({ count: { by: -1 }, gone: kept(owner, kind) }, { pins: kept(owner, kind) });
  };
  of.put(undefined, { effect: 'create' });
  return { ...of, add, change, drop };
}
const idOf = (id: number) => [{ column: 'id', values: [`#${id}`] }];

test('a change by two constants is one of the rows that are known to have them, by whichever of theirs', () => {
  const { add, change, row } = owned();
  for (const kind of [7, 8]) add(1, kind);
  const [seven, eight] = [row('#102'), row('#103')];
  change(1, 7);
  expect(row('#102')).not.toBe(seven);
  expect(row('#103')).toBe(eight);
});

test('it is one of any row where others may have them, or more are changed than that', () => {
  const { add, change, row, put } = owned();
  for (const kind of [7, 8]) add(1, kind);
  const eight = row('#103');
  change(1, 7, { mixes: 'all', count: undefined });
  const all = row('#103');
  expect(all).not.toBe(eight);
  put({ count: { by: 2 } });
  change(1, 7);
  expect(row('#103')).not.toBe(all);
});

test('rows with a constant that go one by one leave it as it was when no row had it, with its first row', () => {
  const { add, change, drop, put, table } = owned();
  const owner = () => lookAt(table, { table: 't', pins: [{ column: 'owner', values: ['#1'] }] }).version;
  add(2, 7);
  const before = owner();
  for (let round = 0; round < 2; round++) {
    for (const kind of [7, 8]) add(1, kind);
    change(1, 7);
    drop(1, 7);
    expect(owner()).not.toBe(before);
    drop(1, 8);
    expect(owner()).toBe(before);
  }
  put(undefined, { pins: [{ column: 'owner', values: ['#1'] }] });
  expect(owner()).not.toBe(before);
});

test('what has brought the rows that go is told where these are all that have the constants', () => {
  const { add, table } = owned();
  for (const kind of [7, 8]) add(1, kind);
  const brought = (by: number, gone: readonly WrittenValues[]) =>
    table.bringersOf({ count: { by }, gone } as TableLink).map(({ exchange }) => exchange);
  expect(brought(-1, kept(1, 7))).toEqual([102]);
  expect(brought(-2, kept(1, 7).slice(0, 1))).toEqual([102, 103]);
  expect(brought(-2, kept(1, 7))).toEqual([]);
  expect(brought(-1, [{ column: 'other', values: ['#1'] }])).toEqual([]);
});
