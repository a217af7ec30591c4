import { expect, test } from 'vitest';
import { UndoLog } from '../../../../../src/data/history/undo-log.ts';
import { StoredValues } from '../../../../../src/replay/volatile/carrying/stored-values.ts';

const pair = (recorded: string, place: string, column: string | null) => ({
  ...{ kind: 'token' as const, recorded, live: `${recorded}!`, place, column },
});

test('values are told by their table and column, and where that is not known by the table', () => {
  const stored = new StoredValues();
  stored.add({ exchange: 1, table: 'items', stored: [pair('a', '1', 'id'), pair('b', '2', null)] });
  stored.add({ exchange: 2, table: 'others', stored: [pair('c', '1', 'id')] });
  const told = (column: string) => stored.pairsOf(['items'], column).map(({ recorded }) => recorded);
  expect(told('id')).toEqual(['a', 'b']);
  expect(told('name')).toEqual(['b']);
  expect(told('?')).toEqual(['a', 'b']);
  stored.clear();
  expect(told('?')).toEqual([]);
});

test('what a recorded write stored is what it stored the last time', () => {
  const stored = new StoredValues();
  for (const recorded of ['a', 'b']) stored.add({ exchange: 1, table: 't', stored: [pair(recorded, '1', 'id')] });
  expect(stored.pairsOf(['t'], 'id').map(({ recorded }) => recorded)).toEqual(['b']);
});

test('what an exchange stored when it answered before is gone where it answers once more, and back where that is undone', () => {
  const undo = new UndoLog();
  const stored = new StoredValues(undo);
  const pair = { kind: 'clock', recorded: 'then', live: 'now', place: '3 0', column: 'made' } as const;
  stored.add({ exchange: 1, table: 't', stored: [pair] });
  stored.add({ exchange: 2, table: 't', stored: [pair] });
  const mark = undo.length;
  stored.renew(1);
  expect(stored.pairsOf(['t'], 'made').map(({ exchange }) => exchange)).toEqual([2]);
  undo.back(mark);
  expect(stored.pairsOf(['t'], 'made')).toHaveLength(2);
});
