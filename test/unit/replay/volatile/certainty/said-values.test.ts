import { expect, test } from 'vitest';
import { saidIn } from '../../../../../src/replay/volatile/certainty/said-values.ts';

const SQL = [
  "INSERT INTO t (id, note) VALUES (1, 'one'), (2, NULL)",
  "UPDATE t SET note = 'x' WHERE id = 5",
  "INSERT INTO t VALUES (7, 'seven')",
  'SELECT 1',
];
const reader = { recordedStatement: (id: number) => ({ sql: SQL[id - 1], parameters: null }) as never };

test.each([
  [1, { id: ['1', '2'], note: ['one'] }],
  [2, { note: ['x'] }],
  [3, { '#0': ['7'], '#1': ['seven'] }],
  [4, {}],
])('what statement %i said of its columns', (id, expected) => {
  expect(Object.fromEntries(saidIn(id, reader))).toEqual(expected);
  expect(saidIn(id, reader)).toBe(saidIn(id, reader));
});
