import { expect, test } from 'vitest';
import { commutesOf } from '../../../../src/data/versions/looking.ts';

test('what adds to a table commutes with what others add to it, and rows with equal keys do not', () => {
  const adds = { reads: [], writes: [{ table: 'db.t', effect: 'change', commutes: 'adds n' }] } as const;
  expect(commutesOf(adds, { table: 'db.t' })).toBe('adds n');
  expect(commutesOf(adds, { table: 'db.other' })).toBe(undefined);
  expect(commutesOf({ reads: [], writes: 'all' }, { table: 'db.t' })).toBe(undefined);
  const inserts = { reads: [], writes: [{ table: 'db.t', effect: 'change', commutes: 'inserts' }] } as const;
  expect(commutesOf(inserts, { table: 'db.t' })).toBe(undefined);
});
