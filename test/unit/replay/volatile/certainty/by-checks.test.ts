import { expect, test } from 'vitest';
import { areCheckedAlike } from '../../../../../src/replay/volatile/certainty/by-checks.ts';
import { readCheck } from '../../../../../src/sql/values/kept-checks.ts';

const pair = (recorded: string, live = recorded) => ({ recorded, live });
const ID = pair('1b4e28ba-2fa1', '9c0d17fe-a03b');
const [EARLY, LATE] = [
  pair('2026-11-29 08:00:00', '2026-12-24 19:31:07'),
  pair('2026-11-29 09:00:00', '2026-12-24 20:31:07'),
];

test.each([
  ["id REGEXP '^[0-9a-f-]+$'", { id: ID }, true],
  ["id REGEXP '^[0-4]'", { id: ID }, false],
  ['char_length(id) = 13', { id: ID }, true],
  ["note <> 'x'", { id: ID, note: pair('y') }, true],
  ['ends > starts', { starts: EARLY, ends: LATE }, true],
  ['ends > starts', { starts: EARLY, ends: pair('2026-11-29 09:00:00', '2026-12-24 19:31:06') }, false],
  // what is only in the future when it was recorded
  ['ends > starts', { starts: EARLY, ends: pair('2026-12-01 00:00:00') }, false],
  ['ends <> starts', { starts: EARLY, ends: pair('2026-11-29 09:00:00', '2026-12-24 19:31:07') }, false],
  ["starts > '2020-01-01'", { starts: EARLY }, true],
])('CHECK (%s) of %j: %s', (expression, row, expected) => {
  const rows = [new Map(Object.entries(row))];
  expect(areCheckedAlike({ checks: [readCheck(expression)], rows, isAdding: true, pairsIn: () => [] })).toBe(expected);
});

test('a column that an UPDATE does not say is that of the rows that are there', () => {
  const asked = { checks: [readCheck('ends > starts')], rows: [new Map([['ends', LATE]])], isAdding: false };
  expect(areCheckedAlike({ ...asked, pairsIn: () => [] })).toBe(false);
  expect(areCheckedAlike({ ...asked, pairsIn: () => [EARLY] })).toBe(true);
  expect(areCheckedAlike({ ...asked, checks: [null], pairsIn: () => [EARLY] })).toBe(false);
});
