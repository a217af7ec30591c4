import { expect, test } from 'vitest';
import { searchCost } from '../../../../src/script/limits/regexp-cost.ts';

const CHEAP = 10_000_000;

test.each([
  /^(a+)+$/,
  /^(a|a)*$/,
  /^(a|ab|b)+$/,
  /(x+x+)+y/,
  /^(\w+\s?)*$/,
  /^((a{1,9}){1,9}){1,9}$/,
  /^(?:a?){40}$/,
  /^(?<n>a*)*b/,
  /(a*)\1+b/,
  /a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaa/,
  /(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)(a|b|c)$/,
  /.*.*.*=/,
  /^\s+|\s+$|(?:\d+)*/,
  /^.*aa.*aa.*aa.*aa$/,
])('%s may search for long', (pattern) => {
  expect(searchCost(pattern, 5000)).toBeGreaterThan(CHEAP);
});

test.each([
  /^select/i,
  /^SET @@SESSION\.autocommit/,
  /[(*+?)]|\(\*\+\)/,
  /^UPDATE .* SET .* WHERE router_id = \d+$/,
  /^INSERT INTO mysql_innodb_cluster_metadata\.v2_routers \(.*\) VALUES \('.*'\)$/,
  /(?:abc)+/,
  /^(?:START TRANSACTION|BEGIN|COMMIT|ROLLBACK)$/,
  /'[^'\\]*'/,
])('%s does not, in a statement', (pattern) => {
  expect(searchCost(pattern, 200)).toBeLessThan(CHEAP);
});

test('a text that stands close to itself parts repetitions no further than that', () => {
  expect(searchCost(/^.*abab.*$/, 999)).toBeGreaterThan(searchCost(/^.*abcd.*$/, 999));
  expect(searchCost(/^.*aaaa.*$/, 999)).toBe(searchCost(/^.*a.*...$/, 999));
});

test('lines each begin anew where they do', () => {
  expect(searchCost(/^ab/m, 999)).toBeGreaterThan(searchCost(/^ab/, 999));
});
