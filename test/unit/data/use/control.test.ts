import { expect, test } from 'vitest';
import { controlOf, endsTransaction } from '../../../../src/data/use/control.ts';

test.each([
  ['BEGIN', 'begin', ''],
  ['START TRANSACTION READ ONLY', 'begin', ''],
  ['START TRANSACTION WITH CONSISTENT SNAPSHOT', 'snapshot', ''],
  ['commit', 'commit', ''],
  ["XA COMMIT 'x'", 'commit', ''],
  ['ROLLBACK WORK', 'rollback', ''],
  ["XA ROLLBACK 'x'", 'rollback', ''],
  ['SAVEPOINT `Sp 1`', 'savepoint', 'sp 1'],
  ['RELEASE SAVEPOINT sp', 'release', 'sp'],
  ['ROLLBACK TO sp', 'rollback to', 'sp'],
  ['ROLLBACK WORK TO SAVEPOINT Sp', 'rollback to', 'sp'],
  ['ROLLBACK TO SAVEPOINT "sp"', 'rollback to', 'sp'],
] as const)('%s', (sql, kind, name) => {
  expect(controlOf(sql)).toEqual({ kind, name });
});

test.each(['SELECT 1', 'BEGINNING', 'COMMITTED', 'LOCK TABLES t READ', ''])('%s does nothing to it', (sql) => {
  expect(controlOf(sql)).toBe(undefined);
});

test('several statements in one end a transaction where the last is its commit', () => {
  expect(endsTransaction('BEGIN; UPDATE t SET a = 1; COMMIT', 2)).toBe(true);
  expect(endsTransaction('BEGIN; UPDATE t SET a = 1; ROLLBACK', 2)).toBe(false);
  expect(endsTransaction('COMMIT', 1)).toBe(false);
});
