import { expect, test } from 'vitest';
import { isReadOnlyNext } from '../../../../src/sql/session/next-transaction.ts';

const begin = 'autocommit=1 in_transaction=0 charset=utf8mb4';

test.each([
  ['', false],
  [" transaction='READ ONLY'", true],
  [" transaction='ISOLATION LEVEL READ COMMITTED'", false],
  [" transaction='ISOLATION LEVEL READ COMMITTED , READ ONLY'", true],
  [" transaction_read_only='1'", true],
  [" transaction_read_only='0'", false],
  [" next_transaction='READ ONLY'", true],
  [" transaction='READ ONLY' next_transaction='READ WRITE'", false],
  [" transaction='READ ONLY' next_transaction='READ WRITE then transaction READ ONLY'", true],
])('a session with%s begins a transaction that only reads: %s', (words, expected) => {
  expect(isReadOnlyNext(begin + words)).toBe(expected);
});
