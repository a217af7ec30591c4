import { expect, test } from 'vitest';
import { alphabetOf, readCheck } from '../../../../src/sql/values/kept-checks.ts';

test.each([
  ['like', '%@%', 'shaped'],
  ['like', 'usr%', 'shaped-hex'],
  ['like', 'abc%', null],
  ['regexp', '^[0-9a-f-]+$', 'shaped-hex'],
  ['regexp', '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$', 'shaped-hex'],
  ['regexp', '^[A-Za-z0-9_-]{32}$', 'shaped-word'],
  ['regexp', '^[^@]+@[^@]+$', 'shaped'],
  ['regexp', '^[a-m]', null],
  ['regexp', '^\\d+$', null],
  ['regexp', '^[[:alnum:]]+$', null],
] as const)('%s %s tells no difference among: %s', (kind, pattern, expected) => {
  expect(alphabetOf(kind, pattern)).toBe(expected);
});

test.each([
  ['ends > starts', 'compared ends, compared starts'],
  ['char_length(`id`) = 36', 'measured id'],
  ["(regexp_like(`id`,_utf8mb4'^[0-9a-f]+$') and (`email` like _utf8mb4'%@%'))", 'shaped email, shaped-hex id'],
  ["id REGEXP '^[0-9a-f]+$' AND id NOT LIKE '%@%'", 'shaped-hex id'],
  ["left(`token`, 1) <> 'x'", 'computed token'],
  ["made > '2020-01-01'", 'computed made'],
  ['json_valid(`doc`)', ''],
  ["status IN ('open', 'done')", 'equated status'],
])('%s', (expression, expected) => {
  const { uses } = readCheck(expression);
  const told = uses.map(({ how, name }) => `${how} ${name}`).filter((one) => !/^equated token/.test(one));
  expect([...new Set(told)].sort().join(', ')).toBe(expected);
});
