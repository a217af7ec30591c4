import { expect, test } from 'vitest';
import { TiedColumns } from '../../../../src/data/definitions/tied-columns.ts';

test('a foreign key ties a column on either side, and what was said once stays', () => {
  const tied = new TiedColumns();
  tied.note('s.c', [{ column: 'P', table: 's.p', referenced: 'id' }]);
  tied.note('s.c', [{ column: 'q', table: 's.p', referenced: 'code' }]);
  expect([...tied.of('s.c')]).toEqual(['p', 'q']);
  expect([...tied.of('s.p')]).toEqual(['id', 'code']);
  expect([...tied.of('s.m')]).toEqual([]);
});
