import { expect, test } from 'vitest';
import { code } from '../../../../src/cli/report/markdown-code.ts';

test.each([
  ['SELECT 1', '`SELECT 1`'],
  [' SELECT\n  1 ', '`SELECT 1`'],
  ['SELECT `a` FROM b', '``SELECT `a` FROM b``'],
  ['`a`', '`` `a` ``'],
  ['a``b', '```a``b```'],
  ['`', '`` ` ``'],
  // nothing at all would be a fence without an end
  ['', '`  `'],
])('%j: %s', (text, markdown) => {
  expect(code(text)).toBe(markdown);
});

test('a long statement is cut', () => {
  expect(code('x'.repeat(1000))).toBe(`\`${'x'.repeat(300)}\``);
});
