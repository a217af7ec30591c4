import { expect, test } from 'vitest';
import { chooseValues } from '../../../../../src/replay/volatile/values/choose-values.ts';
import { maskStatement } from '../../../../../src/replay/volatile/values/masked-statement.ts';
import { activateRules, type VolatileRule } from '../../../../../src/replay/volatile/values/volatile-rules.ts';
import { readStatement } from '../../../../../src/sql/statement-reading.ts';

const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
const AT = Date.parse('2026-11-29T08:00:00Z');
const [A, B] = ['8d3f0c51-e9a2-4b77-91fe-02c6d4a8b0e3', '0b9a7c3e-5d1f-4f6a-8e2b-7c4d9f1a3b5e'];
interface Asked {
  readonly rules?: readonly VolatileRule[];
  readonly isFreshCarried?: boolean;
  readonly askedMs?: number | null;
  readonly warn?: (message: string) => void;
}

function masked(text: string, { rules = [], isFreshCarried = false, askedMs = AT, warn = () => undefined }: Asked) {
  const { normal: sql } = readStatement(Buffer.from(text), dialect);
  const choose = chooseValues({ sql, dialect, rules: activateRules(rules), askedMs, isFreshCarried, warn });
  return maskStatement({ command: 'COM_QUERY', sql, parameters: null, dialect }, choose, true);
}
const chosen = (text: string, asked: Asked) => (masked(text, asked)?.slots ?? []).map(({ content }) => content);
const fresh: Asked = { isFreshCarried: true };

test('statements that differ only in fresh values that they store are one; what stands around a UUID counts', () => {
  const insert = (id: string, n = 1) => masked(`INSERT INTO t VALUES ('${id}', ${n})`, fresh)?.key;
  expect(insert(A)).toBe(insert(B));
  expect(insert(A)).not.toBe(insert(B, 2));
  expect(insert(`order:${A}`)).not.toBe(insert(`item:${A}`));
});

test('a value that is only read is none, however fresh it looks', () => {
  expect(chosen(`SELECT * FROM t WHERE id = '${A}'`, fresh)).toEqual([]);
  expect(chosen(`UPDATE t SET token = '${A}' WHERE id = '${B}'`, fresh)).toEqual([A]);
  expect(chosen(`SELECT '${A}'`, { rules: [{ kind: 'uuid' }] })).toEqual([]);
  expect(chosen(`SELECT '${A}'`, { rules: [{ kind: 'uuid', in: 'anywhere' }] })).toEqual([A]);
});

test('the clock is what it was when the statement was asked; a timestamp is any', () => {
  const sql = "INSERT INTO t VALUES ('2026-11-29 08:00:00', '1999-12-31 23:59:58')";
  expect(chosen(sql, fresh)).toEqual(['2026-11-29 08:00:00']);
  expect(chosen(sql, { ...fresh, askedMs: null })).toEqual([]);
  expect(chosen(sql, { rules: [{ kind: 'clock' }] })).toEqual(['2026-11-29 08:00:00']);
  expect(chosen(sql, { rules: [{ kind: 'timestamp' }] })).toHaveLength(2);
});

test('a rule covers the values of its kind at its places; nothing is chosen without one', () => {
  const sql = `INSERT INTO t VALUES (7, '${A}', '${B}')`;
  expect(chosen(sql, {})).toEqual([]);
  expect(chosen(sql, { rules: [{ kind: 'uuid', positions: [1, 3] }] })).toEqual([B]);
  expect(chosen(sql, { rules: [{ kind: 'any', positions: [1] }] })).toEqual(['7']);
});

test('of two rules that cover a value the first counts, and the contradiction is told', () => {
  const told: string[] = [];
  const rules: readonly VolatileRule[] = [{ kind: 'uuid' }, { kind: 'any', positions: [1] }];
  const found = masked(`INSERT INTO t VALUES ('${A}')`, { rules, warn: (message) => told.push(message) });
  expect(found?.slots.map(({ rule }) => rule.name)).toEqual(['rule 1']);
  expect(told).toEqual([expect.stringContaining('rule 2 contradicts: value 1 is any and uuid; rule 1')]);
});

test('a savepoint is called anything, a table that is made only what looks made anew', () => {
  const save = (name: string) => masked(`SAVEPOINT ${name}`, fresh)?.key;
  expect([save('a') === save('b_2'), save('a') === undefined]).toEqual([true, false]);
  expect(chosen('CREATE TABLE orders (id INT)', fresh)).toEqual([]);
  const rules: readonly VolatileRule[] = [{ kind: 'any', names: 'table' }];
  expect(chosen('CREATE TABLE orders (id INT)', { rules })).toEqual(['orders']);
  expect(chosen('CREATE DATABASE orders', { rules })).toEqual([]);
  expect(chosen('SELECT id FROM orders', { rules })).toEqual([]);
});

test('how long a migration took is no matter, a number in another column is', () => {
  const insert = (column: string, took: string, table = 'doctrine_migration_versions') =>
    masked(`INSERT INTO ${table} (version, ${column}) VALUES ('20260101', ${took})`, fresh)?.key ?? took;
  expect(insert('execution_time', '77')).toBe(insert('execution_time', "'248'".slice(1, -1)));
  expect(insert('`EXECUTION_TIME`', '77')).not.toBe('77');
  expect(insert('amount', '77')).toBe('77');
  expect(insert('execution_time', '77', 'flyway_schema_history')).not.toBe('77');
  expect(insert('execution_time', '77', 'jobs')).toBe('77');
  expect(chosen('SELECT * FROM versions WHERE execution_time = 77', fresh)).toEqual([]);
});
