import { expect, test } from 'vitest';
import { changesSession } from '../../../../src/sql/session/follow-statement.ts';

test.each([
  ['SELECT a FROM t', false],
  ['SELECT COUNT(*) FROM t', false],
  ['SELECT Last_Insert_Id(5)', true],
  ['SELECT NextVal(s)', true],
  ['SELECT Next Value For s', true],
  ['SELECT context FROM t', false],
  ['SET @a = 1', true],
  ["XA START 'x'", true],
  ['BACKUP STAGE START', true],
  ['xact', false],
] as const)('%s: %s', (sql, isWorthWhile) => {
  expect(changesSession(Buffer.from(sql), {})).toBe(isWorthWhile);
});
