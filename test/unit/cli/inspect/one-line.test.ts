// What must not act in a terminal, and texts that are cut.

import { expect, test } from 'vitest';
import { oneLine, shorten } from '../../../../src/cli/inspect/one-line.ts';

test('a control character cannot act', () => {
  expect(oneLine('a\n\r\t\u001b[31m\u0000\u009b')).toBe('a\\n\\r\\t\\x1b[31m\\x00\\x9b');
});

test('a text is cut in whole characters', () => {
  expect([shorten('abc', 3), shorten('abcd', 3), shorten('🦭🦭🦭', 3), shorten('🦭🦭🦭🦭', 3)]).toEqual([
    ...['abc', 'ab…', '🦭🦭🦭', '🦭🦭…'],
  ]);
});
