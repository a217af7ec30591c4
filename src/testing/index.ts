// For tests that anything else runs: import { openTestRecording } from 'mysql-replay/testing'.

export {
  missError,
  openTestRecording,
  type RecordMode,
  type TestRecording,
  type TestRecordingOptions,
  userInScope,
} from './test-recording.ts';
export { type Hooks, type RecordingHandle, useRecordingWith } from './use-recording.ts';
