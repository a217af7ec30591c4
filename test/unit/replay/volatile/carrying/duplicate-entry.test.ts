import { expect, test } from 'vitest';
import { isRefusedWithCut, withLiveEntry } from '../../../../../src/replay/volatile/carrying/duplicate-entry.ts';

const PAIRS = [
  [`\x9f\xd0K'\x09`, `A\xff\x00b\x7f`],
  ['a'.repeat(70), 'b'.repeat(71)],
  ['short', 'other'],
] as const;

test.each([
  [
    String.raw`Duplicate entry '\x9F\xD0K'\x09' for key 't.b'`,
    String.raw`Duplicate entry 'A\xFF\x00b\x7F' for key 't.b'`,
  ],
  [`Duplicate entry '${'a'.repeat(64)}' for key 'PRIMARY'`, `Duplicate entry '${'b'.repeat(64)}' for key 'PRIMARY'`],
  [`Duplicate entry '${'a'.repeat(61)}...' for key 'x'`, `Duplicate entry '${'b'.repeat(61)}...' for key 'x'`],
  // carried as it stands
  [`Duplicate entry 'short' for key 'PRIMARY'`, null],
  ['Table short does not exist', null],
])('%s', (message, expected) => expect(withLiveEntry(message, PAIRS)).toBe(expected));

const CUT: readonly (readonly [string, boolean])[] = [
  [String.raw`Incorrect string value: '\xCE\xC8D\xD6\x81\x00...' for column 'note' at row 1`, true],
  [`Incorrect integer value: '${'a'.repeat(20)}...' for column 'n' at row 1`, true],
  [`Incorrect integer value: 'f3a0c9d2e4b85716' for column 'n' at row 1`, false],
  [String.raw`Duplicate entry '\x9F\xD0K' for key 't.b'`, false],
];

test.each(CUT)('%s', (message, expected) => {
  expect(isRefusedWithCut({ outcome: 'error', chunks: () => [Buffer.from(message)] })).toBe(expected);
  expect(isRefusedWithCut({ outcome: 'ok', chunks: () => [Buffer.from(message)] })).toBe(false);
});
