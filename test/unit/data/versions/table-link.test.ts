import { expect, test } from 'vitest';
import type { WriteEffect } from '../../../../src/core/data-use.ts';
import { chainFrom, versionOf } from '../../../../src/data/history/chain.ts';
import {
  DROPPED,
  defined,
  EMPTY,
  effectOn,
  forgets,
  INITIAL,
  type TableLink,
} from '../../../../src/data/versions/table-link.ts';

const link = (effect: WriteEffect, id = 9): TableLink => {
  return { id, commutes: undefined, exchange: 4, effect, pins: [], mixes: [] };
};
const [initial, dropped, made] = [chainFrom(INITIAL), chainFrom(DROPPED), chainFrom(12345)];

test.each([
  // as the recording found it, a table that is made where it is absent was absent; one that is kept was there
  ['create absent', 'create', 'create', null],
  ['keep', null, 'create', null],
  ['change', 'change', 'change', 'change'],
  ['drop', 'drop', 'drop', 'drop'],
  ['define', 'define', null, 'define'],
] as const)('%s', (effect, onInitial, onDropped, onMade) => {
  const effects = [initial, dropped, made].map((definition) => effectOn(definition, link(effect))?.effect ?? null);
  expect(effects).toEqual([onInitial, onDropped, onMade]);
});

test('a definition is made anew, dropped or changed; rows change nothing of it', () => {
  const created = defined(initial, link('create'));
  expect(created.last).toBe(4);
  expect(versionOf(defined(made, link('create')))).toBe(versionOf(created));
  expect(versionOf(defined(made, link('create', 10)))).not.toBe(versionOf(created));
  expect(defined(made, link('drop'))).toMatchObject({ base: DROPPED, last: 4 });
  expect(versionOf(defined(created, link('define')))).not.toBe(versionOf(created));
  expect(defined(made, link('change'))).toBe(made);
  expect(defined(made, link('empty'))).toBe(made);
});

test('rows are forgotten with their table, and by what leaves none', () => {
  const effects = ['change', 'empty', 'create', 'drop', 'define'] as const;
  expect(effects.filter((effect) => forgets(link(effect)))).toEqual(['empty', 'create', 'drop']);
  expect(EMPTY).not.toBe(INITIAL);
});
