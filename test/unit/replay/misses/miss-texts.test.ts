// What a miss says to the client: all that differs, and the rule where nothing but fresh values does.

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { firstDifference } from '../../../../src/identity/explain-difference.ts';
import { compareStatements } from '../../../../src/identity/token-difference.ts';
import { freshRuleFor } from '../../../../src/replay/misses/fresh-rule.ts';
import { missDetails, missMessage } from '../../../../src/replay/misses/miss-texts.ts';
import type { Miss } from '../../../../src/replay/misses/misses.ts';
import { activateRules } from '../../../../src/replay/volatile/values/volatile-rules.ts';
import { missLines } from '../../../../src/testing/run/miss-lines.ts';
import { PLAIN_MARKS } from '../../../../src/tools/diff/word-diff.ts';

const TIME = '2026-11-29T17:00:00.000Z';
const ONE = 'f5929049-6a5b-4f0e-9d7e-2f5d3c8b1a11';
const OTHER = '9eac457a-6a5b-4f0e-9d7e-2f5d3c8b1a00';

function miss(sql: string, recorded: string, parameters: [string, string] | null = null): Miss {
  const [asked, there] = [
    { command: 'COM_QUERY', sql, parameters: parameters?.[0] ?? null, database: 'shop' },
    { command: 'COM_QUERY', sql: recorded, parameters: parameters?.[1] ?? null, database: 'shop' },
  ];
  const { line: difference } = firstDifference(asked, there);
  const statements = compareStatements(asked, there);
  return {
    ...{ time: TIME, connection: 1, before: [], reason: 'unknown', ...asked, scope: '', state: '' },
    nearest: { ...there, exchange: 5, scope: '', difference, statements, state: [], askedMs: 1_700_000_000_000 },
    ...{ others: [], nearestScopes: [] },
  };
}

test('a miss that differs in fresh values alone says so, and gives the rule', () => {
  const one = miss(`SELECT *\n  FROM orders WHERE id = '${ONE}'`, `SELECT *\n  FROM orders WHERE id = '${OTHER}'`);
  const rule = freshRuleFor(one);
  expect(rule?.what).toBe(
    'only values differ that are new at every run (UUIDs), which nothing stored before they were asked for',
  );
  const written = parse(rule?.inline ?? '').volatile;
  expect(written).toEqual([{ statement: '^SELECT \\*\\s+FROM orders WHERE id =', kind: 'uuid', in: 'anywhere' }]);
  expect(parse(rule?.yaml.join('\n') ?? '').volatile).toEqual(written);
  expect(activateRules(written)[0]?.covers(one.sql ?? '')).toBe(true);
  for (const text of [missMessage(one), missDetails(one).join('\n')]) expect(text).toContain(rule?.inline);
  expect(missMessage(one)).toContain(`asked '${ONE}', recorded '${OTHER}'`);
  const lines = missLines(one, 1, PLAIN_MARKS);
  expect(lines).toContain(`      FROM orders WHERE id = [-'${OTHER}'-]{+'${ONE}'+}`);
  expect(lines.slice(-4)).toEqual(['      volatile:', ...(rule?.yaml.slice(1).map((line) => `      ${line}`) ?? [])]);
});

test('what a statement stores needs no more than the default; the clock counts by its time', () => {
  const ids: [string, string] = [`[{"text":"${ONE}"},{"int":1}]`, `[{"text":"${OTHER}"},{"int":1}]`];
  const insert = 'INSERT INTO o (id, n) VALUES (?, ?)';
  expect(freshRuleFor(miss(insert, insert, ids))?.yaml).toEqual([
    'volatile:',
    "  - statement: '^INSERT INTO o \\(id, n\\) VALUES \\('",
    '    kind: uuid',
  ]);
  const clock = miss(`SELECT ${Date.parse(TIME)} FROM o`, 'SELECT 1700000000123 FROM o');
  expect(freshRuleFor(clock)?.yaml).toContain('    kind: clock');
  const where = miss(
    `UPDATE o SET a = '${ONE}' WHERE b = '${ONE}'`,
    `UPDATE o SET a = '${OTHER}' WHERE b = '${OTHER}'`,
  );
  expect(freshRuleFor(where)?.yaml).toContain('    in: anywhere');
});

test.each([
  ['an ordinary value too', `SELECT '${ONE}', 'Ada'`, `SELECT '${OTHER}', 'Bea'`],
  ['another text around a UUID', `SELECT 'a ${ONE}'`, `SELECT 'b ${OTHER}'`],
  ['numbers that are no clock', 'SELECT 1234567890123', 'SELECT 1700000000123'],
  ['another statement', `SELECT '${ONE}' FROM a`, `SELECT '${OTHER}' FROM b`],
  ['nothing', 'SELECT 1', 'SELECT 1'],
])('no rule for %s', (_, asked, recorded) => {
  expect(freshRuleFor(miss(asked, recorded))).toBeNull();
});

test('all that differs is named; where a message is full it ends with a whole item', () => {
  const list = (value: string, count: number) => Array.from({ length: count }, (_, at) => `'${value}${at}'`).join(', ');
  const few = missMessage(miss(`SELECT ${list('a', 5)}`, `SELECT ${list('b', 5)}`));
  for (const at of [0, 1, 2, 3, 4]) expect(few).toContain(`asked 'a${at}', recorded 'b${at}'`);
  const many = missMessage(miss(`SELECT ${list('a', 40)}`, `SELECT ${list('b', 40)}`));
  expect(many.length).toBeLessThanOrEqual(500);
  expect(many).toMatch(/recorded 'b\d+'; and more$/);
  const details = missDetails(miss(`SELECT ${list('a', 40)}`, `SELECT ${list('b', 40)}`));
  expect(details.filter((line) => line.startsWith('differs: '))).toHaveLength(40);
});
