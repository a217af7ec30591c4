import { expect, test } from 'vitest';
import { readStatement } from '../../../../src/sql/statement-reading.ts';
import { warningsOfValues } from '../../../../src/store/reading/warnings-of-values.ts';

const UPSERT = 'INSERT INTO t (id, n) VALUES (1, 2) ON DUPLICATE KEY UPDATE n = VALUES(n)';
const SOFT = 'INSERT IGNORE INTO t (id, n) VALUES (1, 2), (3, 4), (5, 6)';

test.each([
  [UPSERT, { warnings: 1 }, 0],
  [UPSERT, { warnings: 2 }, 1],
  [UPSERT, { warnings: null }, 0],
  // it is read when it is prepared, and warns of values alone when it is executed
  [UPSERT, { warnings: 1, command: 'COM_STMT_EXECUTE' }, 1],
  [SOFT, { warnings: 2, affectedRows: 1 }, 0],
  [SOFT, { warnings: 3, affectedRows: 1 }, 1],
  [SOFT, { warnings: 2, affectedRows: 1, command: 'COM_STMT_EXECUTE' }, 0],
  [SOFT, { warnings: 2, affectedRows: 1, command: 'COM_STMT_BULK_EXECUTE' }, 2],
  ['INSERT IGNORE INTO t SELECT 1, 2', { warnings: 1, affectedRows: 0 }, 1],
  ['INSERT INTO t (id) VALUES (1), (2)', { warnings: 1, affectedRows: 1 }, 1],
  ['UPDATE IGNORE t SET n = 1', { warnings: 1, affectedRows: 0 }, 1],
] as const)('%s, %o: %i', (sql, told, count) => {
  const answer = { command: 'COM_QUERY', affectedRows: 1, ...told };
  expect(warningsOfValues(answer, readStatement(Buffer.from(sql)), true)).toBe(count);
});

test('a server that does not warn of the words has warned of values', () => {
  const answer = { command: 'COM_QUERY', affectedRows: 1, warnings: 1 };
  expect(warningsOfValues(answer, readStatement(Buffer.from(UPSERT)), false)).toBe(1);
});
