import { expect, test } from 'vitest';
import type { WriteEffect } from '../../../../src/core/data-use.ts';
import { versionOf } from '../../../../src/data/history/chain.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import { DROPPED, EMPTY, type TableLink } from '../../../../src/data/versions/table-link.ts';
import type { TableState } from '../../../../src/data/versions/table-shape.ts';
import { rowVersion } from '../../../../src/data/versions/table-state.ts';

const link = (id: number, key: string | null, effect: WriteEffect = 'change'): TableLink => {
  const pins = key === null ? [] : [{ column: 'id', values: [key] }];
  return { id, commutes: undefined, exchange: id, effect, pins, mixes: [] };
};
const versions = (state: TableState) => ({
  definition: versionOf(state.definition),
  all: versionOf(state.all),
  general: versionOf(state.general('id').chain),
  rows: state.general('id').rows.version,
  row: rowVersion(state.row('id', '#1')),
});

test('it looks at each moment as it did then, whatever came behind, also a TRUNCATE', () => {
  const table = new TableHistory();
  const seen = [versions(table.past(0))];
  const links = [link(1, '#1'), link(2, null), link(3, '#1'), link(4, null, 'empty'), link(5, '#1')];
  links.forEach((one, at) => {
    table.append(one, at + 1, 0);
    seen.push(versions(table));
  });
  expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(6);
  expect(seen.map((_, moment) => versions(table.past(moment)))).toEqual(seen);
  expect(versions(table.at(null))).toEqual(seen[5]);
  expect(seen[4]).toMatchObject({ all: EMPTY, row: 0 });
});

test('a moment behind the last change is now; what stays as it was does so when the table is written again', () => {
  const table = new TableHistory();
  table.append(link(1, '#1'), 1, 1);
  expect(table.at(1)).toBe(table);
  const past = table.past(1);
  const before = versions(past);
  table.append(link(2, '#1'), 2, 1);
  expect(table.changedAt).toBe(2);
  expect(versions(past)).toEqual(before);
  expect(versions(table)).not.toEqual(before);
});

test('what changes nothing is no change: a table that is there is not made again', () => {
  const table = new TableHistory(12345);
  table.append(link(1, null, 'create absent'), 7, 0);
  expect(table.changedAt).toBe(0);
  expect(versionOf(table.definition)).toBe(12345);
  table.append(link(2, null, 'drop'), 8, 0);
  table.append(link(1, null, 'create absent'), 9, 0);
  expect(table.changedAt).toBe(9);
  expect([TableHistory.dropped(), versionOf(table.past(8).definition)]).toEqual([DROPPED, DROPPED]);
  expect(versionOf(table.definition)).not.toBe(DROPPED);
});

test('a column that is named late has all writes before for its general ones, at earlier moments too', () => {
  const table = new TableHistory();
  table.append(link(1, null), 1, 0);
  table.append(link(2, '#1'), 2, 0);
  expect(versionOf(table.past(1).general('id').chain)).toBe(versionOf(table.past(1).all));
  expect(versionOf(table.general('id').chain)).toBe(versionOf(table.past(1).all));
});
