// What is told the same whether foreign keys are checked or not.
import { expect, test } from 'vitest';
import type { TableWrite } from '../../../../src/core/data-use.ts';
import { otherChecks } from '../../../../src/replay/matching/other-checks.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

/** The other states in which an answer may be the same. */
const others = (state: string) => [...otherChecks(state)];
const states = (state: string) => others(state).map(([other]) => other);
const OFF = "foreign_key_checks='0'";
const isSameAs = (state: string) => others(state)[0]?.[1] ?? (() => null);
const isSameUnchecked = isSameAs(`autocommit=1 charset=utf8mb4 ${OFF}`);
const isSameChecked = isSameAs('autocommit=1 charset=utf8mb4');

const change = (table: string): TableWrite => ({ table, effect: 'change' });
const isSame = (sql: string, writes: readonly TableWrite[] | 'all', outcome = 'ok', warnings = 0) =>
  isSameUnchecked(readStatement(Buffer.from(sql)), { reads: [], writes }, { outcome, warnings } as never);

test('a state without checks is one with them but for these words', () => {
  const state = "autocommit=1 in_transaction=0 user=a foreign_key_checks='0' unique_checks='0' time_zone='+00:00'";
  expect(states(state)).toEqual(["autocommit=1 in_transaction=0 user=a time_zone='+00:00'"]);
  expect(states("autocommit=1 time_zone='foreign_key_checks'")).toEqual([]);
});

test('what only reads is the same, but for the variable itself', () => {
  expect(isSame('SELECT * FROM t', [], 'resultset')).toBe(true);
  expect(isSame('SHOW FULL TABLES', [], 'resultset')).toBe(true);
  expect(isSame('SELECT @@foreign_key_checks', [], 'resultset')).toBe(false);
  expect(isSame("SHOW VARIABLES LIKE 'foreign%'", [], 'resultset')).toBe(false);
  expect(isSame('SELECT f()', [change('db.t')], 'resultset')).toBe(false);
  expect(isSame('SELECT f()', 'all', 'resultset')).toBe(false);
});

test('so is what went well and took no other rows along', () => {
  expect(isSame('INSERT INTO t VALUES (1)', [change('db.t')])).toBe(true);
  expect(isSame('DELETE FROM t WHERE id = 1', [change('db.t')])).toBe(true);
  expect(isSame('DELETE FROM t WHERE id = 1', [change('db.t'), change('db.child')])).toBe(false);
  expect(isSame('INSERT INTO t VALUES (1)', [change('db.t')], 'error')).toBe(false);
  expect(isSame('INSERT IGNORE INTO t VALUES (1)', [change('db.t')], 'ok', 1)).toBe(false);
  expect(isSame('ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id)', [{ table: 'db.t', effect: 'define' }])).toBe(
    false,
  );
});

test('a state with checks is one without them but for their word, in its place', () => {
  const state = (words: string) => `autocommit=1 in_transaction=0 user=a charset=utf8mb4 ${words}`;
  expect(states(state("sql_mode='' time_zone='x'"))).toEqual([state(`${OFF} sql_mode='' time_zone='x'`)]);
  expect(states(state("div_precision_increment='9' time_zone='x y' found_rows=1"))).toEqual([
    state(`div_precision_increment='9' ${OFF} time_zone='x y' found_rows=1`),
  ]);
  expect(states(state('found_rows=1'))).toEqual([state(`${OFF} found_rows=1`)]);
  expect(states(state("@a='1'"))).toEqual([state(`${OFF} @a='1'`)]);
  expect(states(state(OFF))).toEqual([state('').trimEnd()]);
});

test('what was answered without checks is the answer with them where no foreign key names it', () => {
  const told = (sql: string, isUntied: boolean, writes: readonly TableWrite[], outcome = 'ok') =>
    isSameChecked(readStatement(Buffer.from(sql)), { reads: [], writes, isUntied }, { outcome } as never);
  expect(told('INSERT INTO t VALUES (1)', true, [change('db.t')])).toBe(true);
  expect(told('INSERT INTO t VALUES (1)', false, [change('db.t')])).toBe(false);
  expect(told('INSERT INTO t VALUES (1)', true, [change('db.t')], 'error')).toBe(false);
  expect(told('SELECT * FROM t', false, [], 'resultset')).toBe(true);
  expect(told('SELECT @@foreign_key_checks', false, [], 'resultset')).toBe(false);
});
