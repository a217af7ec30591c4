import { expect, test } from 'vitest';
import { wordFinder } from '../../../../src/sql/words/find-word.ts';
import fc from '../../../support/property.ts';

test.each([
  ['SELECT NEXT VALUE FOR s', true],
  ['SELECT NextVal(s)', true],
  ['next', true],
  ['SELECT nex, ext FROM t', false],
  ['SELECT ne xt', false],
  ['nex', false],
  ['', false],
] as const)('%s: %s', (sql, isThere) => {
  expect(wordFinder('next')(Buffer.from(sql))).toBe(isThere);
});

test('letters only are alike in either case', () => {
  const find = wordFinder('a_b');
  expect(find(Buffer.from('SELECT A_B'))).toBe(true);
  expect(find(Buffer.from('SELECT A\x7fB'))).toBe(false);
});

test('finds what a text finds', () => {
  const find = wordFinder('last_insert_id');
  const piece = fc.constantFrom('last', 'LAST', '_', 'insert', 'Insert', '_id', 'id', '(', ' ', 'last_insert_id', 'é');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const sql = pieces.join('');
      expect(find(Buffer.from(sql))).toBe(sql.toLowerCase().includes('last_insert_id'));
    }),
    { numRuns: 2000 },
  );
});
