// Notes in a finished recording what came of checking it.

import { MockError } from '../../core/errors.ts';
import { CHECK_KEY, writeMeta } from '../schema.ts';
import { lockRecording } from './file-lock.ts';
import { openForWriting, unusableBecause } from './open-file.ts';

/**
 * @param mark one line, such as `reproduces` or `3 of 120 differ`
 * @throws MockError RECORDING_UNUSABLE where it cannot be written, or another process has it
 */
export function markChecked(path: string, mark: string): void {
  const lock = lockRecording(path);
  if (lock === null)
    throw new MockError('RECORDING_UNUSABLE', `${path} is being written: check it when that has ended`);
  try {
    const db = openForWriting(path);
    try {
      writeMeta(db, { [CHECK_KEY]: mark });
    } finally {
      db.close();
    }
  } catch (error) {
    throw unusableBecause(path, error);
  } finally {
    lock.release();
  }
}
