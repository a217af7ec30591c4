// Texts that are cut.

import { expect, test } from 'vitest';
import { shorten } from '../../../../src/cli/inspect/shorten.ts';

test('a text is cut in whole characters', () => {
  expect([shorten('abc', 3), shorten('abcd', 3), shorten('🦭🦭🦭', 3), shorten('🦭🦭🦭🦭', 3)]).toEqual([
    ...['abc', 'ab…', '🦭🦭🦭', '🦭🦭…'],
  ]);
});
