// Whether a LIMIT leaves rows out.
import { expect, test } from 'vitest';
import { isWhole } from '../../../../../src/replay/volatile/certainty/decided-order.ts';

function isWholeOf(sql: string, rows: number | null, most: number | null = null): boolean {
  const command = { sql: Buffer.from(sql), dialect: {} } as never;
  const contentAt = (start: number) => /^\d+/.exec(sql.slice(start))?.[0] ?? '';
  return isWhole({ command, response: rows === null ? null : { rows }, mostRows: () => most, contentAt });
}

test('it leaves none out where it is not reached, and begins with the first', () => {
  expect(isWholeOf('SELECT id FROM t', 5)).toBe(true);
  expect(isWholeOf('SELECT id FROM t LIMIT 3', 2)).toBe(true);
  expect(isWholeOf('SELECT id FROM t LIMIT 0, 3', 2)).toBe(true);
  expect(isWholeOf('SELECT id FROM t LIMIT 3 OFFSET 0', 2)).toBe(true);
  expect(isWholeOf('SELECT id FROM t LIMIT 3', 3)).toBe(false);
  expect(isWholeOf('SELECT id FROM t LIMIT 3', null)).toBe(false);
  expect(isWholeOf('SELECT id FROM t LIMIT 1, 3', 2)).toBe(false);
  expect(isWholeOf('SELECT id FROM t FETCH FIRST 3 ROWS ONLY', 2)).toBe(false);
});

test('or where no more rows can be asked for', () => {
  expect(isWholeOf('SELECT id FROM t LIMIT 3', 3, 3)).toBe(true);
  expect(isWholeOf('SELECT id FROM t LIMIT 3', 3, 4)).toBe(false);
});
