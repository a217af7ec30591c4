// A recording that is made in one go from another source: it appears in its place when it is complete, or not at all.

import { existsSync, renameSync } from 'node:fs';
import { MockError } from '../../core/errors.ts';
import { openRecordingWriter, type RecordingFileWriter } from '../writing/writer.ts';
import { removeRecordingFiles } from './recording-files.ts';
import type { RecordingMeta } from './target-file.ts';

export interface WholeOptions {
  readonly meta: RecordingMeta;
  /** Replaces what is at the path; else that is refused. */
  readonly isOverwrite: boolean;
}

/**
 * @param fill writes sessions and exchanges; where it throws, nothing is left
 * @throws MockError RECORDING_EXISTS, RECORDING_WRITE_FAILED
 */
export function writeWholeRecording<T>(
  path: string,
  { meta, isOverwrite }: WholeOptions,
  fill: (writer: RecordingFileWriter) => T,
): T {
  if (!isOverwrite && existsSync(path)) {
    throw new MockError('RECORDING_EXISTS', `${path} exists: pass --overwrite, or choose another -o`);
  }
  const staged = `${path}-part-${process.pid}`;
  const options = { mode: 'overwrite', meta, now: () => Date.now() * 1000 } as const;
  const writer = openRecordingWriter(staged, options);
  try {
    const result = fill(writer);
    writer.close();
    if (!existsSync(staged)) throw new MockError('RECORDING_WRITE_FAILED', `${path} is not written: it would be empty`);
    renameSync(staged, path);
    return result;
  } catch (error) {
    writer.close();
    throw error;
  } finally {
    removeRecordingFiles(staged);
  }
}
