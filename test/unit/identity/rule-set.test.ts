import { describe, expect, test } from 'vitest';
import { RULES } from '../../../src/identity/identity-rules.ts';
import { formatOwnRules, parseOwnRules, rulesOf } from '../../../src/identity/recorded-rules.ts';
import { combined, type IdentityRule, makeRuleSet } from '../../../src/identity/rule-set.ts';
import { normaliseStatement } from '../../../src/sql/statement-identity.ts';
import { readStatement } from '../../../src/sql/statement-reading.ts';

const where = (index: number) => `rules.yaml:${index + 1}`;

function applied(rules: readonly IdentityRule[], sql: string): string {
  const set = makeRuleSet(rules, where);
  return (set?.apply(normaliseStatement(Buffer.from(sql)), {}) ?? Buffer.alloc(0)).toString();
}

describe('a rule of identity', () => {
  test.each([
    ['comments', "SELECT a + /* trace 'x' */ b /* y */ FROM t", 'SELECT a + b FROM t'],
    ['comments', 'CREATE TABLE t (-- why\n a INT)', 'CREATE TABLE t ( a INT)'],
    ['comments', "SELECT '/* no */' /*+ HINT() */ FROM t", "SELECT '/* no */' /*+ HINT() */ FROM t"],
    [
      'in-lists',
      'SELECT 1 FROM t WHERE a IN (1, -2, 3) AND b IN (?, ?)',
      'SELECT 1 FROM t WHERE a IN (…) AND b IN (…)',
    ],
    ['in-lists', "SELECT 1 FROM t WHERE a in ('x', NULL)", 'SELECT 1 FROM t WHERE a IN (…)'],
    [
      'in-lists',
      'SELECT 1 FROM t WHERE a IN (SELECT 1) OR b IN (1, c)',
      'SELECT 1 FROM t WHERE a IN (SELECT 1) OR b IN (1, c)',
    ],
    ['in-lists', "SELECT 'IN (1, 2)'", "SELECT 'IN (1, 2)'"],
  ] as const)('that ignores %s makes of %s: %s', (ignore, sql, expected) => {
    expect(applied([{ name: 'r', ignore }], sql)).toBe(expected);
  });

  test('replaces what a pattern finds, in the statements that another covers', () => {
    const rules = [{ name: 'schema', statement: '^select', find: 'app_\\d+\\.', replace: 'app.' }];
    expect(applied(rules, 'SELECT * FROM app_7.t JOIN app_12.u')).toBe('SELECT * FROM app.t JOIN app.u');
    expect(applied(rules, 'DELETE FROM app_7.t')).toBe('DELETE FROM app_7.t');
  });

  test('leaves a statement alone that is not in UTF-8', () => {
    const set = makeRuleSet([{ name: 'r', find: 'a', replace: 'b' }], where);
    const sql = Buffer.from("SELECT 'a\xe9'", 'latin1');
    expect(set?.apply(sql, {})).toEqual(sql);
  });

  test('tells whether it changed anything', () => {
    const set = makeRuleSet(
      [
        { name: 'used', find: 'a', replace: 'b' },
        { name: 'idle', ignore: 'in-lists' },
      ],
      where,
    );
    set?.apply(Buffer.from('SELECT a'), {});
    expect(set?.idle()).toEqual(['rules.yaml:2: idle']);
  });

  test('makes statements of one connection that has it the same, and of no other', () => {
    const rules = makeRuleSet([{ name: 'r', ignore: 'in-lists' }], where);
    const [one, two] = ['SELECT a IN (1) FROM t', 'SELECT a IN (1, 2) FROM t'].map((sql) => Buffer.from(sql));
    const compared = (sql: Buffer | undefined, set = rules) =>
      readStatement(sql ?? Buffer.alloc(0), { rules: set }).compared;
    expect(compared(one)).toEqual(compared(two));
    expect(compared(one, null)).not.toEqual(compared(two, null));
  });
});

test.each<[readonly IdentityRule[], RegExp]>([
  [[{ name: 'x' }], /^rules\.yaml:1: x: a rule has either "ignore" or "find"$/],
  [[{ name: 'x', find: '(' }], /^rules\.yaml:1: x: .*Invalid regular expression/],
  [[{ name: 'x', statement: '[', ignore: 'comments' }], /^rules\.yaml:1: x: /],
  [[{ name: 'x', ignore: 'comments', replace: 'y' }], /"replace" goes with "find"/],
  [
    [
      { name: 'x', find: 'a' },
      { name: 'x', find: 'b' },
    ],
    /^rules\.yaml:2: x: the rule at rules\.yaml:1 has the same name; keep one of them$/,
  ],
  [
    [
      { name: 'x', find: 'a', replace: 'b' },
      { name: 'y', find: 'a', replace: 'c' },
    ],
    /^rules\.yaml:2: y: contradicts x at rules\.yaml:1: it replaces the same by something else; keep one of them$/,
  ],
])('refuses %j', (rules, message) => {
  expect(() => makeRuleSet(rules, where)).toThrow(message);
});

test('several sets are one, unless they contradict each other', () => {
  const one = makeRuleSet([{ name: 'x', find: 'a' }], where);
  const two = makeRuleSet([{ name: 'y', find: 'b' }], where);
  expect(combined([one, null, two])?.rules.map(({ name }) => name)).toEqual(['x', 'y']);
  expect(combined([null])).toBeNull();
  expect(() => combined([one, one])).toThrow(/same name/);
});

describe('a recording', () => {
  const meta = (entries: Record<string, string>) => ({ path: 'x.db', meta: new Map(Object.entries(entries)) });

  test('keeps rules as they were given', () => {
    const rules = makeRuleSet([{ name: 'x', find: 'a', replace: 'b' }], where);
    const kept = meta({ fingerprint_rules: RULES, identity_rules: formatOwnRules(rules) });
    expect(rulesOf(kept)?.rules).toEqual(rules?.rules);
    expect(rulesOf(meta({ fingerprint_rules: RULES }))).toBeNull();
  });

  test('of an older mock is refused with what to do, one of a newer mock too', () => {
    expect(() => rulesOf(meta({ fingerprint_rules: 'sql-1' }))).toThrow(
      /^x\.db was recorded with the identity rules sql-1, and this mock has sql-\d+; bring it up to date: mock merge x\.db/,
    );
    expect(() => rulesOf(meta({ fingerprint_rules: 'sql-99' }))).toThrow(/sql-99.*update mysql-replay$/);
  });

  test('with rules that nobody knows is refused', () => {
    expect(() => parseOwnRules('[{"name":"x","ignore":"weather"}]', 'x.db')).toThrow(/there is no "weather" to ignore/);
    expect(() => parseOwnRules('{', 'x.db')).toThrow(/^x\.db has identity rules that this mock does not know/);
  });
});
