// The filter's grammar, as a table.

import { expect, test } from 'vitest';
import { parseFilter } from '../../../src/page/filter.ts';
import type { Filtered } from '../../../src/page/filter-fields.ts';
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
  atUs: 0,
  lastByteUs: 2000,
  rows: 3,
  bytes: 100,
  played: null,
  missed: null,
};
/** Half a second before 17:22. */
const BEGAN_US = Date.UTC(2026, 10, 22, 17, 21, 59, 500) * 1000;
const ALL: readonly Filtered[] = [
  BASE,
  {
    ...BASE,
    id: 2,
    sql: 'INSERT INTO orders (a) VALUES (1)',
    rows: null,
    scope: 'checkout',
    played: true,
    atUs: 400_000,
  },
  {
    ...BASE,
    id: 3,
    session: 2,
    sql: 'SELECT * FROM suppliers',
    errorCode: 1146,
    rows: null,
    lastByteUs: 20_000,
    atUs: 700_000,
    played: false,
    missed: true,
  },
  { ...BASE, id: 4, command: 'COM_QUIT', sql: null, rows: null, user: 'app', gap: 'truncated', atUs: 1_900_000 },
  { ...BASE, id: 5, sql: 'SELECT "or" FROM t', transaction: 2, parameters: '[{"int":50}]', atUs: 61_000_000 },
];

function find(text: string): number[] | string {
  const filter = parseFilter(text, { beganUs: BEGAN_US, isReplayed: true });
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
  ['is:miss', [3]],
  ['-is:miss select', [1, 5]],
  ['time:17:21', [1, 2]],
  ['time:17:22', [3, 4]],
  ['time:>17:22', [5]],
  ['time:>=17:22', [3, 4, 5]],
  ['time:<17:22:00.3', [1, 2, 3]],
  ['time:17:22:01', [4]],
  ['time:17:21:59.9', [2]],
  ['time:17:22..17:22', [3, 4]],
  ['time:17:22..17:23', [3, 4, 5]],
  ['time:0', [1, 2, 3]],
  ['time:0.7', [3]],
  ['time:..0.5', [1, 2]],
  ['time:1..', [4, 5]],
  ['time:>60', [5]],
  ['time:0.4,17:23', [2, 5]],
  ['quit', [4]],
])('%s finds %j', (text, ids) => {
  expect(find(text)).toEqual(ids);
});

test.each([
  ['nonsense:1', /there is no field nonsense: .* @0-10/],
  ['is:blue', /is: knows error/],
  ['constructor:1', /there is no field constructor/],
  ['is:constructor', /is: knows error/],
  ['a (b', /never closed @2-3/],
  ['a b)', /nothing was opened .* @3-4/],
  ['ms:fast', /no number/],
  ['time:noon', /noon is no time: write 17:21/],
  ['time:24:00', /is no time/],
  ['time:17:60..', /is no time/],
  ['time:1..17:22', /is no time/],
  ['time:..', /is no time/],
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

test.each(['is:played', 'is:unused', 'is:miss'])('%s is a mistake where nothing was replayed', (text) => {
  const filter = parseFilter(`a ${text}`);
  expect(filter).toMatchObject({ ok: false, mistake: { from: 2 } });
  if (!filter.ok) expect(filter.mistake.message).toContain('known in the report of a replay only');
});
