// What to do about a miss, as a table of reasons and differences.

import { expect, test } from 'vitest';
import { compareStatements } from '../../../../src/identity/token-difference.ts';
import { adviceFor } from '../../../../src/replay/misses/advice.ts';
import type { Miss, Nearest } from '../../../../src/replay/misses/misses.ts';

const UUIDS = ['0b6c1f1e-6a5b-4f0e-9d7e-2f5d3c8b1a00', 'ffffffff-6a5b-4f0e-9d7e-2f5d3c8b1a11'];

function miss(fields: Partial<Miss>, recorded: string | null = null, near: Partial<Nearest> = {}): Miss {
  const sql = fields.sql ?? 'SELECT 1';
  const statements = compareStatements(
    { sql, parameters: fields.parameters ?? null },
    { sql: recorded ?? '', parameters: near.parameters ?? null },
  );
  const own = {
    exchange: 5,
    command: 'COM_QUERY',
    database: 'shop',
    scope: '',
    difference: 'x',
    statements,
    state: [],
  };
  return {
    time: '2026-11-22T17:21:36.000Z',
    connection: 1,
    before: [3, 4],
    reason: 'unknown',
    command: 'COM_QUERY',
    sql,
    parameters: null,
    database: 'shop',
    scope: '',
    state: '',
    nearest: recorded === null ? null : { sql: recorded, parameters: null, ...own, ...near },
    others: [],
    nearestScopes: [],
    ...fields,
  };
}

const AGAIN = 'mock run shop.db --upstream HOST:PORT -u -- COMMAND';
const first = (one: Miss) => adviceFor(one, 'shop.db')[0];
const ask = (asked: string, recorded: string, near: Partial<Nearest> = {}) =>
  first(miss({ sql: asked }, recorded, near));

test('values that look like a UUID or a time: a rule for what differs at every run', () => {
  const [one, other] = UUIDS;
  const uuid = ask(`INSERT INTO o VALUES ('${one}')`, `INSERT INTO o VALUES ('${other}')`);
  const text = "volatile:\n  - statement: '^INSERT INTO o VALUES \\('\n    kind: uuid\n";
  expect(uuid?.copy).toEqual({ kind: 'yaml', text });
  const time = ask("SELECT '2026-01-01 10:00:00' FROM o", "SELECT '2026-01-01 10:00:01' FROM o");
  expect(time?.copy?.text).toContain('kind: timestamp');
  const bound = ask(`SELECT * FROM o WHERE id = '${one}'`, 'SELECT * FROM o WHERE id = ?', {
    parameters: `[{"text":"${other}"}]`,
  });
  expect(bound?.copy?.text).toContain('kind: uuid\n    in: anywhere\n');
});

test('values of several fresh kinds: a rule for each, and none where one is ordinary', () => {
  const [one, other] = UUIDS;
  const [token, third] = ['9f3ac81e77d0b2546e1f', '0b1d2f3a4c5e6a7b8c9d'];
  const mixed = ask(`UPDATE o SET a = '${one}', b = '${token}'`, `UPDATE o SET a = '${other}', b = '${third}'`);
  expect(mixed?.copy?.text).toMatch(/kind: uuid\n(.*\n)*.*kind: token\n$/);
  const ordinary = ask(`UPDATE o SET a = '${one}', b = 'Ada'`, `UPDATE o SET a = '${other}', b = 'Bea'`);
  expect(ordinary?.copy?.text ?? '').not.toContain('volatile');
});

test('an IN list of another length: a rule of identity', () => {
  const list = ask('SELECT * FROM o WHERE id IN (1, 2, 3)', 'SELECT * FROM o WHERE id IN (1, 2)');
  expect(list?.copy).toEqual({ kind: 'yaml', text: 'identity:\n  - name: any ids\n    ignore: in-lists\n' });
});

test('other state: the statement that is missing', () => {
  const state = (name: string, recorded: string | null) =>
    first(miss({ reason: 'other state' }, 'SELECT 1', { state: [{ name, asked: null, recorded }] }))?.copy?.text ??
    null;
  expect(state('in_transaction', '1')).toBe('START TRANSACTION');
  expect(state('in_transaction', '0')).toBe('COMMIT');
  expect(state('charset', 'latin1')).toBe('SET NAMES latin1');
  expect(state('sql_mode', "'ANSI'")).toBe("SET sql_mode = 'ANSI'");
  expect(state('@tenant', "'a'")).toBe("SET @tenant = 'a'");
  expect(state('user', 'app')).toBeNull();
  expect(state('behind', 'abc')).toBeNull();
});

test.each([
  ['exhausted', '--exhausted'],
  ['incomplete', AGAIN],
  ['other file', AGAIN],
  ['unknown', AGAIN],
  ['parameter differs', AGAIN],
  ['unknown scope', AGAIN],
  ['out of order', '--strategy any'],
] as const)('%s: %s', (reason, command) => {
  const copies = adviceFor(miss({ reason }, 'SELECT 2'), 'shop.db').map(({ copy }) => copy?.text ?? '');
  expect(copies.join('\n')).toContain(command);
});

test('what cannot be copied is said', () => {
  expect(first(miss({ reason: 'unknown scope', scope: 'chekout', nearestScopes: ['checkout'] }))?.what).toContain(
    "'checkout'",
  );
  expect(first(miss({ reason: 'out of order' }, 'SELECT 1'))?.what).toContain('exchanges 3, 4');
  expect(ask('SELECT 1', 'SELECT 2')?.what).toContain('1 instead of 2');
  expect(ask('SELECT a ORDER BY b', 'SELECT a ORDER BY c')?.what).toContain('has changed');
  expect(first(miss({}))?.what).toContain('nothing like it');
  expect(ask('SELECT 1', 'SELECT 1', { database: 'other`s' })?.copy?.text).toBe('USE `other``s`');
  expect(adviceFor(miss({ reason: 'redacted' }), "it's.db")).toHaveLength(1);
});
