// How much of a recording was compared, and when that is too little to speak of the whole.

import { expect, test } from 'vitest';
import { coverageLine, tooLittleLine } from '../../../../src/cli/report/verify-lines.ts';
import type { VerifyResult } from '../../../../src/tools/verify/verify-result.ts';

function result(compared: number, exchanges: number, skipped: Record<string, number> = {}): VerifyResult {
  const share = (compared / exchanges) * 100;
  return { exchanges, compared, share, drifting: 0, drifts: [], tables: [], withheld: [], skipped, unguarded: [] };
}

test('the first line says how much was compared, and why the rest was not', () => {
  expect(coverageLine(result(96, 96))).toBe('compared 96 of 96 exchanges');
  expect(coverageLine(result(86, 96, { 'not sent: it changes the schema': 7, 'of the X Protocol': 3 }))).toBe(
    'compared 86 of 96 exchanges; 10 were not: 7 not sent: it changes the schema; 3 of the X Protocol',
  );
});

test.each([
  [10, 50, true],
  [50, 50, false],
  [49, 50, true],
  [0, 0, false],
  [100, 100, false],
])('%i of 100 where %i percent are asked for', (compared, minShare, isTooLittle) => {
  expect(tooLittleLine(result(compared, 100), minShare) !== null).toBe(isTooLittle);
});
