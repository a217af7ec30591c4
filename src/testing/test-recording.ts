// What a recording is to tests: where each connects, what it missed, and its end.

import { MockError } from '../core/errors.ts';
import type { Miss } from '../replay/misses/misses.ts';
import { PLAIN_MARKS } from '../tools/diff/word-diff.ts';
import { missLines } from './run/miss-lines.ts';

/** What a test connects to. */
export interface TestTarget {
  readonly mode: 'record' | 'replay';
  readonly host: string;
  readonly port: number;
}

export interface TestRecording {
  readonly file: string;
  /** Where a test connects, with `userInScope(user, test)` as its user; the empty name is for what no test does. */
  targetOf(test: string): TestTarget;
  /** What connections that name no scope are in from here on, open ones too: a test, or with the empty name none. */
  begin(test: string): void;
  /** Misses since the last call. */
  takeMisses(): readonly Miss[];
  /** Address of the page at the first of these misses, which is there when it has ended; null where there is none. */
  pageOf?(misses: readonly Miss[]): string | null;
  /** Statements that a test has executed so far; 0 where it is not replayed. */
  statementsOf(test: string): number;
  /**
   * Ends it.
   * @throws MockError `TEST_FAILED` where something was not asked for that had to be
   */
  close(end?: TestsEnd): Promise<void>;
}

/** How the tests ended. */
export interface TestsEnd {
  /** False where tests failed: what is new in the recording is not kept then. Default true. */
  readonly isPassed?: boolean;
  /** The tests that were run, where the runner left out others: only theirs can be unused. Default: all there are. */
  readonly tests?: ReadonlySet<string> | null;
}

/**
 * The error by which a test fails for its misses: what was asked, marked against what was recorded.
 * @param page where a page tells more of them
 */
export function missError(misses: readonly Miss[], page: string | null = null): MockError {
  const advice = 'If that is as it should be, record anew: -u of the runner, or MOCK_RECORD=all.';
  const lines = misses.flatMap((miss) => missLines(miss, 1, PLAIN_MARKS));
  return new MockError(
    'TEST_FAILED',
    [...lines, advice, ...(page === null ? [] : [`All that differs, and what to do: ${page}`])].join('\n'),
  );
}

/** The scope of a test: its name, less the plus that ends a user's name. */
export function scopeOfTest(test: string): string {
  return test.replaceAll('+', ' plus ');
}

/** The user name that puts a connection into a test's scope (docs/matching.md). */
export function userInScope(user: string, test: string): string {
  return test === '' ? user : `${user}+${scopeOfTest(test)}`;
}
