// Ends a recording: merges what is there twice, makes the indexes that recording does without, and leaves one file.

import type { Database } from 'better-sqlite3';
import { dropDigests } from '../file/digests.ts';
import { writeDigests } from '../file/write-digests.ts';
import { CHECK_KEY, DATA_KEY, DATA_RULES, writeMeta } from '../schema.ts';
import { writeDataVersions } from './data-versions.ts';
import { writeStatementText } from './statement-text.ts';
import { dropStatistics, Statistics } from './statistics.ts';

/** Up to how many bytes of a recording which pages: some twenty tables and indexes have a page each, however little is in it. */
const SMALL_PAGES: readonly { readonly upTo: number; readonly pageBytes: number }[] = [
  { upTo: 1024 * 1024, pageBytes: 1024 },
  { upTo: 4 * 1024 * 1024, pageBytes: 4096 },
];

/** Random or secondary keys: made at the end, dropped before a recording is written to again. */
const indexes: Readonly<Record<string, string>> = {
  exchange_by_scope: 'exchange (fingerprint, scope_id) WHERE fingerprint IS NOT NULL',
  exchange_by_gap: 'exchange (session_id) WHERE gap IS NOT NULL',
  exchange_by_session: 'exchange (session_id)',
  session_by_user: 'session (user)',
};

/**
 * Seals a recording that its writer has left, or that a killed writer left behind. All or nothing.
 * @param mayHaveTwins whether a response may be there more than once
 */
export function seal(db: Database, sealedAt: string, mayHaveTwins = true): void {
  db.transaction(() => {
    db.exec('DELETE FROM response_chunk WHERE response_id NOT IN (SELECT id FROM response)');
    if (mayHaveTwins) mergeTwins(db);
    for (const [name, on] of Object.entries(indexes)) db.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${on}`);
    const dataOf = writeDataVersions(db, writeStatementText(db));
    writeMeta(db, { state: 'sealed', sealed_at: sealedAt, [DATA_KEY]: DATA_RULES });
    const statistics = new Statistics();
    writeDigests(db, (exchange) => statistics.add(exchange), dataOf);
    statistics.write(db);
  }).immediate();
  if (isMostlyFree(db)) db.exec('VACUUM');
}

/** Makes a sealed recording one that can be written to. */
export function unseal(db: Database): void {
  db.transaction(() => {
    for (const name of Object.keys(indexes)) db.exec(`DROP INDEX IF EXISTS ${name}`);
    dropDigests(db);
    dropStatistics(db);
    writeMeta(db, { state: 'open' });
    db.exec(`DELETE FROM meta WHERE key IN ('${CHECK_KEY}', '${DATA_KEY}');
      DELETE FROM exchange_data; DELETE FROM data_use;`);
  }).immediate();
}

/**
 * Folds the write-ahead log into the file. False where a reader still has the file open: then the log stays until
 * that reader closes, and the file is complete all the same.
 */
export function leaveOneFile(db: Database): boolean {
  db.pragma('busy_timeout = 100');
  db.pragma('wal_checkpoint(TRUNCATE)');
  try {
    if (db.pragma('journal_mode = DELETE', { simple: true }) !== 'delete') return false;
    giveSmallPages(db);
    return true;
  } catch {
    return false;
  }
}

/** What is small goes into git, where pages that are half empty would double it. */
function giveSmallPages(db: Database): void {
  const { pageBytes, bytes } = sizeOf(db);
  const small = SMALL_PAGES.find(({ upTo }) => bytes <= upTo);
  if (small !== undefined && small.pageBytes < pageBytes) givePages(db, small.pageBytes);
}

/**
 * What is written to again may grow beyond what small pages are good for. No more than an attempt: where somebody reads it
 * just now it stays as it is.
 * @param pageBytes of a new recording
 */
export function giveLargePages(db: Database, pageBytes: number): void {
  const has = sizeOf(db);
  const isSmall = SMALL_PAGES.some(({ upTo }) => has.bytes <= upTo);
  if (isSmall && has.pageBytes < pageBytes) givePages(db, pageBytes);
}

function sizeOf(db: Database): { readonly pageBytes: number; readonly bytes: number } {
  const pageBytes = Number(db.pragma('page_size', { simple: true }));
  return { pageBytes, bytes: pageBytes * Number(db.pragma('page_count', { simple: true })) };
}

/** Writes it anew; without a log, beside which a file's pages stay as they are. */
function givePages(db: Database, pageBytes: number): void {
  db.pragma(`page_size = ${pageBytes}`);
  db.exec('VACUUM');
}

/** The writer recognises a repeated response only among the recent ones; the others meet here. */
function mergeTwins(db: Database): void {
  db.exec(`
    CREATE TEMP TABLE twin AS
      SELECT r.id AS id, k.keep AS keep
        FROM (SELECT hash, min(id) AS keep FROM response GROUP BY hash HAVING count(*) > 1) k
        JOIN response r ON r.hash = k.hash AND r.id <> k.keep;
    CREATE UNIQUE INDEX temp.twin_by_id ON twin (id);`);
  if (db.prepare('SELECT 1 FROM temp.twin').get() !== undefined) {
    db.exec(`
      UPDATE exchange SET response_id = (SELECT keep FROM temp.twin WHERE id = response_id)
       WHERE response_id IN (SELECT id FROM temp.twin);
      DELETE FROM response_chunk WHERE response_id IN (SELECT id FROM temp.twin);
      DELETE FROM response WHERE id IN (SELECT id FROM temp.twin);`);
  }
  db.exec('DROP TABLE temp.twin');
}

/** Whether large responses that were dropped left more holes than content. */
function isMostlyFree(db: Database): boolean {
  const free = Number(db.pragma('freelist_count', { simple: true }));
  return free > 1000 && free * 2 > Number(db.pragma('page_count', { simple: true }));
}
