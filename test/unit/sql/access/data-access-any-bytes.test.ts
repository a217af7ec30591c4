// Statements that are none: whatever comes, the reading ends well.

import { expect, test } from 'vitest';
import { readDataAccess } from '../../../../src/sql/access/data-access.ts';
import { Tokens } from '../../../../src/sql/words/tokens.ts';

const accesses = (sql: string) => readDataAccess(new Tokens(Buffer.from(sql), {}));

test('a statement cut off anywhere is read without an error', () => {
  const sql =
    "WITH a AS (SELECT `x` FROM t) INSERT INTO u (a) VALUES (1, 'x'), (?, (SELECT 1 FROM b)) ON DUPLICATE KEY UPDATE c = 1";
  for (let end = 0; end <= sql.length; end++) expect(Array.isArray(accesses(sql.slice(0, end)))).toBe(true);
  for (const odd of [
    '((((',
    '))))',
    'SELECT FROM',
    'UPDATE SET WHERE',
    'INSERT INTO VALUES',
    'DELETE',
    '.',
    ',,,',
    'WITH',
    'SELECT * FROM ,,, (',
  ]) {
    expect(Array.isArray(accesses(odd))).toBe(true);
  }
});
