// What Jest's own runner, jest-circus, knows of the tests of a file and tells no hook: its state is in the global object.
// The names are those of Circus.State in @jest/types 29 and 30.

import { firstFrame } from './user-place.ts';

const STATE = 'JEST_STATE_SYMBOL';

interface Task {
  /** Of a test, and of a describe block that says so. */
  readonly mode?: string | null;
  readonly children?: readonly Task[];
}

interface State {
  readonly currentlyRunningTest: { readonly errors: readonly unknown[]; readonly asyncError?: Error } | null;
  readonly hasFocusedTests: boolean;
  readonly testNamePattern: RegExp | null;
  readonly rootDescribeBlock: Task;
}

/** What the test that is running has failed with so far; none where another runner runs it. */
export function errorsOfTest(): readonly unknown[] {
  return circusState()?.currentlyRunningTest?.errors ?? [];
}

/** Where the test that is running is written; null where another runner runs it. */
export function placeOfTest(): string | null {
  return firstFrame(circusState()?.currentlyRunningTest?.asyncError?.stack);
}

/** Whether -t, `only` or `skip` leave out tests of this file. */
export function isPartialRun(): boolean {
  const state = circusState();
  return (
    state !== undefined &&
    (state.hasFocusedTests || state.testNamePattern !== null || isSkipped(state.rootDescribeBlock))
  );
}

function circusState(): State | undefined {
  const symbol = Object.getOwnPropertySymbols(globalThis).find(({ description }) => description === STATE);
  return symbol === undefined ? undefined : Reflect.get(globalThis, symbol);
}

function isSkipped({ mode, children = [] }: Task): boolean {
  return mode === 'skip' || children.some(isSkipped);
}
