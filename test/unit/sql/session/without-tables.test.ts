import { expect, test } from 'vitest';
import { isWithoutTables, keepsDiagnostics } from '../../../../src/sql/session/without-tables.ts';

test('a statement that names no table, as far as that is certain', () => {
  const isWithout = (sql: string) => isWithoutTables(Buffer.from(sql));
  for (const sql of ['SET @a = 1', 'commit', 'USE a', 'SELECT 1', 'Begin']) expect(isWithout(sql), sql).toBe(true);
  for (const sql of [
    'SELECT a FROM t',
    'SET @n = (SELECT 1 FROM t)',
    'UPDATE t SET a = 1',
    'SHOW TABLES',
    `SET @a = '${'x'.repeat(200)}'`,
  ])
    expect(isWithout(sql), sql).toBe(false);
});

test('a statement behind which the warnings of the one before are still told', () => {
  const keeps = (sql: string) => keepsDiagnostics(Buffer.from(sql));
  for (const sql of [
    'SHOW WARNINGS',
    'show errors limit 1',
    '/* a */ SHOW COUNT(*) WARNINGS',
    'GET CURRENT DIAGNOSTICS @n = NUMBER',
    'SELECT @@session.warning_count',
    'SELECT @@`error_count`',
  ])
    expect(keeps(sql), sql).toBe(true);
  for (const sql of ['SHOW TABLES', 'SELECT @a', 'SELECT n FROM warnings', 'INSERT INTO errors VALUES (1)'])
    expect(keeps(sql), sql).toBe(false);
});
