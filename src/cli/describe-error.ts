// An error as a person reads it: one line, and with --log-level debug where it came from.

import { inspect } from 'node:util';
import { MockError, messageOf, oneLine } from '../core/errors.ts';
import { visible } from './visible.ts';

/** One line without its newline; with `isVerbose` stack and causes below it. */
export function describeError(error: unknown, isVerbose: boolean): string {
  const sentence = oneLine(messageOf(error)) || 'an error without a message';
  const line = `mock: ${error instanceof MockError ? sentence : unexpected(sentence, error)}`;
  return visible(isVerbose ? `${line}\n${inspect(error)}` : line);
}

/** What the system refuses (`EACCES: permission denied, open 'x'`) speaks for itself; anything else is our mistake. */
function unexpected(sentence: string, error: unknown): string {
  if (error instanceof Error && 'syscall' in error) return sentence;
  return `unexpected error: ${sentence}; run it again with --log-level debug and report what it prints`;
}
