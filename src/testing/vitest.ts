// For tests that Vitest runs: import { useRecording } from 'mysql-replay/vitest'.

import { afterAll, afterEach, beforeAll, beforeEach, type RunnerTask, type RunnerTestFile } from 'vitest';
import { MockError } from '../core/errors.ts';
import { type HelperOptions, type RecordingHandle, useRecordingWith } from './use-recording.ts';

const CONCURRENT =
  'tests of one file share its recording one after the other: leave out test.concurrent, or give them a file each';

/** Records anew with `vitest -u`. Call it once in a file of tests, before them. */
export function useRecording(options: HelperOptions): RecordingHandle {
  let file: RunnerTestFile | null = null;
  return useRecordingWith(
    {
      before: (run) => beforeAll(run),
      after: (run) => afterAll(run),
      beforeEach: (run) =>
        beforeEach(({ task }) => {
          file = task.file;
          if (task.concurrent) throw new MockError('USAGE', CONCURRENT);
          const { line, column } = task.location ?? {};
          run(task.fullTestName ?? task.name, line === undefined ? null : `    at ${file.filepath}:${line}:${column}`);
        }),
      afterEach: (run) => afterEach(({ task }) => run(task.result?.state !== 'fail', task.result?.errors)),
      isUpdate: isUpdating,
      isPartial: () => file !== null && hasSkipped(file),
    },
    options,
    useRecording,
  );
}

/** Tests that -t, `only` or `skip` leave out. */
function hasSkipped(task: RunnerTask): boolean {
  return task.mode === 'skip' || ('tasks' in task && task.tasks.some(hasSkipped));
}

/** Vitest tells its settings to a file of tests in the state of its worker only. */
interface Worker {
  readonly config?: { readonly snapshotOptions?: { readonly updateSnapshot?: string } };
}

function isUpdating(): boolean {
  const worker: Worker | undefined = Reflect.get(globalThis, '__vitest_worker__');
  return worker?.config?.snapshotOptions?.updateSnapshot === 'all';
}
