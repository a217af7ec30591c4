import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedResponse } from '../../../../../src/core/recording.ts';
import { saysNothing } from '../../../../../src/replay/volatile/certainty/says-nothing.ts';

const command = { code: 3 } as unknown as Command;
const says = (facts: Partial<RecordedResponse>) =>
  saysNothing(command, { chunks: () => [], encoding: 0n, ...facts } as unknown as RecordedResponse, () => []);

test('no row and none changed is nothing; rows, changes and errors are something', () => {
  expect(says({ outcome: 'resultset', rows: 0 })).toBe(true);
  expect(says({ outcome: 'ok', affectedRows: 0n })).toBe(true);
  expect(says({ outcome: 'ok', affectedRows: 1n })).toBe(false);
  expect(says({ outcome: 'resultset', rows: 2 })).toBe(false);
  expect(says({ outcome: 'resultset', rows: null })).toBe(false);
  expect(says({ outcome: 'error', rows: null, affectedRows: null })).toBe(false);
});
