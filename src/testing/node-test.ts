// For tests that node --test runs: import { useRecording } from 'mysql-replay/node-test'.

import { after, afterEach, before, beforeEach } from 'node:test';
import type { TestRecordingOptions } from './test-recording.ts';
import { type RecordingHandle, useRecordingWith } from './use-recording.ts';

/** Records anew with `node --test --test-update-snapshots`. Call it once in a file of tests, before them. */
export function useRecording(options: TestRecordingOptions): RecordingHandle {
  return useRecordingWith(
    {
      before: (run) => before(run),
      after: (run) => after(run),
      beforeEach: (run) => beforeEach((context) => run('name' in context ? context.name : '')),
      afterEach: (run) => afterEach((context) => run(!('passed' in context) || context.passed !== false)),
      isUpdate: () => process.execArgv.includes('--test-update-snapshots'),
    },
    options,
  );
}
