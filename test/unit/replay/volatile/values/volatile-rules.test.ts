import { expect, test } from 'vitest';
import {
  activateRules,
  rulesInComments,
  type VolatileRule,
} from '../../../../../src/replay/volatile/values/volatile-rules.ts';

test('a rule covers statements by its pattern, and values by their places', () => {
  const [rule, all] = activateRules([
    { kind: 'uuid', statement: '^insert into orders', positions: [2] },
    { kind: 'timestamp' },
  ]);
  expect([rule?.covers('INSERT INTO orders VALUES (1)'), rule?.covers('INSERT INTO t VALUES (1)')]).toEqual([
    true,
    false,
  ]);
  expect([1, 2].map((position) => rule?.coversValue(position))).toEqual([false, true]);
  expect([all?.covers('SELECT 1'), all?.coversValue(99), all?.coversName('table')]).toEqual([true, true, false]);
  expect([rule?.name, rule?.where, all?.name]).toEqual(['rule 1', 'volatile[0]', 'rule 2']);
});

test('a rule about names covers no value', () => {
  const [tables, any] = activateRules([
    { kind: 'any', names: 'table' },
    { kind: 'any', names: 'any', statement: 'x' },
  ]);
  expect([tables?.coversName('table'), tables?.coversName('database'), tables?.coversValue(1)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(any?.coversName('database')).toBe(true);
});

const wrong: readonly (readonly [string, VolatileRule])[] = [
  ['there is no kind "guid"', { kind: 'guid' as 'uuid' }],
  ['say which by positions', { kind: 'any' }],
  ['would bind what is only read', { kind: 'uuid', statement: '^SELECT' }],
  ['there are no names of the kind "tables"', { kind: 'any', names: 'tables' as 'table' }],
  ['say kind: any', { kind: 'uuid', names: 'table' }],
  ['leave positions away', { kind: 'any', names: 'table', positions: [1] }],
  ['leave in away', { kind: 'any', names: 'table', in: 'anywhere' }],
  ['my rule: ', { kind: 'uuid', name: 'my rule', statement: '(' }],
];
test.each(wrong)('refused, with its place: %s', (message, rule) => {
  const refused = () => activateRules([rule], () => 'mock.config.yaml:3');
  expect(refused).toThrow(message);
  expect(refused).toThrow(/^mock\.config\.yaml:3: /);
});

test.each(['^(select|insert)', '^selection', 'select', '^insert'])(
  'a pattern that may be of what stores is none of what only reads: %s',
  (statement) => {
    expect(activateRules([{ kind: 'uuid', statement }])).toHaveLength(1);
  },
);

test.each<readonly [VolatileRule, VolatileRule, boolean]>([
  [{ kind: 'timestamp' }, { kind: 'clock' }, true],
  [{ kind: 'timestamp', positions: [1] }, { kind: 'clock', positions: [2] }, false],
  [{ kind: 'timestamp', statement: 'a' }, { kind: 'clock', statement: 'b' }, false],
  [{ kind: 'uuid' }, { kind: 'token' }, false],
  [{ kind: 'uuid', positions: [1, 2] }, { kind: 'token', positions: [2] }, true],
  [{ kind: 'uuid' }, { kind: 'uuid', in: 'anywhere' }, true],
  [{ kind: 'uuid' }, { kind: 'uuid', in: 'writes' }, false],
])('%j and %j contradict each other: %s', (one, other, isRefused) => {
  const activate = () => activateRules([one, other]);
  if (isRefused) expect(activate).toThrow('rule 2: contradicts rule 1');
  else expect(activate()).toHaveLength(2);
});

test("a statement's own comment makes rules for it, wherever its values stand", () => {
  const refused: string[] = [];
  const rules = rulesInComments('SELECT /* mock.ignore uuid, Timestamp 3 */ 1 /*mock.ignore any 2*/', (one) => {
    refused.push(one);
  });
  expect(rules.map(({ kind, isAnywhere, carries }) => [kind, isAnywhere, carries])).toEqual([
    ['uuid', true, true],
    ['timestamp', true, true],
    ['any', true, true],
  ]);
  expect(rules.map((rule) => [2, 3].map((position) => rule.coversValue(position)))).toEqual([
    [true, true],
    [false, true],
    [true, false],
  ]);
  expect(refused).toEqual([]);
});

test('what a comment says wrongly is told, and the rest of it counts', () => {
  const refused: string[] = [];
  const sql = 'SELECT 1 /* mock.ignore any, guid, uuid x, token */';
  expect(rulesInComments(sql, (one) => refused.push(one)).map(({ kind }) => kind)).toEqual(['token']);
  expect(refused).toEqual(['any', 'guid', 'uuid x'].map((item) => expect.stringContaining(`"${item}" is none of`)));
  expect(rulesInComments('SELECT 1 /* mock.other uuid */', (one) => refused.push(one))).toEqual([]);
});
