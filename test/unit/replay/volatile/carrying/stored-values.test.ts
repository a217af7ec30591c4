import { expect, test } from 'vitest';
import { UndoLog } from '../../../../../src/data/history/undo-log.ts';
import { identitiesOf, StoredValues } from '../../../../../src/replay/volatile/carrying/stored-values.ts';

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

const UUID = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
const DIGITS = UUID.replaceAll('-', '');

test.each([
  ['with dashes', UUID],
  ['as digits', DIGITS],
  ['in upper case', UUID.toUpperCase()],
  ['as bytes', Buffer.from(DIGITS, 'hex').toString('latin1')],
  ['within a text', `order ${UUID} by ada`],
])('a UUID is one %s', (_, content) => {
  expect(identitiesOf(content)).toContain(DIGITS);
});

test('what is drawn by chance is itself', () => {
  expect(identitiesOf('3f9c1a7be0d2445d8a1f')).toContain('3f9c1a7be0d2445d8a1f');
  expect(identitiesOf('Berlin')).toEqual(['Berlin']);
});

test('what an exchange has stored is found by its identity, until it is undone', () => {
  const undo = new UndoLog();
  const stored = new StoredValues(undo);
  const mark = undo.length;
  stored.add({ exchange: 1, table: 'items', stored: [pair(UUID, '1', 'id')] });
  expect([...stored.exchangesOf(DIGITS)]).toEqual([1]);
  expect(stored.of(1, DIGITS)).toMatchObject([{ table: 'items', column: 'id', recorded: UUID }]);
  undo.back(mark);
  expect(stored.of(1, DIGITS)).toEqual([]);
});
