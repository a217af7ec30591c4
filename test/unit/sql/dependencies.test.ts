import { describe, expect, test } from 'vitest';
import { type Dependencies, NO_DEPENDENCIES, readDependencies } from '../../../src/sql/dependencies.ts';
import type { SessionEffect } from '../../../src/sql/session/session-effect.ts';
import { readEffects } from '../../../src/sql/session/session-effects.ts';
import { Tokens } from '../../../src/sql/words/tokens.ts';

/** What is not as it is by default. */
function read(sql: string): Partial<Dependencies> {
  const found = readDependencies(new Tokens(Buffer.from(sql)));
  if (found === NO_DEPENDENCIES) return {};
  const keys = Object.keys(NO_DEPENDENCIES) as (keyof Dependencies)[];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const [value, usual] = [found[key], NO_DEPENDENCIES[key]];
      return JSON.stringify(value) === JSON.stringify(usual) ? [] : [[key, value]];
    }),
  );
}

describe('what the answer depends on', () => {
  test.each<[string, Partial<Dependencies>]>([
    ['SELECT a, b FROM t WHERE a = 1', {}],
    ['SELECT * FROM t FOR UPDATE', {}],
    ['INSERT INTO t (a) VALUES (1)', {}],
    ['CREATE TABLE t (a TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)', {}],
    ['UPDATE t SET a = 1', { foundRows: true }],
    ['INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 2', { foundRows: true }],
    ['/*! UPDATE t SET a = 1 */', { foundRows: true }],
    ['WITH c AS (SELECT 1) UPDATE t SET a = 1', { foundRows: true }],
    ['SELECT COUNT (*) FROM t', { ignoreSpace: true }],
    ['SELECT COUNT/**/(*) FROM t', { ignoreSpace: true }],
    ['SELECT COUNT(*) FROM t', {}],
    ['SELECT a + b FROM t', { ignoreSpace: true }],
    ['SELECT a + b, 1 FROM t', {}],
    ['SELECT CURRENT_USER /* x */', { ignoreSpace: true }],
    ['LOAD DATA LOCAL INFILE "x" INTO TABLE t', { localFiles: true }],
    ['LOAD DATA INFILE "x" INTO TABLE t', {}],
    ['SELECT 1; SELECT 2', { multiStatements: true }],
    ['SELECT 1;', {}],
    ['CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END', {}],
    ['CALL p()', { foundRows: true, multiResults: true, callsOwn: true }],
    ["SELECT 'a' = 'b'", { collation: true }],
    ["SELECT a = 'a' FROM t", {}],
    ["SELECT a = 'a' FROM (`t`)", {}],
    ["SELECT DISTINCT a FROM (SELECT 'a' AS a) AS d", { collation: true }],
    ["SELECT MAX(a) FROM (SELECT a FROM t WHERE a = 'a') AS d", {}],
    ['SELECT LAST_INSERT_ID()', { lastInsertId: true }],
    ['SELECT @@last_insert_id', { lastInsertId: true }],
    ['SELECT ROW_COUNT(), FOUND_ROWS()', { previous: true, found: true, rowCount: true }],
    ['SHOW WARNINGS', { previous: true, diagnostics: true }],
    ['SHOW COUNT(*) ERRORS', { previous: true, diagnostics: true }],
    ['GET DIAGNOSTICS @n = NUMBER', { previous: true, diagnostics: true, userVariables: ['n'] }],
    ['SELECT @a, @`B c`, @a', { userVariables: ['a', 'b c'] }],
    ['SELECT @@sql_mode, @@SESSION.wait_timeout, @@GLOBAL.x', { systemVariables: ['sql_mode', 'wait_timeout'] }],
    ["SHOW VARIABLES LIKE 'x'", { systemVariables: 'all' }],
    ['SHOW SESSION VARIABLES', { systemVariables: 'all' }],
    ['SHOW GLOBAL VARIABLES', {}],
    ['EXECUTE s USING @a', { foundRows: true, prepared: 's', userVariables: ['a'] }],
    ['DEALLOCATE PREPARE `S`', { prepared: 's' }],
    ['SELECT DATABASE()', { database: true }],
    ['SELECT f(1), d.`g` (2)', { callsOwn: true, acts: true }],
    ['INSERT INTO t (a, b) VALUES (1, ABS(2))', {}],
    ["INSERT INTO t SET a = GeomFromText('POINT(1 2)')", {}],
    ['INSERT INTO t VALUES (f(1))', { callsOwn: true, acts: true }],
    ['WITH c (a) AS (SELECT 1) SELECT a FROM c JOIN d USING (a)', {}],
    ['SELECT CAST(a AS DECIMAL(3, 1)) FROM t USE INDEX (i) WHERE a IN (1)', {}],
    ['ROLLBACK TO SAVEPOINT a', { savepoint: 'a' }],
    ["SELECT IS_FREE_LOCK('a')", { locks: true, acts: true }],
    ['SELECT a / 2 FROM t', { bySettings: true }],
  ])('of %s', (sql, expected) => {
    expect(read(sql)).toEqual(expected);
  });
});

