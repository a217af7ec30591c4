// One writer per recording. The lock is SQLite's own on an empty file beside the recording: the system frees it when
// its process dies, so a `kill -9` leaves no stale lock, at most the empty file.
// The recording itself cannot serve: SQLite's locks on it last for a transaction, or shut readers out as well.

import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { openDatabase } from './open-database.ts';

export interface FileLock {
  release(): void;
}

/** Beside the recording. @internal */
export function lockPath(recording: string): string {
  return `${recording}-lock`;
}

/**
 * Takes the writer's lock of a recording; null where another writer has it, here or in another process.
 * @throws SqliteError where the folder cannot be written
 */
export function lockRecording(recording: string): FileLock | null {
  const path = lockPath(recording);
  for (;;) {
    const before = inodeOf(path);
    if (before === null) makePrivate(path);
    const db = openDatabase(path, { timeout: 0 });
    if (!takeExclusively(db)) {
      db.close();
      return null;
    }
    // a writer that ended in between has removed the file: what is locked now is no longer what others would lock
    const now = inodeOf(path);
    if (now !== null && (before === null || before === now)) return { release: () => release(db, path) };
    db.close();
  }
}

/** Only a new file: to close one that is there would drop this process's locks on it (POSIX). */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function takeExclusively(db: Database.Database): boolean {
  try {
    // without a journal file, which a killed writer would leave as well
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    db.close();
    throw error;
  }
}

function release(db: Database.Database, path: string): void {
  if (!db.open) return;
  if (existsSync(path)) rmSync(path, { force: true });
  db.close();
}

function inodeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}
