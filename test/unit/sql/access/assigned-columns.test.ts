import { expect, test } from 'vitest';
import { assignedColumns } from '../../../../src/sql/access/assigned-columns.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

test.each([
  ['DELETE FROM t WHERE a = 1', []],
  ['INSERT INTO t (a, b) VALUES (1, 2)', 'adds'],
  ['INSERT IGNORE INTO t (a) VALUES (1)', null],
  ['INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2', null],
  ['REPLACE INTO t VALUES (1)', null],
  ["UPDATE t SET a = 1, `B` = IF(c = 2, 3, 4), t.d = 'x = y' WHERE e = 5", ['a', 'b', 'd']],
  ['UPDATE t SET a = b = c ORDER BY d = 1 LIMIT 1', ['a']],
  ['SELECT 1', null],
] as const)('%s', (sql, columns) => {
  expect(assignedColumns(new Tokens(Buffer.from(sql)))).toEqual(columns);
});
