// Errors that point into the user's tests: none of our frames in their stacks, and one error for one cause.

import { MockError } from '../core/errors.ts';

/** How a client shows a miss: the beginning of our own error's message. */
const OWN_MESSAGE = /mock: (?:no recorded answer to|the recording has no scope)/;
const FRAME = /^\s+at /;

/**
 * Where a function of ours was called by the user.
 * @param called the function @returns a line of a stack; null where it was called from nowhere
 */
export function placeOfCall(called: (...words: never[]) => unknown): string | null {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, called);
  return firstFrame(holder.stack);
}

/** The first line of a stack that is no runner's and not Node's. */
export function firstFrame(stack: string | undefined): string | null {
  const frames = (stack ?? '').split('\n').filter((line) => FRAME.test(line));
  return frames.find((line) => !/[/\\]node_modules[/\\]|\(?node:/.test(line)) ?? null;
}

/** The same error, standing at a place of the user's. Errors that are not ours stay as they are. */
export function at(place: string | null, error: unknown): unknown {
  if (!(error instanceof MockError)) return error;
  error.stack = `${error.name}: ${error.message}${place === null ? '' : `\n${place}`}`;
  return error;
}

/**
 * Tells more by an error that a test has failed with already, since its program passed a miss on: that error stands where
 * the program asked.
 * @param errors as the runner keeps them @returns false where none of them is about a miss
 */
export function explainWithin(errors: readonly unknown[], explanation: string): boolean {
  const found = errors.flatMap(withCauses).find((error) => OWN_MESSAGE.test(String(error.message)));
  if (found === undefined) return false;
  const { message, stack } = found;
  const text = `${message}\n\n${explanation}`;
  found.message = text;
  if (typeof stack === 'string') {
    const frames = stack.split('\n').filter((line) => FRAME.test(line));
    found.stack = [`${found.name ?? 'Error'}: ${text}`, ...frames].join('\n');
  }
  return true;
}

interface Shown {
  name?: unknown;
  message?: unknown;
  stack?: unknown;
  cause?: unknown;
}

/** An error, and what it says to have come from: drivers and frameworks wrap what they are told. */
function withCauses(error: unknown, depth = 0): Shown[] {
  // Jest keeps a pair of the error and of where the test was written
  if (Array.isArray(error)) return error.slice(0, 1).flatMap((each) => withCauses(each, depth));
  if (typeof error !== 'object' || error === null || depth > 4) return [];
  const shown: Shown = error;
  return [shown, ...withCauses(shown.cause, depth + 1)];
}
