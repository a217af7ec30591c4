// Finishes what a killed writer left, by whoever opens the recording first and may write to it.

import { lockRecording } from '../file/file-lock.ts';
import { type Identity, openForWriting } from '../file/open-file.ts';
import { isoTime } from '../iso-time.ts';
import { migrate, SCHEMA_VERSION } from '../schema.ts';
import { leaveOneFile, seal } from './seal.ts';

/** Whether a recording is as its writer's close() leaves it. */
export function isSettled(identity: Identity): boolean {
  return identity.isSealed && identity.version === SCHEMA_VERSION && identity.journalMode !== 'wal';
}

/** Why a recording could not be finished. */
export type Unsettled = 'being written' | 'read-only';

/**
 * Migrates, seals and folds a recording into one file, as far as each is due.
 * @returns null when it was done
 */
export function settle(path: string, identity: Identity): Unsettled | null {
  try {
    const lock = lockRecording(path);
    if (lock === null) return 'being written';
    try {
      finish(path, identity);
      return null;
    } finally {
      lock.release();
    }
  } catch {
    // a folder, file or disk that takes no writes; what is wrong with the content shows when it is read
    return 'read-only';
  }
}

function finish(path: string, identity: Identity): void {
  const db = openForWriting(path);
  try {
    migrate(db);
    if (!identity.isSealed) seal(db, isoTime(Date.now() * 1000));
    leaveOneFile(db);
  } finally {
    db.close();
  }
}
