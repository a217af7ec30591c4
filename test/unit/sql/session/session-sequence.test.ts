import { expect, test } from 'vitest';
import { usesNoTable } from '../../../../src/sql/session/session-sequence.ts';

test('what SET TRANSACTION said of the next one is left by what uses no table', () => {
  const uses = (sql: string) => usesNoTable(Buffer.from(sql));
  for (const sql of [
    'SELECT @@autocommit',
    'select 1 from dual',
    'USE shop',
    "PREPARE s FROM 'SELECT a FROM t'",
    'SHOW WARNINGS',
    'SHOW SESSION VARIABLES',
    'SAVEPOINT a',
    'GET DIAGNOSTICS @n = NUMBER',
  ])
    expect(uses(sql), sql).toBe(true);
  for (const sql of [
    'SELECT a FROM t',
    'SHOW TABLES',
    'COMMIT',
    'BEGIN',
    'UPDATE t SET a = 1',
    'FLUSH STATUS',
    'EXECUTE s',
  ])
    expect(uses(sql), sql).toBe(false);
});
