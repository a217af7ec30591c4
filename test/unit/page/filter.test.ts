// The filter's grammar, as a table.

import { expect, test } from 'vitest';
import { type Filtered, parseFilter } from '../../../src/page/filter.ts';
import fc from '../../support/property.ts';

const BASE: Filtered = {
  id: 1,
  session: 1,
  user: 'demo',
  database: 'shop',
  scope: '',
  command: 'COM_QUERY',
  sql: 'SELECT name FROM products',
  parameters: null,
  errorCode: null,
  gap: null,
  transaction: null,
  lastByteUs: 2000,
  rows: 3,
  bytes: 100,
  played: null,
};
const ALL: readonly Filtered[] = [
  BASE,
  { ...BASE, id: 2, sql: 'INSERT INTO orders (a) VALUES (1)', rows: null, scope: 'checkout', played: true },
  {
    ...BASE,
    id: 3,
    session: 2,
    sql: 'SELECT * FROM suppliers',
    errorCode: 1146,
    rows: null,
    lastByteUs: 20_000,
    played: false,
  },
  { ...BASE, id: 4, command: 'COM_QUIT', sql: null, rows: null, user: 'app', gap: 'truncated' },
  { ...BASE, id: 5, sql: 'SELECT "or" FROM t', transaction: 2, parameters: '[{"int":50}]' },
];

function find(text: string): number[] | string {
  const filter = parseFilter(text);
  if (!filter.ok) return `${filter.mistake.message} @${filter.mistake.from}-${filter.mistake.to}`;
  return ALL.filter(filter.matches).map(({ id }) => id);
}

test.each<[string, number[]]>([
  ['', [1, 2, 3, 4, 5]],
  ['select', [1, 3, 5]],
  ['SELECT -suppliers', [1, 5]],
  ['products or orders', [1, 2]],
  ['(products or orders) -insert', [1]],
  ['-(products or orders)', [3, 4, 5]],
  ['"into orders"', [2]],
  ['"or"', [2, 5]],
  ['"\\"or\\""', [5]],
  ['/from (products|t)$/', [1, 5]],
  ['id:2..4', [2, 3, 4]],
  ['id:..2', [1, 2]],
  ['id:1,5', [1, 5]],
  ['ms:>15', [3]],
  ['ms:<=2', [1, 2, 4, 5]],
  ['rows:3', [1, 5]],
  ['error:1146', [3]],
  ['tx:2', [5]],
  ['table:orders', [2]],
  ['table:order', []],
  ['user:app', [4]],
  ['command:quit', [4]],
  ['scope:checkout', [2]],
  ['scope:""', [1, 3, 4, 5]],
  ['param:50', [5]],
  ['is:error', [3]],
  ['is:gap', [4]],
  ['is:write', [2]],
  ['is:read -is:error', [1, 5]],
  ['is:played', [2]],
  ['is:unused', [3]],
  ['quit', [4]],
])('%s finds %j', (text, ids) => {
  expect(find(text)).toEqual(ids);
});

test.each([
  ['nonsense:1', /there is no field nonsense: .* @0-10/],
  ['is:blue', /is: knows error/],
  ['a (b', /never closed @2-3/],
  ['a b)', /nothing was opened .* @3-4/],
  ['ms:fast', /no number/],
  ['"open', /quote is never closed @0-5/],
  ['/(/', /no regular expression/],
  ['or', /missing/],
  ['a or', /missing/],
  ['id:', /needs a value/],
])('%s is a mistake that is shown in place', (text, expected) => {
  expect(find(text)).toMatch(expected);
});

test('whatever is typed, it is a filter or a mistake within it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const filter = parseFilter(text);
      if (filter.ok) return void ALL.filter(filter.matches);
      expect(filter.mistake.from).toBeGreaterThanOrEqual(0);
      expect(filter.mistake.from).toBeLessThanOrEqual(text.length);
    }),
  );
});
