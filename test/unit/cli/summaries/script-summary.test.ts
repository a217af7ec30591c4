import { expect, test } from 'vitest';
import { scriptProgress, scriptSummary } from '../../../../src/cli/summaries/script-summary.ts';

const runOf = (failures: number) => ({ counts: () => ({ connections: 1, statements: 4, failures }) });

test('while it serves: failures of the script only where there are some', () => {
  expect(scriptProgress(runOf(0))).toBe('1 connection  4 statements');
  expect(scriptProgress(runOf(1))).toBe('1 connection  4 statements  1 failure');
});

test('at the end: its failures are told, and do not decide the exit code', () => {
  expect(scriptSummary(runOf(2), 250)).toEqual({
    lines: [expect.stringMatching(/^answered 1 connection, 4 statements, 2 failures of the script in /)],
    facts: { connections: 1, statements: 4, failures: 2, seconds: 0.25 },
    exitCode: 0,
  });
});
