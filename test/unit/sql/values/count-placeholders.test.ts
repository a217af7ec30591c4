import { expect, test } from 'vitest';
import { countPlaceholders } from '../../../../src/sql/values/count-placeholders.ts';

test.each([
  ["SELECT ?, '?' /* ? */, `?` FROM t WHERE a = ? -- ?", 2],
  ['SELECT /*!80000 ? */ 1', 1],
  ['', 0],
])('parameters of %s are counted outside of literals, names and comments', (sql, count) => {
  expect(countPlaceholders(Buffer.from(sql), {})).toBe(count);
});
