import { expect, test } from 'vitest';
import { describedRoutines, routineLine } from '../../../src/core/described-routines.ts';

test('what routines touch is read as it was written, and what is no routine is none', () => {
  const lines = [
    routineLine('FUNCTION', 'total', { reads: ['s.a', 's.b'], writes: [] }),
    routineLine('PROCEDURE', 'Audit', { reads: [], writes: ['s.log'] }),
    routineLine('PROCEDURE', 'anything', 'all'),
    'base table',
  ];
  expect(lines[0]).toBe('function total reads s.a s.b writes');
  expect(describedRoutines(lines.join('\n'))).toEqual([
    { name: 'total', touched: { reads: ['s.a', 's.b'], writes: [] } },
    { name: 'audit', touched: { reads: [], writes: ['s.log'] } },
    { name: 'anything', touched: 'all' },
  ]);
});
