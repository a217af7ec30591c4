import { expect, test } from 'vitest';
import { isSameReference } from '../../../../src/data/definitions/reference.ts';

test('a foreign key is the same whatever it says of rows that go', () => {
  const one = { column: 'p', table: 'db.parent', referenced: 'id' };
  expect(isSameReference(one, { ...one, isCascading: true })).toBe(true);
  expect(isSameReference(one, { ...one, referenced: 'n' })).toBe(false);
});
