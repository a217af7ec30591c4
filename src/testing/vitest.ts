// For tests that Vitest runs: import { useRecording } from 'mysql-replay/vitest'.

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { TestRecordingOptions } from './test-recording.ts';
import { type RecordingHandle, useRecordingWith } from './use-recording.ts';

/** Records anew with `vitest -u`. Call it once in a file of tests, before them. */
export function useRecording(options: TestRecordingOptions): RecordingHandle {
  return useRecordingWith(
    {
      before: (run) => beforeAll(run),
      after: (run) => afterAll(run),
      beforeEach: (run) => beforeEach(({ task }) => run(task.fullTestName ?? task.name)),
      afterEach: (run) => afterEach(({ task }) => run(task.result?.state !== 'fail')),
      isUpdate: isUpdating,
    },
    options,
  );
}

/** Vitest tells its settings to a file of tests in the state of its worker only. */
interface Worker {
  readonly config?: { readonly snapshotOptions?: { readonly updateSnapshot?: string } };
}

function isUpdating(): boolean {
  const worker: Worker | undefined = Reflect.get(globalThis, '__vitest_worker__');
  return worker?.config?.snapshotOptions?.updateSnapshot === 'all';
}
