import { expect, test } from 'vitest';
import type { TableWrite } from '../../../../src/core/data-use.ts';
import { renamed } from '../../../../src/data/use/renamed.ts';

test.each([
  ['a b', 'a: drop, b: create'],
  ['a b c d', 'a: drop, b: create, c: drop, d: create'],
  // one takes the place of another, two change places
  ['a old new a', 'a: define, old: create, new: drop'],
  ['a tmp b a tmp b', 'a: define, tmp: drop, b: define'],
])('RENAME TABLE %s', (list, expected) => {
  const names = list.split(' ');
  const writes = [...new Set(names)].map((table): TableWrite => ({ table, effect: 'define' }));
  expect(
    renamed(writes, names, { sql: 'rename table', warnings: 0 }, () => undefined)
      .map(({ table, effect }) => `${table}: ${effect}`)
      .join(', '),
  ).toBe(expected);
});
