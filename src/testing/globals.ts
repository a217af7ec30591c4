// Hooks of runners that put theirs into the global object, as Jest does, and Vitest where it is told to.

import type { Hooks } from './use-recording.ts';

/** The part that Jest's and Vitest's `expect` share. */
interface Expect {
  getState(): {
    readonly currentTestName?: string;
    readonly snapshotState?: { readonly _updateSnapshot?: string };
    readonly assertionCalls?: number;
  };
}

export interface GlobalHooks {
  readonly beforeAll: (run: () => Promise<void>) => void;
  readonly afterAll: (run: () => Promise<void>) => void;
  readonly beforeEach: (run: () => void) => void;
  readonly afterEach: (run: () => void) => void;
  readonly expect: Expect;
}

/** @param isPassed whether the test that ends has passed so far, where the runner tells */
export function hooksOf({ beforeAll, afterAll, beforeEach, afterEach, expect }: GlobalHooks): Hooks {
  return {
    before: (run) => beforeAll(run),
    after: (run) => afterAll(run),
    beforeEach: (run) => beforeEach(() => run(expect.getState().currentTestName ?? '')),
    afterEach: (run) => afterEach(() => run(true)),
    isUpdate: () => expect.getState().snapshotState?._updateSnapshot === 'all',
  };
}
