// For tests that node --test runs: import { useRecording } from 'mysql-replay/node-test'.

import { after, afterEach, before, beforeEach } from 'node:test';
import { type HelperOptions, type RecordingHandle, useRecordingWith } from './use-recording.ts';

const PARTIAL = /^--test-(?:name-pattern|skip-pattern|only)(?:=|$)/;

/** Records anew with `node --test --test-update-snapshots`. Call it once in a file of tests, before them. */
export function useRecording(options: HelperOptions): RecordingHandle {
  return useRecordingWith(
    {
      before: (run) => before(run),
      after: (run) => after(run),
      beforeEach: (run) => beforeEach((context) => run('name' in context ? context.name : '')),
      afterEach: (run) =>
        afterEach((context) => run(!('passed' in context) || context.passed !== false, errorsOf(context))),
      isUpdate: () => process.execArgv.includes('--test-update-snapshots'),
      isPartial: () => process.execArgv.some((argument) => PARTIAL.test(argument)),
    },
    options,
    useRecording,
  );
}

/** Node 22 and newer tell it. */
function errorsOf(context: object): readonly unknown[] {
  return 'error' in context ? [context.error] : [];
}
