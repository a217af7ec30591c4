// Which columns are meant by the names in a statement.
import { expect, test } from 'vitest';
import { MeantColumns } from '../../../../../src/replay/volatile/certainty/meant-columns.ts';
import { readValueUses } from '../../../../../src/sql/values/value-uses.ts';

function meantIn(sql: string, view: Readonly<Record<string, string>> = {}): readonly (readonly string[])[] {
  const uses = readValueUses(Buffer.from(sql), {} as never);
  const programs = { of: () => [{ values: { aliases: new Map(Object.entries(view)) } }] };
  const columns = new MeantColumns({ uses, hidden: { reads: new Set(['v']) }, programs: () => programs as never });
  return uses.uses.filter(({ how }) => how.startsWith('ordered')).map((use) => columns.of(use));
}

test('another name that the statement gives is the column', () => {
  expect(meantIn('SELECT token AS x FROM items ORDER BY x')).toEqual([['token']]);
  expect(meantIn('SELECT token AS id FROM items ORDER BY id')).toEqual([['token']]);
  expect(meantIn('SELECT id FROM items ORDER BY id, note')).toEqual([['id'], ['note']]);
});

test('behind a table it may be its own, or that of a query in its place', () => {
  expect(meantIn('SELECT i.token AS id FROM items i ORDER BY i.id')).toEqual([['id', 'token']]);
  expect(meantIn('SELECT q.x FROM (SELECT token AS x FROM items) q ORDER BY q.x')).toEqual([['x', 'token']]);
  expect(meantIn('SELECT i.id FROM items i ORDER BY i.id')).toEqual([['id']]);
});

test('a column of a view is one of a table', () => {
  expect(meantIn('SELECT x FROM v ORDER BY x', { x: 'token' })).toEqual([['token']]);
});
