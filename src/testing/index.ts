// For tests that anything else runs: import { openTestRecording } from 'mysql-replay/testing'.

export { openTestRecording, type TestRecordingOptions } from './open-test-recording.ts';
export type { RecordMode } from './record-mode.ts';
export { missError, type TestRecording, type TestsEnd, type TestTarget, userInScope } from './test-recording.ts';
export { type HelperOptions, type Hooks, type RecordingHandle, useRecordingWith } from './use-recording.ts';
