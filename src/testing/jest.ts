// For tests that Jest runs as modules (node --experimental-vm-modules): import { useRecording } from 'mysql-replay/jest'.

import { MockError } from '../core/errors.ts';
import { errorsOfTest, isPartialRun, placeOfTest } from './jest-circus.ts';
import { type HelperOptions, type RecordingHandle, useRecordingWith } from './use-recording.ts';

/** What Jest puts into the global object of a file of tests, as far as it is used here. */
interface JestGlobals {
  readonly beforeAll: (run: () => Promise<void>) => void;
  readonly afterAll: (run: () => Promise<void>) => void;
  readonly beforeEach: (run: () => void) => void;
  readonly afterEach: (run: () => void) => void;
  readonly expect: {
    getState(): { readonly currentTestName?: string; readonly snapshotState?: { readonly _updateSnapshot?: string } };
  };
}

/** Records anew with `jest -u`. Call it once in a file of tests, before them. */
export function useRecording(options: HelperOptions): RecordingHandle {
  const hooks: unknown = globalThis;
  if (!areThere(hooks)) throw new MockError('USAGE', 'Jest is not running this: call useRecording in a file of tests');
  const { expect } = hooks;
  return useRecordingWith(
    {
      before: (run) => hooks.beforeAll(run),
      after: (run) => hooks.afterAll(run),
      beforeEach: (run) => hooks.beforeEach(() => run(expect.getState().currentTestName ?? '', placeOfTest())),
      afterEach: (run) => hooks.afterEach(() => run(errorsOfTest().length === 0, errorsOfTest())),
      isUpdate: () => expect.getState().snapshotState?._updateSnapshot === 'all',
      isPartial: isPartialRun,
    },
    options,
    useRecording,
  );
}

function areThere(hooks: unknown): hooks is JestGlobals {
  return (
    typeof hooks === 'object' && hooks !== null && 'beforeAll' in hooks && 'afterEach' in hooks && 'expect' in hooks
  );
}
