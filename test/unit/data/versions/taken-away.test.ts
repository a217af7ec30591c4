// What one worker brought and threw away again is as if it had not been, whatever the others had there, or changed, when it went.
import { expect, test } from 'vitest';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import type { TableLink } from '../../../../src/data/versions/table-link.ts';
import { lookAt } from '../../../../src/data/versions/table-look.ts';

type Step = readonly [name: string, moved: Partial<TableLink>];

const named = (name: string) => [{ column: 'name', values: [`'${name}`] }];
const pinsOf = (name: string) => [{ column: 'owner', values: [`#${name}`], parts: ['0..9'] }];
const add = (name: string): Step => [
  `add ${name}`,
  { commutes: 'inserts', pins: pinsOf(name), count: { by: 1, of: named(name) } },
];
const gone = (name: string): Step => [`gone ${name}`, { count: { by: -1 }, gone: named(name) }];
const set = (name: string): Step => [`set ${name}`, { pins: pinsOf(name), count: { by: 0, sets: ['beds'] } }];

function looksOf(steps: readonly Step[], owner: string) {
  const table = new TableHistory();
  // the numbers of statements, whatever else is asked
  const idOf = (name: string) => [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
  steps.forEach(([name, moved], at) => {
    const link = {
      id: idOf(name),
      commutes: undefined,
      exchange: at + 1,
      effect: 'change',
      pins: [],
      mixes: [],
    } as const;
    table.append({ ...link, ...moved }, at + 1, Number.POSITIVE_INFINITY);
  });
  const [pin] = pinsOf(owner);
  return {
    own: lookAt(table, { table: 't', pins: pin === undefined ? [] : [pin] }).version,
    all: lookAt(table, { table: 't' }).version,
  };
}

test('others that come, go and stay meanwhile are no matter', () => {
  const before = looksOf([], 'a').own;
  const alone = looksOf([add('a'), gone('a')], 'a');
  expect(alone.own).toBe(before);
  expect(looksOf([add('a'), add('b'), gone('a')], 'a').own).toBe(before);
  expect(looksOf([add('b'), add('a'), gone('b'), add('c'), gone('a')], 'a').own).toBe(before);
  expect(looksOf([add('a'), add('b'), gone('a')], 'a').all).toBe(looksOf([add('b')], 'a').all);
  expect(looksOf([add('b'), add('a'), gone('b')], 'a')).toEqual(looksOf([add('a')], 'a'));
});

test('another row that is changed meanwhile is no matter to one that is asked for by its constant', () => {
  const before = looksOf([], 'a').own;
  expect(looksOf([add('b'), add('a'), set('b'), gone('a')], 'a').own).toBe(before);
  const [left, other] = [
    [add('b'), add('a'), set('b'), gone('a')],
    [add('b'), set('b')],
  ].map((one) => looksOf(one, 'b'));
  expect(left?.own).toBe(other?.own);
  // behind a change of any row the table as a whole has seen both
  expect(left?.all).not.toBe(other?.all);
});

test('what was done to the rows themselves stays in the history of their constant', () => {
  const steps = [add('a'), set('a'), gone('a')];
  expect(looksOf(steps, 'a').own).not.toBe(looksOf([], 'a').own);
  expect(looksOf([...steps, add('a'), gone('a')], 'a').own).toBe(looksOf(steps, 'a').own);
});

test('a row of which nobody knows is no matter where as many went as are known', () => {
  const unknown: Step = ['unknown', { commutes: 'inserts', pins: pinsOf('b'), count: { by: 1 } }];
  expect(looksOf([add('a'), unknown, gone('a')], 'a').own).toBe(looksOf([], 'a').own);
});