describe('what a statement leaves in its session', () => {
  test.each<[string, readonly unknown[]]>([
    ['SELECT @a := 1, @b', [{ kind: 'assigned', name: 'a' }]],
    [
      'SELECT 1, 2 INTO @a, @b FROM t WHERE c = @d',
      [
        { kind: 'assigned', name: 'a' },
        { kind: 'assigned', name: 'b' },
      ],
    ],
    ['CALL p(@out)', [{ kind: 'unknown' }, { kind: 'assigned', name: 'out' }]],
    ['CREATE TEMPORARY TABLE IF NOT EXISTS a.`B` (x INT)', [{ kind: 'temporary table', name: 'b' }]],
    ['CREATE OR REPLACE TEMPORARY TABLE t AS SELECT 1', [{ kind: 'temporary table', name: 't' }]],
    ['CREATE TABLE t (a INT)', []],
    [
      'DROP TEMPORARY TABLE IF EXISTS a, b.c',
      [
        { kind: 'dropped table', name: 'a' },
        { kind: 'dropped table', name: 'c' },
      ],
    ],
    ['DROP VIEW v', []],
    ['DEALLOCATE PREPARE s', [{ kind: 'deallocated', name: 's' }]],
    ['DROP PREPARE s', [{ kind: 'deallocated', name: 's' }]],
    ['UNLOCK INSTANCE', []],
    ['LOCK TABLES t READ, u WRITE', [{ kind: 'locked tables', tables: 'T READ , U WRITE' }]],
    [
      'UNLOCK TABLES; START TRANSACTION',
      [
        { kind: 'locked tables', tables: null },
        { kind: 'locked tables', tables: null, ofAll: false },
        { kind: 'transaction end' },
      ],
    ],
    ['SET @a = 1', []],
    ['SET STATEMENT max_statement_time = 1 FOR SELECT 1 INTO @a', [{ kind: 'assigned', name: 'a' }]],
    ['GET DIAGNOSTICS @n = NUMBER', [{ kind: 'assigned', name: 'n' }]],
    ['SELECT LAST_INSERT_ID(5)', [{ kind: 'last insert id', id: 5n }]],
    ['SELECT LAST_INSERT_ID(n + 1) FROM t', [{ kind: 'last insert id', id: null }]],
    ['SELECT LAST_INSERT_ID()', []],
    ['INSERT INTO t VALUES (1); SELECT 1', [{ kind: 'last insert id', id: null }]],
    ['SELECT 1; INSERT INTO t VALUES (1)', []],
    ['ALTER TABLE a ADD n INT, RENAME TO d.b', [{ kind: 'renamed table', name: 'a', to: 'b' }]],
    ['ALTER TABLE a RENAME COLUMN x TO y', []],
    [
      'RENAME TABLE d.a TO b, c TO e',
      [
        { kind: 'renamed table', name: 'a', to: 'b' },
        { kind: 'renamed table', name: 'c', to: 'e' },
      ],
    ],
    ['FLUSH TABLES WITH READ LOCK', [{ kind: 'locked tables', tables: 'FLUSH TABLES WITH READ LOCK', ofAll: true }]],
    ['FLUSH TABLES', []],
    ['HANDLER d.t OPEN AS h', [{ kind: 'handler', name: 'h' }]],
    ['HANDLER t OPEN h', [{ kind: 'handler', name: 'h' }]],
    ['HANDLER t OPEN', [{ kind: 'handler', name: 't' }]],
    ['BEGIN NOT ATOMIC SET @a = 1; END', [{ kind: 'unknown' }]],
    ['BEGIN WORK', [{ kind: 'locked tables', tables: null, ofAll: false }, { kind: 'transaction end' }]],
    ['COMMIT AND CHAIN', [{ kind: 'transaction end' }]],
    ['ROLLBACK WORK TO SAVEPOINT `A`', [{ kind: 'back to savepoint', name: 'a' }]],
    ['RELEASE SAVEPOINT a', [{ kind: 'released savepoint', name: 'a' }]],
    [
      "DO GET_LOCK('A', 1), RELEASE_LOCK(b)",
      [
        { kind: 'lock', name: 'a' },
        { kind: 'released lock', name: null },
      ],
    ],
    ['SELECT NEXT VALUE FOR s', [{ kind: 'sequence' }]],
    ['INSERT INTO t (a) VALUES (1) RETURNING a', [{ kind: 'last insert id', id: null }]],
    ['DELETE FROM t RETURNING a', []],
    ['BEGIN NOT ATOMIC SET a = 1; END', [{ kind: 'unknown', setsVariables: true }]],
    ['EXECUTE s USING @a, @b', [{ kind: 'executed', name: 's', using: ['a', 'b'] }]],
    [
      "EXECUTE IMMEDIATE 'SET @a = ?' USING @b, 1",
      [{ kind: 'executed text', text: { kind: 'literal', sql: Buffer.from('SET @a = ?') }, using: ['b', null] }],
    ],
    ["EXECUTE IMMEDIATE CONCAT('a', 'b')", [{ kind: 'executed text', text: { kind: 'unknown' }, using: [] }]],
    ['SELECT a FROM t', []],
  ])('%s', (sql, expected) => {
    expect(readEffects(new Tokens(Buffer.from(sql)))).toEqual(expected);
  });

  test('a statement that PREPARE names is known by its text, and by the variable that it comes from', () => {
    const [one] = readEffects(new Tokens(Buffer.from("PREPARE s FROM 'SELECT 1'"))) as [SessionEffect];
    const [other] = readEffects(new Tokens(Buffer.from("PREPARE s FROM 'SELECT 2'"))) as [SessionEffect];
    expect(one).toMatchObject({ kind: 'prepared', name: 's', variables: [] });
    expect(one).not.toEqual(other);
    expect(readEffects(new Tokens(Buffer.from('PREPARE s FROM @sql')))).toMatchObject([{ variables: ['sql'] }]);
  });
});
