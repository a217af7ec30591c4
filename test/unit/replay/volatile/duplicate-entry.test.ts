import { expect, test } from 'vitest';
import { withLiveEntry } from '../../../../src/replay/volatile/duplicate-entry.ts';

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
