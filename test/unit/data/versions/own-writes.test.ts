import { expect, test } from 'vitest';
import type { WriteEffect } from '../../../../src/core/data-use.ts';
import { versionOf } from '../../../../src/data/history/chain.ts';
import { OwnWrites } from '../../../../src/data/versions/own-writes.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import type { TableLink } from '../../../../src/data/versions/table-link.ts';
import { NO_PART, NO_ROW, type TableState } from '../../../../src/data/versions/table-shape.ts';
import { partVersion, rowVersion, write } from '../../../../src/data/versions/table-state.ts';

const link = (id: number, key: string | null, effect: WriteEffect = 'change'): TableLink => {
  const pins = key === null ? [] : [{ column: 'id', values: [key], parts: ['n1'] }];
  return { id, commutes: undefined, exchange: id, effect, pins, mixes: [] };
};
const versions = (state: TableState) => [
  versionOf(state.definition),
  versionOf(state.all),
  [...state.columns()],
  versionOf(state.general('id').chain),
  state.general('id').rows,
  partVersion(state.part('id', 'n1')),
  ...['#1', '#2'].map((key) => rowVersion(state.row('id', key))),
];

function committed(...links: readonly TableLink[]): TableHistory {
  const table = new TableHistory();
  links.forEach((one, at) => {
    table.append(one, at + 1, Number.POSITIVE_INFINITY);
  });
  return table;
}

const before = [link(1, '#1'), link(2, null)];
const further = [link(3, '#2'), link(4, null), link(5, '#1'), link(6, null, 'empty'), link(7, '#1')];

test('own writes on top come to what they would if they were committed, at each step, and touch nothing below', () => {
  const base = committed(...before);
  const seen = versions(base);
  const own = new OwnWrites(base);
  expect(versions(own)).toEqual(seen);
  further.forEach((one, at) => {
    write(own, one);
    expect(versions(own), `step ${at}`).toEqual(versions(committed(...before, ...further.slice(0, at + 1))));
  });
  expect(versions(base)).toEqual(seen);
});

test('what it has emptied shows no row of what is below', () => {
  const own = new OwnWrites(committed(...before));
  write(own, link(3, null, 'empty'));
  expect([own.row('id', '#1'), own.part('id', 'n1')]).toEqual([NO_ROW, NO_PART]);
  expect([...own.columns()]).toEqual([]);
});
