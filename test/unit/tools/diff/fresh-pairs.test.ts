// Two recordings of one run with values of its own each time: what is told is what has changed, and no more.

import { expect, test } from 'vitest';
import { activateRules } from '../../../../src/replay/volatile/values/volatile-rules.ts';
import { type CompareOptions, compareRecordings } from '../../../../src/tools/diff/compare-recordings.ts';
import { loaded, opened, textOf } from '../../../support/edited-recording.ts';

const ONE = 'f5929049-6a5b-4f0e-9d7e-2f5d3c8b1a11';
const OTHER = '9eac457a-6a5b-4f0e-9d7e-2f5d3c8b1a00';
const THIRD = '0b6c1f1e-6a5b-4f0e-9d7e-2f5d3c8b1a22';

const ask = (sql: string, answer = 'ok affected 1 status 0x0002') => `COM_QUERY\n| ${sql}\n=>\n${answer}`;

function rows(...values: readonly (readonly [string, string])[]): string {
  const lines = values.map(([name, price]) => `| '${name}' | ${price} |`);
  return ['columns columns-3ae105632509 eof 0x0022', '| name | price |', ...lines, 'end status 0x0022'].join('\n');
}

function compare(a: readonly string[], b: readonly string[], options: CompareOptions = {}) {
  let leftOut = 0;
  const onLeftOut = (exchanges: number) => {
    leftOut = exchanges;
  };
  const [from, to] = [opened(loaded(textOf(a))), opened(loaded(textOf(b)))];
  return { differences: compareRecordings(from, to, { ...options, onLeftOut }), leftOut: () => leftOut };
}

const program = (id: string, price: string) => [
  ask(`INSERT INTO products VALUES ('${id}', 1)`),
  ask(`INSERT INTO products VALUES ('${id}', 1)`, `error 1062 '23000' 'Duplicate entry \\'${id}\\' for key'`),
  ask(`SELECT name, price FROM products WHERE id = '${id}'`, rows([id, price])),
  ask('SELECT name, price FROM products', rows(['Lamp', '1.00'], [id, price], ['Knife', '2.00'])),
];

test('of values that are new at every run nothing is told, and of what has changed all', () => {
  const same = compare(program(ONE, '39.90'), program(OTHER, '39.90'));
  expect(same.differences).toEqual([]);
  expect(same.leftOut()).toBe(3);
  const { differences } = compare(program(ONE, '39.90'), program(OTHER, '42.00'));
  const cell = (row: number) => ({ kind: 'cell', row, column: 'price', from: '39.90', to: '42.00' });
  expect(differences).toMatchObject([
    { kind: 'changed', to: { exchange: 3 }, changes: [cell(1)] },
    { kind: 'changed', to: { exchange: 4 }, changes: [cell(2)] },
  ]);
});

test('they are told where one asks for them', () => {
  const { differences, leftOut } = compare(program(ONE, '1.00'), program(OTHER, '1.00'), { isFreshShown: true });
  expect(differences.map(({ kind }) => kind)).toEqual(['asked', 'asked', 'asked', 'changed']);
  expect(leftOut()).toBe(0);
});

test('an ordinary value that has changed is told though a fresh one stands beside it', () => {
  const insert = (id: string, name: string) => ask(`INSERT INTO products VALUES ('${id}', '${name}')`);
  expect(compare([insert(ONE, 'Ada')], [insert(OTHER, 'Bea')]).differences).toMatchObject([{ kind: 'asked' }]);
});

test('two fresh values that were crossed are told', () => {
  const insert = (id: string) => ask(`INSERT INTO products VALUES ('${id}')`);
  const read = (id: string) => ask('SELECT name, price FROM products LIMIT 1', rows([id, '1.00']));
  const { differences } = compare(
    [insert(ONE), insert(OTHER), read(ONE)],
    [insert(THIRD), insert(ONE.replace('f', 'e')), read(ONE.replace('f', 'e'))],
  );
  expect(differences).toMatchObject([{ kind: 'changed', changes: [{ kind: 'cell', column: 'name' }] }]);
});

test('a row that came among rows of fresh values is told alone', () => {
  const list = (ids: readonly string[]) =>
    ask('SELECT name, price FROM products', rows(...ids.map((id) => [id, '1.00'] as const)));
  const { differences } = compare([list([ONE, OTHER])], [list([OTHER, 'Lamp', THIRD])]);
  expect(differences).toMatchObject([{ changes: [{ kind: 'row_added', row: 2, values: { name: 'Lamp' } }] }]);
});

test('what a rule covers is left out, and what stands for it further on', () => {
  const run = (name: string) => [
    ask(`INSERT INTO customers VALUES ('${name}')`),
    ask(`SELECT name, price FROM customers WHERE name = '${name}'`, rows([name, '1.00'])),
  ];
  const [a, b] = [run('customer one'), run('customer two')];
  expect(compare(a, b).differences.map(({ kind }) => kind)).toEqual(['asked', 'asked']);
  const rules = activateRules([{ statement: '^INSERT INTO customers', positions: [1], kind: 'any' }]);
  expect(compare(a, b, { rules }).differences).toEqual([]);
});

test('names that a run made', () => {
  const run = (name: string) => [
    ask(`CREATE TABLE ${name} (id INT)`),
    ask(`INSERT INTO ${name} VALUES (1)`),
    ask(`DROP TABLE ${name}`),
  ];
  expect(compare(run('work_48211'), run('work_48377')).differences).toEqual([]);
  expect(compare(run('work_ada'), run('work_bea')).differences.length).toBeGreaterThan(0);
});

test('rows that had one time in one run may have several in the other', () => {
  const at = (second: number) => `2026-11-29 08:00:0${second}`;
  const run = (one: number, other: number, price: string) => [
    ask(`INSERT INTO products VALUES ('${at(one)}', 1)`),
    ask(`INSERT INTO products VALUES ('${at(other)}', 1)`),
    ask('SELECT name, price FROM products', rows([at(one), '1.00'], [at(other), price])),
  ];
  const rules = activateRules([{ statement: '^INSERT', kind: 'timestamp' }]);
  expect(compare(run(1, 1, '2.00'), run(6, 7, '2.00'), { rules }).differences).toEqual([]);
  expect(compare(run(1, 1, '2.00'), run(6, 7, '3.00'), { rules }).differences).toMatchObject([
    { changes: [{ kind: 'cell', row: 2, column: 'price' }] },
  ]);
});
