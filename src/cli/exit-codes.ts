// What the exit code of a command says; the numbers are a promise to scripts.

import { MockError } from '../core/errors.ts';
import { CommandNotStarted } from '../testing/run/command-not-started.ts';

export const ExitCode = {
  FINE: 0,
  FAILED: 1,
  WRONG_USAGE: 2,
  /** With --strict: commands came that the recording has no answer to. */
  MISSES: 3,
  /** With --fail-on-unused: recorded exchanges were never asked for. */
  UNUSED: 4,
  /** What was compared differs. */
  DIFFERS: 5,
  UNUSABLE_RECORDING: 6,
} as const;

/** The exit code for an error that ends a command. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof MockError)) return ExitCode.FAILED;
  if (error instanceof CommandNotStarted) return error.exitCode;
  switch (error.code) {
    case 'USAGE':
      return ExitCode.WRONG_USAGE;
    case 'RECORDING_UNUSABLE':
    case 'TEXT_UNUSABLE':
      return ExitCode.UNUSABLE_RECORDING;
    default:
      return ExitCode.FAILED;
  }
}
