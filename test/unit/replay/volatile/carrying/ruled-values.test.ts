import { expect, test } from 'vitest';
import { RuledValues } from '../../../../../src/replay/volatile/carrying/ruled-values.ts';
import { ActiveRule } from '../../../../../src/replay/volatile/values/volatile-rules.ts';

const rule = (reach: 'anywhere' | 'writes', where = 'rules.yaml:1') =>
  new ActiveRule({ kind: 'any', positions: [1], in: reach }, 'rule 1', where);

test('a value of a rule for what is only read stands for one recorded value', () => {
  const values = new RuledValues();
  const [live, stored] = [
    { rule: rule('anywhere'), content: 'x' },
    { rule: rule('writes'), content: 'x' },
  ];
  values.bind('a', live);
  values.bind('a', stored);
  expect([values.isFree('a', live), values.isFree('b', live), values.isFree('b', stored)]).toEqual([true, false, true]);
  // another rule, or read anew
  expect(values.isFree('b', { rule: rule('anywhere', 'rules.yaml:5'), content: 'x' })).toBe(true);
  expect(values.isFree('b', { rule: rule('anywhere'), content: 'x' })).toBe(false);
  values.clear();
  expect(values.isFree('b', live)).toBe(true);
});

test('many rows may have one time', () => {
  const values = new RuledValues();
  const live = { rule: rule('anywhere'), content: '2026-12-24 19:31:07' };
  values.bind('2026-11-29 08:00:00', live);
  expect(values.isFree('2026-11-29 08:00:01', live)).toBe(true);
});
