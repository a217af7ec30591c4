// The numbers are a promise to scripts.

import { expect, test } from 'vitest';
import { ExitCode, exitCodeOf } from '../../../src/cli/exit-codes.ts';
import { MockError } from '../../../src/core/errors.ts';
import { CommandNotStarted } from '../../../src/testing/run/command-not-started.ts';

test('they are as docs/cli.md lists them', () => {
  expect(ExitCode).toEqual({
    ...{ FINE: 0, FAILED: 1, WRONG_USAGE: 2, MISSES: 3, UNUSED: 4, DIFFERS: 5, UNUSABLE_RECORDING: 6 },
  });
});

test.each([
  ['USAGE', 2],
  ['RECORDING_UNUSABLE', 6],
  ['TEXT_UNUSABLE', 6],
  ['RECORDING_MISSING', 1],
  ['LISTEN_FAILED', 1],
] as const)('%s: %i', (code, exit) => {
  expect(exitCodeOf(new MockError(code, 'x'))).toBe(exit);
});

test('what is no error of ours has failed, whatever code it carries', () => {
  expect(exitCodeOf(Object.assign(new Error('x'), { code: 'USAGE' }))).toBe(1);
  expect(exitCodeOf(undefined)).toBe(1);
});

test('a command that could not be started ends as a shell would', () => {
  const failed = (code: string) => exitCodeOf(new CommandNotStarted('x', Object.assign(new Error('x'), { code })));
  expect([failed('ENOENT'), failed('EACCES')]).toEqual([127, 126]);
});
