// The whole of a recording compared with its digests, and digests for one that has none.

import type { Database } from 'better-sqlite3';
import { messageOf } from '../../core/errors.ts';
import { ReadStatements } from '../reading/read-statements.ts';
import { openRecording } from '../reading/reader.ts';
import { StoredResponses } from '../reading/stored-responses.ts';
import { DATA_KEY, DATA_RULES, readMeta, writeMeta } from '../schema.ts';
import { writeDataVersions } from '../sealing/data-versions.ts';
import { CONTENT_DIGEST_KEY, contentDigest, Digests, isMetaIntact } from './digests.ts';
import { lockRecording } from './file-lock.ts';
import { identify, openForReading, openForWriting, unusable, unusableBecause } from './open-file.ts';
import { writeDigests } from './write-digests.ts';

export interface SealVerdict {
  /** What the whole content is known by; null where the recording has no digests. */
  readonly digest: string | null;
  readonly exchanges: number;
  /** What is not as it was sealed, one line each. */
  readonly damages: readonly string[];
}

const MAX_DAMAGES = 1000;

/** What a recording is known by, and whether its digests are those that it was sealed with. */
export interface SealState {
  /** Null where it has none. */
  readonly digest: string | null;
  readonly isIntact: boolean;
}

/** Reads eight bytes for each exchange, not what they stand for. @throws MockError as `verifySeal` */
export function sealState(path: string): SealState {
  return reading(path, (db, digest, meta) => {
    const isIntact = digest === null || (contentDigest(db) === digest && isMetaIntact(meta));
    return { digest, isIntact };
  });
}

/** Reads all of it. @throws MockError `RECORDING_MISSING`, `RECORDING_UNUSABLE` where it cannot even be opened */
export function verifySeal(path: string): SealVerdict {
  return reading(path, (db, digest, meta) => {
    const damages: string[] = [];
    const note = (what: string) => {
      if (damages.length < MAX_DAMAGES) damages.push(what);
    };
    const checked = db.prepare<[], string>('PRAGMA integrity_check(20)').pluck().all();
    if (checked.join() !== 'ok') for (const line of checked) note(`the file: ${line.replace(/\s+/g, ' ')}`);
    const responses = new StoredResponses(path, new ReadStatements(db));
    const ids = (table: string) => db.prepare<[], number>(`SELECT id FROM ${table} ORDER BY id`).pluck().all();
    for (const id of ids('response'))
      if (!responses.isIntact(id)) note(`response ${id}: its content is not what its hash says`);
    const all = ids('exchange');
    if (digest === null) return { digest, exchanges: all.length, damages };
    if (contentDigest(db) !== digest) note('the digests: they are not those that it was sealed with');
    if (!isMetaIntact(meta)) note('what it says of itself (meta)');
    const digests = new Digests(db);
    for (const id of digests.damagedExchanges()) note(`exchange ${id}`);
    for (const id of ids('session')) if (!digests.isSessionIntact(id)) note(`session ${id}`);
    if (!digests.isServerIntact()) note("the server's variables");
    return { digest, exchanges: all.length, damages };
  });
}

/** @param read is given the digest that a recording was sealed with, null where it has none */
function reading<T>(
  path: string,
  read: (db: Database, digest: string | null, meta: ReadonlyMap<string, string>) => T,
): T {
  const db = openForReading(path);
  try {
    const { meta, isSealed } = identify(db, path);
    return read(db, isSealed ? (meta.get(CONTENT_DIGEST_KEY) ?? null) : null, meta);
  } catch (error) {
    throw unusableBecause(path, error);
  } finally {
    db.close();
  }
}

/**
 * Finishes a recording where that is due, and gives it digests where it has none, and versions of data where it has none or
 * those of older rules. A damaged recording keeps its digests, and is not made a good one.
 * @returns the digest of its content
 * @throws MockError `RECORDING_MISSING`, `RECORDING_UNUSABLE`
 */
export function sealRecording(path: string): string {
  const reader = openRecording(path);
  reader.close();
  const isOutdated = !reader.hasData && verifySeal(path).damages.length === 0;
  const lock = lockRecording(path);
  if (lock === null) throw unusable(path, 'is being written by another mock', 'seal it when that has ended');
  try {
    const db = openForWriting(path);
    try {
      if (isOutdated) db.transaction(() => workOutVersions(db)).immediate();
      else if (!readMeta(db).has(CONTENT_DIGEST_KEY)) db.transaction(() => writeDigests(db)).immediate();
      return readMeta(db).get(CONTENT_DIGEST_KEY) ?? '';
    } finally {
      db.close();
    }
  } catch (error) {
    throw unusable(path, `cannot be sealed: ${messageOf(error)}`, 'copy it to a writable folder', error);
  } finally {
    lock.release();
  }
}

function workOutVersions(db: Database): void {
  db.exec('DELETE FROM exchange_data; DELETE FROM data_use');
  const dataOf = writeDataVersions(db);
  writeMeta(db, { [DATA_KEY]: DATA_RULES });
  writeDigests(db, undefined, dataOf);
}
