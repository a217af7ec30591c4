import { expect, test } from 'vitest';
import { describedValues, isKeptLine, type KeptValues, keptLine } from '../../../src/core/described-values.ts';

const VALUES: KeptValues = {
  uses: [
    { how: 'computed', name: 'token', call: { name: 'left', others: ['8'] }, as: 'code' },
    { how: 'computed', name: '?', call: null, as: '' },
    { how: 'ordered', name: 'a b:c', call: null, as: null },
  ],
  aliases: new Map([['k', 'id']]),
  made: new Set(['code', 'sum(a)']),
  copied: [
    { to: 'slug', from: 'token', made: { name: 'reverse', others: [] } },
    { to: null, from: 'id', made: 'as it is' },
    { to: 'x', from: 'id', made: null },
  ],
};

test.each([
  ['view', '', 'codes'],
  ['trigger', 'before insert', 'codes'],
  ['function', 'code of', 'code of'],
  ['column', 'sign', 'codes'],
] as const)('what a %s does with values is read as it was written', (kind, of, name) => {
  const definition = ['base table', keptLine(kind, of, VALUES)].join('\n');
  expect(describedValues({ table: 'Codes', definition })).toEqual([{ kind, name, of, values: VALUES }]);
});

test('what nobody knows is said, and other lines say nothing', () => {
  const line = keptLine('view', '', null);
  expect([isKeptLine(line), isKeptLine('reads shop.items')]).toEqual([true, false]);
  const definition = `view\nreads shop.items\n${line}`;
  expect(describedValues({ table: 'v', definition })).toEqual([{ kind: 'view', name: 'v', of: '', values: null }]);
});
