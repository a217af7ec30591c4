// A recording's file opened and told what it is; and left tidy behind its last reader.

import type { Database } from 'better-sqlite3';
import { isSettled, settle } from '../sealing/settle.ts';
import { DamagedPart } from './damage.ts';
import { isMetaIntact } from './digests.ts';
import { type Identity, identify, openForReading } from './open-file.ts';

/**
 * What opening had to do: `none`; `sealed`: a killed writer's recording was finished; `live`: another process is
 * writing it; `temporary`: it was never finished and cannot be written, so each opening indexes it anew.
 */
export type Preparation = 'none' | 'sealed' | 'live' | 'temporary';

/** @throws MockError RECORDING_MISSING, RECORDING_UNUSABLE */
export function openIdentified(path: string): { db: Database; identity: Identity } {
  const db = openForReading(path);
  try {
    const identity = identify(db, path);
    if (identity.isSealed && !isMetaIntact(identity.meta))
      throw new DamagedPart(path, 'what it says of itself (meta) is not what it was sealed with');
    return { db, identity };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Settles what a writer could not settle itself, as far as that can be done. */
export function tidy(path: string): void {
  try {
    const { db, identity } = openIdentified(path);
    db.close();
    if (!isSettled(identity)) settle(path, identity);
  } catch {
    // it is gone or cannot be read any more: nothing to tidy
  }
}
