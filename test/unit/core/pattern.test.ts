import { expect, test } from 'vitest';
import { Pattern } from '../../../src/core/pattern.ts';
import { ANY, matchesWildcard, ONE } from '../../../src/core/wildcard.ts';

test.each(['^(a+)+$', '(a|aa)+$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(x+x+)+y'])(
  'a pattern that backtracks for ever elsewhere ends: %s',
  (source) => {
    const began = performance.now();
    expect(new Pattern(source, 'i').test(`${'a'.repeat(20_000)}${'x'.repeat(20_000)}!`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(2000);
  },
);

test.each([
  ['(\\d+)-(\\d+)', '$2:$1', 'a 12-34 b 5-6', 'a 34:12 b 6:5'],
  ['(?<n>o+)', '<$<n>|$&|$$>', 'foo o', 'f<oo|oo|$> <o|o|$>'],
  ['(a)', '$12', 'a', 'a2'],
  ['a', '$1', 'a', '$1'],
  ['é+|\\u{1F600}', '', 'caféé 😀!', 'caf !'],
  ['', '-', 'ab', '-a-b-'],
])('replaces as JavaScript does: %s by %s', (source, by, text, replaced) => {
  expect(new Pattern(source).replace(text, by)).toBe(replaced);
  expect(text.replace(new RegExp(source, 'gu'), by)).toBe(replaced);
});

test.each([
  ['(', 'Invalid regular expression'],
  ['(?=a)b', 'without look-around'],
  ['(a)\\1', 'without look-around'],
])('refuses %s and says why', (source, message) => {
  expect(() => new Pattern(source)).toThrow(message);
});

test('wildcards are compared in bounded time', () => {
  const many = Array.from({ length: 60 }, () => [ANY, ONE] as const).flat();
  expect(matchesWildcard('a'.repeat(100), [...many, 'b'])).toBe(false);
  expect(matchesWildcard('character_set_client', [...'character', ANY, ...'_client'])).toBe(true);
  expect(matchesWildcard('', [ANY])).toBe(true);
  expect(matchesWildcard('ab', ['a', ONE, ONE])).toBe(false);
});
