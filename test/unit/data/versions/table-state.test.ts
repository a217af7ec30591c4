// A table as it is at one moment: rows that writes name, and what they do to all of them.

import { expect, test } from 'vitest';
import type { WriteEffect } from '../../../../src/core/data-use.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import type { TableLink } from '../../../../src/data/versions/table-link.ts';
import { NO_PART, NO_ROW } from '../../../../src/data/versions/table-shape.ts';
import { aboveRow, partVersion, rowVersion } from '../../../../src/data/versions/table-state.ts';

const link = (exchange: number, key: string | null, changes: Partial<TableLink> = {}): TableLink => ({
  ...{ id: exchange, commutes: undefined, exchange, effect: 'change' as WriteEffect, mixes: [] },
  pins: key === null ? [] : [{ column: 'id', values: [key] }],
  ...changes,
});

/** The state behind these writes. */
function behind(...links: readonly TableLink[]) {
  const table = new TableHistory();
  links.forEach((one, at) => void table.append(one, at + 1, Number.POSITIVE_INFINITY));
  return table;
}
const row = (key: string, ...links: readonly TableLink[]) => rowVersion(behind(...links).row('id', key));
const rows = (...links: readonly TableLink[]) => behind(...links).general('id').rows.version;

test('what was never written has no version', () => {
  expect([rowVersion(NO_ROW), partVersion(NO_PART), row('#1')]).toEqual([0, 0, 0]);
  expect(aboveRow(7, NO_PART)).toBe(7);
});

test('a write of one row is of no concern to another', () => {
  const [one, two] = [link(1, '#1'), link(2, '#2')];
  expect(row('#2', one)).toBe(0);
  expect(row('#1', one, two)).toBe(row('#1', one));
  expect(row('#1', one, link(3, '#1'))).not.toBe(row('#1', one));
});

test('all rows together are the same in whatever order independent ones were written', () => {
  const [one, two] = [link(1, '#1'), link(2, '#2')];
  expect(rows(one, two)).toBe(rows(two, one));
  expect(rows(one)).not.toBe(rows(two));
  const again = link(3, '#1');
  expect(rows(one, again)).not.toBe(rows(again, one));
});

test('rows that are added are in no order with those of which nothing is said in the column, but with what changes any of them', () => {
  const [one, other] = [link(1, '#1', { commutes: 'inserts' }), link(2, null, { commutes: 'inserts' })];
  const change = link(3, null);
  expect([row('#1', one, other), rows(one, other)]).toEqual([row('#1', other, one), rows(other, one)]);
  expect(row('#1', one, change)).not.toBe(row('#1', change, one));
  expect(row('#1', one, other, change)).not.toBe(row('#1', other, change, one));
  const before = [link(1, '#1', { commutes: 'insert' }), link(2, null, { commutes: 'insert' })] as const;
  expect(row('#1', ...before)).not.toBe(row('#1', ...[...before].reverse()));
});

test('a write that mixes a column makes what was done to its rows count for each', () => {
  const mixing = (before: number) => link(9, null, { id: 9, mixes: ['id'], exchange: before });
  const general = (...links: readonly TableLink[]) => behind(...links).general('id').chain;
  expect(general(link(1, '#1'), mixing(9))).not.toEqual(general(link(2, '#1'), mixing(9)));
  const plain = link(9, null);
  expect(general(link(1, '#1'), plain)).toEqual(general(link(2, '#1'), plain));
});

test('what is emptied has no rows, and no more of what was before', () => {
  const empty = link(5, null, { effect: 'empty' });
  expect(rows(link(1, '#1'), empty)).toBe(rows(link(2, '#2'), empty));
  expect(row('#1', link(1, '#1'), empty)).toBe(0);
});

test('what is made only where it is not there changes nothing where it is', () => {
  const [made, absent] = [link(1, null, { effect: 'create' }), link(2, null, { effect: 'create absent' })];
  const state = (...links: readonly TableLink[]) => behind(...links).definition;
  expect(state(made, absent)).toEqual(state(made));
  expect(state(absent)).not.toEqual(behind().definition);
});
