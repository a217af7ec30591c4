// Rows that come and go: where all with a constant are gone, what was done to them is gone with them.

import { expect, test } from 'vitest';
import type { PinnedRows } from '../../../../src/core/data-use.ts';
import { versionOf } from '../../../../src/data/history/chain.ts';
import { bringersOf, countOf } from '../../../../src/data/versions/known-rows.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import type { TableLink } from '../../../../src/data/versions/table-link.ts';
import { lookAt } from '../../../../src/data/versions/table-look.ts';
import { rowVersion } from '../../../../src/data/versions/table-state.ts';

const owner = (...values: string[]): PinnedRows => ({ column: 'owner', values });
const id = (...values: string[]): PinnedRows => ({ column: 'id', values });
const link = (exchange: number, pins: readonly PinnedRows[], changes: Partial<TableLink> = {}): TableLink => ({
  ...{ id: exchange, commutes: undefined, exchange, effect: 'change', mixes: [], pins },
  ...changes,
});
const added = (exchange: number, one: string, number: string) =>
  link(exchange, [owner(one), id(number)], { count: { by: 1, fresh: ['id'] }, commutes: 'inserts' });
const changed = (exchange: number, pin: PinnedRows, sets = ['v']) => link(exchange, [pin], { count: { by: 0, sets } });
const gone = (exchange: number, one: string, rows: number) =>
  link(exchange, [owner(one)], { count: { by: -rows }, clears: 'owner' });
type Step = TableLink | PinnedRows;

/** @param steps writes, and constants of which a DELETE met no row */
function behind(...steps: readonly Step[]) {
  const table = new TableHistory();
  steps.forEach((one, at) => {
    if ('values' in one) table.noteNone({ pin: one }, at + 1, Number.POSITIVE_INFINITY);
    else table.append(one, at + 1, Number.POSITIVE_INFINITY);
  });
  return table;
}
/** Of the rows of an owner, of one by its number, and of all by theirs. */
function versions(...steps: readonly Step[]) {
  const table = behind(...steps);
  const generals = ['owner', 'id'].map((column) => versionOf(table.general(column).chain));
  const rows = [table.row('owner', '#7'), table.row('id', '#1')].map(rowVersion);
  return [...generals, ...rows, table.general('id').rows.version];
}

test('what came and went again leaves nothing, by whichever column it is asked for', () => {
  const before = versions(owner('#7'), added(1, '#8', '#5'));
  const both = [owner('#7'), added(2, '#7', '#1'), added(3, '#7', '#2')] as const;
  expect(versions(added(1, '#8', '#5'), ...both, gone(9, '#7', 2))).toEqual(before);
  const steps = [changed(4, owner('#7')), changed(5, id('#1')), added(1, '#8', '#5')] as const;
  expect(versions(...both, ...steps, gone(9, '#7', 2))).toEqual(before);
  expect(versions(...both, ...steps)).not.toEqual(before);
});

test('it begins with a DELETE that met none, and with one that left none', () => {
  const [first, ...again] = [gone(1, '#7', 3), added(2, '#7', '#1'), gone(9, '#7', 1)] as const;
  expect(versions(first, ...again)).toEqual(versions(first));
  expect(versions(...again)).not.toEqual(versions());
});

test('what may have brought a row, or moved one, without its constant leaves nothing known', () => {
  const others = [
    link(3, []),
    link(3, [id('#9')], { count: { by: 1 } }),
    changed(3, id('#9'), ['owner']),
    link(3, [id('#9')], { mixes: 'all' }),
  ];
  for (const other of others) {
    const table = behind(owner('#7'), added(2, '#7', '#1'), other);
    expect(countOf(table, owner('#7'))).toBeNull();
    expect(versions(owner('#7'), added(2, '#7', '#1'), other, gone(9, '#7', 1))[2]).not.toBe(0);
  }
  const harmless = behind(owner('#7'), added(2, '#7', '#1'), changed(3, id('#9')));
  expect(countOf(harmless, owner('#7'))).toBe(1);
});

test('rows go with what they have by then, whatever has changed them', () => {
  const n = (...values: string[]): PinnedRows => ({ column: 'n', values });
  const seen = (...steps: readonly Step[]) => lookAt(behind(...steps), { table: 't', pins: [n('#2')] }).version;
  const row = link(2, [owner('#7'), id('#1'), n('#1')], { count: { by: 1, fresh: ['id'] }, commutes: 'inserts' });
  const asked = [link(1, [n('#2')]), link(1, [id('#4')]), owner('#7'), row] as const;
  const set = (pins: readonly PinnedRows[]) => link(3, pins, { count: { by: 0, sets: ['n'] }, mixes: ['n'] });
  expect(seen(...asked, gone(9, '#7', 1))).toEqual(seen(...asked));
  expect(seen(...asked, set([]), gone(9, '#7', 1))).not.toEqual(seen(...asked, set([])));
  const others = [set([id('#9')]), changed(4, id('#8'), ['n'])] as const;
  expect(seen(...asked, ...others, gone(9, '#7', 1))).toEqual(seen(...asked, ...others));
  // which rows have it may have changed before
  const later = [set([]), link(4, [n('#2')], { count: { by: 0, sets: ['id'] } })] as const;
  expect(seen(...asked, ...later, gone(9, '#7', 1))).not.toEqual(seen(...asked, ...later));
});

test('how many there are is known of each constant', () => {
  const table = behind(owner('#7'), owner('#8'), added(2, '#7', '#1'), added(3, '#8', '#2'), added(4, '#7', '#3'));
  expect([countOf(table, owner('#7')), countOf(table, owner('#7', '#8'))]).toEqual([2, 3]);
  expect(countOf(table, owner('#9'))).toBeNull();
  const less = link(5, [owner('#7'), { column: 'v', values: ["'a"] }], { count: { by: -1 } });
  table.append(less, 9, Number.POSITIVE_INFINITY);
  expect(countOf(table, owner('#7'))).toBe(1);
  expect(bringersOf(table, gone(9, '#7', 1)).map(({ exchange }) => exchange)).toEqual([2, 4]);
});

test('where another number went than is known to be there, nothing was known', () => {
  const steps = [owner('#7'), added(2, '#7', '#1')] as const;
  expect(versions(...steps, gone(9, '#7', 2))).not.toEqual(versions(owner('#7')));
});

test('of rows that were added together with others nobody knows which went', () => {
  const both = link(2, [owner('#7', '#8'), id('#1', '#2')], { count: { by: 2, fresh: ['id'] } });
  const table = behind(owner('#7'), both);
  expect(countOf(table, owner('#7'))).toBeNull();
  table.append(gone(9, '#7', 1), 9, Number.POSITIVE_INFINITY);
  expect(rowVersion(table.row('id', '#2'))).not.toBe(0);
});
