import { expect, test } from 'vitest';
import { readsInSequence } from '../../../../src/data/use/in-sequence.ts';
import type { StatementUse } from '../../../../src/data/use/statement-use.ts';

const use = (reads: StatementUse['reads'], writes: StatementUse['writes'] = []): StatementUse => ({
  ...{ reads, writes, soft: [], commits: false },
});
const rows = [{ table: 's.t', pins: [{ column: 'id', values: ['#1'] }] }];

test('rows of a table that was emptied before are not read, how it is made is', () => {
  const emptied = use([{ table: 's.t', isExistence: true }], [{ table: 's.t', effect: 'empty' }]);
  const added = use([...rows, { table: 's.u' }], [{ table: 's.t', effect: 'change' }]);
  expect(readsInSequence([emptied, added, use([{ table: 's.t', isExistence: true }])])).toEqual([
    [{ table: 's.t', isExistence: true }],
    [{ table: 's.t', isDefinition: true }, { table: 's.u' }],
    [{ table: 's.t', isExistence: true }],
  ]);
});

test('nothing is read of a table that was dropped or made anew before', () => {
  const dropped = use([], [{ table: 's.t', effect: 'drop' }]);
  expect(readsInSequence([dropped, use([{ table: 's.t', isExistence: true }]), use(rows)])).toEqual([[], [], []]);
});

test('what is emptied later, changed only, or made where it was not there yet, is read as ever', () => {
  const emptied = use([], [{ table: 's.t', effect: 'empty' }]);
  expect(readsInSequence([use(rows), emptied])).toEqual([rows, []]);
  for (const effect of ['change', 'create absent', 'keep', 'define'] as const) {
    expect(readsInSequence([use([], [{ table: 's.t', effect }]), use(rows)])[1]).toEqual(rows);
  }
  expect(readsInSequence([use([], 'all'), use('all'), use(rows)])).toEqual([[], 'all', rows]);
});
