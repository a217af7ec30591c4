import { expect, test } from 'vitest';
import type { TableUse, WriteEffect } from '../../../../src/core/data-use.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import type { TableLink } from '../../../../src/data/versions/table-link.ts';
import { lookAt } from '../../../../src/data/versions/table-look.ts';

const link = (id: number, key: string | null, effect: WriteEffect = 'change', commutes?: string): TableLink => {
  const pins = key === null ? [] : [{ column: 'id', values: [key] }];
  return { id, commutes, exchange: id, effect, pins, mixes: [] };
};
function look(use: Partial<TableUse>, links: readonly TableLink[], commutes?: string) {
  const table = new TableHistory();
  links.forEach((one, at) => {
    table.append(one, at + 1, Number.POSITIVE_INFINITY);
  });
  return lookAt(table, { table: 't', ...use }, commutes);
}
const row = (...values: readonly string[]) => ({ pins: [{ column: 'id', values }] });
const version = (use: Partial<TableUse>, ...links: readonly TableLink[]) => look(use, links).version;
const [first, second, all] = [link(1, '#1'), link(2, '#2'), link(3, null)];

test('a row sees writes to it and those that name none, not those to others', () => {
  expect(version(row('#1'), first, second)).toBe(version(row('#1'), first));
  expect(version(row('#1'), first, all)).not.toBe(version(row('#1'), first));
  expect(version(row('#1', '#2'), first, second)).not.toBe(version(row('#1', '#2'), first));
  expect(look(row('#1'), [first, second]).last).toBe(1);
});

test('all rows see all writes: in any order where rows are told apart, else in theirs', () => {
  expect(version({ by: 'id' }, first, second)).toBe(version({ by: 'id' }, second, first));
  expect(version({ by: 'id' }, first, all)).not.toBe(version({ by: 'id' }, all, first));
  expect(version({}, first, second)).not.toBe(version({}, second, first));
  expect(look({ by: 'id' }, [first, second]).last).toBe(2);
});

test('whether a table is there, and how it is made, is no matter of its rows', () => {
  for (const use of [{ isExistence: true }, { isDefinition: true }]) {
    expect(version(use, first, all)).toBe(version(use));
    expect(version(use, link(4, null, 'drop'))).not.toBe(version(use));
    expect(version(use, link(4, null, 'drop'))).toBe(version(use, first, link(5, null, 'drop')));
  }
  const [one, other] = [link(4, null, 'create'), link(5, null, 'create')];
  expect(version({ isExistence: true }, one)).toBe(version({ isExistence: true }, other));
  expect(version({ isDefinition: true }, one)).not.toBe(version({ isDefinition: true }, other));
});

test('a write does not see those that it may change places with', () => {
  const add = link(4, '#1', 'change', 'add n');
  for (const use of [{}, row('#1')]) {
    expect(look(use, [all, first, add], 'add n').version).toBe(look(use, [all, first], 'add n').version);
    expect(look(use, [all, first, add], 'add m').version).not.toBe(look(use, [all, first], 'add m').version);
    expect(look(use, [all, first, add]).version).not.toBe(look(use, [all, first]).version);
  }
});

test('to what adds to it a row that nothing wrote is as one that only the like has written', () => {
  const [add, other] = [link(4, '#1', 'change', 'adds n'), link(5, '#1', 'change', 'adds n')];
  for (const before of [[], [all]]) {
    expect(look(row('#1'), [...before, add], 'adds n').version).toBe(look(row('#1'), before, 'adds n').version);
    expect(look(row('#1'), [...before, add, other], 'adds n').version).toBe(look(row('#1'), before, 'adds n').version);
  }
});

test('by the names of recordings of before it is looked at as it was when they were sealed', () => {
  // the sample is one: test/unit/cli/commands/check.test.ts
  expect(look(row('#1'), [], 'add n').version).toBe(4847689793214394);
});
