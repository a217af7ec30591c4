// For tests that Jest runs: import { useRecording } from 'mysql-replay/jest'.

import { MockError } from '../domain/errors.ts';
import { type GlobalHooks, hooksOf } from './globals.ts';
import type { TestRecordingOptions } from './test-recording.ts';
import { type RecordingHandle, useRecordingWith } from './use-recording.ts';

/** Records anew with `jest -u`. Call it once in a file of tests, before them. */
export function useRecording(options: TestRecordingOptions): RecordingHandle {
  const hooks: unknown = globalThis;
  if (!areThere(hooks)) throw new MockError('USAGE', 'Jest is not running this: call useRecording in a file of tests');
  return useRecordingWith(hooksOf(hooks), options);
}

function areThere(hooks: unknown): hooks is GlobalHooks {
  return (
    typeof hooks === 'object' && hooks !== null && 'beforeAll' in hooks && 'afterEach' in hooks && 'expect' in hooks
  );
}
