import { expect, test } from 'vitest';
import type { DataUse, TableWrite } from '../../../../src/core/data-use.ts';
import { UndoLog } from '../../../../src/data/history/undo-log.ts';
import { ThrownAway } from '../../../../src/data/versions/thrown-away.ts';

const insert = (table: string): DataUse => ({ reads: [], writes: [{ table, effect: 'change' }] });
const effects = (...list: readonly (readonly [string, TableWrite['effect']])[]) =>
  list.map(([table, effect]): TableWrite => ({ table, effect }));

test('rows are gone where their own table was emptied, or what is emptied takes them along', () => {
  const thrown = new ThrownAway(null);
  const times = () => ['db.t', 'db.u', 'other.t'].map((table) => thrown.timesOf(1, insert(table)));
  thrown.note(effects(['db.t', 'change']));
  thrown.note(effects(['db.t', 'define']));
  expect(times()).toEqual([0, 0, 0]);
  thrown.note(effects(['db.t', 'empty']));
  expect(times()).toEqual([1, 0, 0]);
  thrown.note(effects(['db.t', 'empty'], ['db.u', 'change']));
  expect(times()).toEqual([2, 1, 0]);
  thrown.note(effects(['db.*', 'drop']));
  expect(times()).toEqual([3, 2, 0]);
});

test('what was taken back is gone, and nothing else; all of that can be undone', () => {
  const undo = new UndoLog();
  const thrown = new ThrownAway(undo);
  const use = insert('db.t');
  thrown.cut([{ exchange: 7 }]);
  thrown.note(effects(['db.t', 'drop']));
  expect([thrown.timesOf(7, use), thrown.timesOf(8, use)]).toEqual([2, 1]);
  expect(thrown.timesOf(7, { reads: [], writes: 'all' })).toBe(1);
  undo.back(0);
  expect([thrown.timesOf(7, use), thrown.timesOf(8, use)]).toEqual([0, 0]);
});
