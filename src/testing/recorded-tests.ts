// Tests that are recorded: beside the recording's place first, and in it when all have passed.

import { existsSync, renameSync } from 'node:fs';
import { type RecordOptions, record } from '../serve/record.ts';
import { recordingBeside, removeRecordingFiles } from '../store/file/recording-files.ts';
import type { TestRecording, TestTarget } from './test-recording.ts';

type Options = Omit<RecordOptions, 'output'>;

export async function openRecordedTests(file: string, options: Options): Promise<TestRecording> {
  const staged = await openStaged(file, options);
  return {
    file,
    targetOf: () => staged.target,
    begin: staged.begin,
    takeMisses: () => [],
    statementsOf: () => 0,
    close: ({ isPassed = true } = {}) => staged.close(isPassed, (part) => renameSync(part, file)),
  };
}

export interface Staged {
  readonly target: TestTarget;
  begin(test: string): void;
  /** @param keep what to do with what was recorded, where it is to be kept */
  close(isKept: boolean, keep: (part: string) => void): Promise<void>;
}

export async function openStaged(file: string, options: Options): Promise<Staged> {
  const part = recordingBeside(file);
  const run = await record({ ...options, output: part, mode: 'overwrite' });
  return {
    target: { mode: 'record', host: run.host, port: run.port },
    begin: (test) => run.beginScope(test),
    close: async (isKept, keep) => {
      try {
        await run.close();
        if (isKept && existsSync(part)) keep(part);
      } finally {
        removeRecordingFiles(part);
      }
    },
  };
}
