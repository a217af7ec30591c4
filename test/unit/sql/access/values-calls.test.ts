import { expect, test } from 'vitest';
import { countValuesCalls } from '../../../../src/sql/access/values-calls.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

test.each([
  ['INSERT INTO t VALUES (1, 2), (3, 4)', 0],
  ['INSERT INTO t VALUES (1, 2) ON DUPLICATE KEY UPDATE a = 1', 0],
  ['INSERT INTO t VALUES (1, 2) ON DUPLICATE KEY UPDATE a = VALUES(a), b = IF(1, values (b), 0)', 2],
  ["INSERT INTO t VALUES (1, 2) ON DUPLICATE KEY UPDATE a = 'VALUES(a)', `values` = 2", 0],
] as const)('%s', (sql, count) => {
  expect(countValuesCalls(new Tokens(Buffer.from(sql)))).toBe(count);
});
