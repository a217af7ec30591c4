import { expect, test } from 'vitest';
import { markedAtOnce } from '../../../../src/data/use/statement-use.ts';

test('tables without transactions are marked wherever a statement names them', () => {
  const use = { reads: [{ table: 'db.a' }, { table: 'db.b' }], soft: [{ table: 'db.b' }], writes: [], commits: false };
  const marked = { table: 'db.b', isAtOnce: true };
  const isAtOnce = (table: string) => table === 'db.b';
  expect(markedAtOnce(use, isAtOnce)).toEqual({ ...use, reads: [{ table: 'db.a' }, marked], soft: [marked] });
  const all = { ...use, reads: 'all', soft: [], writes: 'all' } as const;
  expect(markedAtOnce(all, isAtOnce)).toEqual(all);
});
