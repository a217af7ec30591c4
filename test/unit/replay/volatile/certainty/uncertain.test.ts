import { expect, test } from 'vitest';
import { whyUncertain } from '../../../../../src/replay/volatile/certainty/uncertain.ts';

test.each([
  [{ how: 'computed', name: 'id', call: { name: 'crc32', others: [] } }, 'it computes with id (crc32)'],
  [{ how: 'ordered first', name: 'token', call: null }, 'it sorts by token'],
  [{ how: 'compared', name: null, call: null }, 'it compares a value of its own by size'],
] as const)('%j', (use, expected) => expect(whyUncertain(use)).toBe(expected));
