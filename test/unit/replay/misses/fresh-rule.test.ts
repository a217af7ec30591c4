// What keeps a rule from being given, and how far the pattern of one reaches; miss-texts.test.ts has what it says.

import { expect, test } from 'vitest';
import { compareStatements } from '../../../../src/identity/token-difference.ts';
import { freshRuleFor } from '../../../../src/replay/misses/fresh-rule.ts';
import type { Miss, Nearest } from '../../../../src/replay/misses/misses.ts';

const [ONE, OTHER] = ['f5929049-6a5b-4f0e-9d7e-2f5d3c8b1a11', '9eac457a-6a5b-4f0e-9d7e-2f5d3c8b1a00'];

function miss(sql: string, changes: Partial<Miss> = {}, near: Partial<Nearest> = {}): Miss {
  const recorded = sql.replaceAll(ONE, OTHER);
  const where = { command: 'COM_QUERY', parameters: null, database: 'shop', scope: '' };
  const statements = compareStatements({ sql, parameters: null }, { sql: recorded, parameters: null });
  const nearest: Nearest = { ...where, exchange: 5, sql: recorded, difference: '', statements, state: [], ...near };
  return {
    ...{ ...where, time: '2026-11-29T17:00:00.000Z', connection: 1, before: [], reason: 'unknown', sql, state: '' },
    ...{ nearest, others: [], nearestScopes: [], ...changes },
  };
}

const SQL = `SELECT * FROM o WHERE id = '${ONE}'`;

test('a rule is given only where values alone make the difference', () => {
  expect(freshRuleFor(miss(SQL))).not.toBeNull();
  expect(freshRuleFor(miss(SQL, { reason: 'parameter differs' }))).not.toBeNull();
  const others = [
    ...[miss(SQL, { reason: 'exhausted' }), miss(SQL, { sql: null }), miss(SQL, { nearest: null })],
    ...[miss(SQL, {}, { database: 'test' }), miss(SQL, {}, { scope: 'a' })],
  ];
  expect(others.map(freshRuleFor)).toEqual(others.map(() => null));
});

test('the pattern ends before the first value, and is no longer than it must be', () => {
  const pattern = (sql: string) => freshRuleFor(miss(sql))?.yaml[1];
  expect(pattern(`SELECT 1, '${ONE}'`)).toBe("  - statement: '^SELECT'");
  expect(pattern(`/* x */ SELECT a.b FROM \`t\` WHERE c = '${ONE}'`)).toBe(
    "  - statement: 'SELECT a\\.b FROM `t` WHERE c ='",
  );
  const long = `SELECT ${Array.from({ length: 60 }, (_, at) => `column${at}`).join(', ')} FROM t WHERE c = '${ONE}'`;
  expect(pattern(long)?.length).toBeLessThan(130);
});

test('a name that a statement makes, and that differs in a number alone, gets a rule of names', () => {
  const named = (sql: string, recorded: string) => {
    const statements = compareStatements({ sql, parameters: null }, { sql: recorded, parameters: null });
    return freshRuleFor(miss(sql, {}, { sql: recorded, statements }))?.yaml.slice(1);
  };
  expect(named('CREATE TABLE `User285s` (a INT)', 'CREATE TABLE `User48s` (a INT)')).toEqual([
    "  - statement: '^(CREATE|DROP|ALTER|RENAME|TRUNCATE) TABLE (IF (NOT )?EXISTS )?`?User\\d'",
    '    kind: any',
    '    names: table',
  ]);
  expect(named('DROP VIEW v12', 'DROP VIEW v13')?.at(-1)).toBe('    names: view');
  expect(named('CREATE TABLE work_ada (a INT)', 'CREATE TABLE work_bea (a INT)')).toBeUndefined();
  expect(named('SELECT * FROM User285s', 'SELECT * FROM User286s')).toBeUndefined();
  expect(named('CREATE TABLE t (a12 INT)', 'CREATE TABLE t (a13 INT)')).toBeUndefined();
});

test('times that were not carried as the clock are told why, and numbers of them get a rule by place', () => {
  const of = (sql: string, recorded: string, recordedAt: string) => {
    const statements = compareStatements({ sql, parameters: null }, { sql: recorded, parameters: null });
    const askedMs = Date.parse(recordedAt);
    return freshRuleFor(miss(sql, {}, { sql: recorded, statements, askedMs }));
  };
  const moved = of(
    "INSERT INTO t VALUES ('x', '2026-11-28 17:00:00', 1795885200123)",
    "INSERT INTO t VALUES ('x', '2026-11-20 09:00:00', 1795165200456)",
    '2026-11-20T09:00:00.460Z',
  );
  expect(moved?.what).toMatch(/times and times as numbers\), and these are not the time by now: do the clocks/);
  expect(moved?.yaml.slice(3)).toEqual([
    "  - statement: '^INSERT INTO t VALUES \\('",
    '    positions: [3]',
    '    kind: any',
  ]);
  const timeless = ["UPDATE t SET a = '2026-11-29 17:00:00'", "UPDATE t SET a = '2026-11-20 09:00:00'"] as const;
  expect(of(...timeless, '1970-01-01')?.what).toMatch(/\(times\), and the recording has no times by which/);
  expect(of(...timeless, '2026-11-25T03:27:33Z')?.what).toMatch(/\(times\)$/);
});
