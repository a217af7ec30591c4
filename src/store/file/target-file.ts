// The file that a writer is going to fill, from the check at the start until it is open for writing.
//
// A new recording is prepared beside its place (`x.db-new`) and moved there with the first write. So everything that can
// be wrong with the path is known at the start, yet a start that fails afterwards, or a run in which no client came,
// neither leaves an empty recording behind nor costs the one that was to be overwritten.

import { closeSync, mkdirSync, openSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { MockError, messageOf } from '../../core/errors.ts';
import { APPLICATION_ID, migrate, writeMeta } from '../schema.ts';
import { giveLargePages, unseal } from '../sealing/seal.ts';
import { type FileLock, lockRecording } from './file-lock.ts';
import { openDatabase } from './open-database.ts';
import { identify, openForReading, openForWriting, unusable } from './open-file.ts';
import { placeOf } from './place-of.ts';
import { removeRecordingFiles } from './recording-files.ts';
import type { WriterMode } from './writer-mode.ts';

/** What a recording says of itself; kept in `meta`. */
export interface RecordingMeta {
  /** Version of mock that records. */
  readonly mockVersion: string;
  readonly upstream: string;
  /** Version of the rules by which statements are fingerprinted. */
  readonly fingerprintRules: string;
  /** Version of the words of sessions' states; absent where they are of before they had one. */
  readonly stateRules?: string | undefined;
  /** The user's own rules of identity, in the form of src/identity/recorded-rules.ts; default none. */
  readonly identityRules?: string;
}

/** A large result costs a third less than with 4 KiB; sealing gives a small recording small pages (seal.ts). */
const PAGE_BYTES = 16_384;

export class TargetFile {
  readonly #path: string;
  readonly #lock: FileLock;
  /** Where the new recording waits; null where an existing one is continued. */
  readonly #staged: string | null;
  #place = '';
  /** The same of what SQLite has beside it. */
  #beside: ReadonlyMap<string, string> = new Map();

  private constructor(path: string, lock: FileLock, staged: string | null) {
    this.#path = path;
    this.#lock = lock;
    this.#staged = staged;
  }

  /**
   * Claims a path for writing.
   * @throws MockError RECORDING_EXISTS in mode `create`; RECORDING_UNUSABLE where another writer has it or, in mode
   *   `append`, it cannot be continued; RECORDING_WRITE_FAILED where its folder cannot be written
   */
  static claim(path: string, mode: WriterMode, meta: RecordingMeta, createdAt: string): TargetFile {
    const exists = checkPlace(path, mode);
    const lock = lockFor(path);
    try {
      if (mode === 'append' && exists) {
        checkContinuable(path, meta);
        return new TargetFile(path, lock, null);
      }
      const staged = `${resolve(path)}-new`;
      stage(staged, meta, createdAt);
      return new TargetFile(path, lock, staged);
    } catch (error) {
      attempt(() => removeRecordingFiles(`${resolve(path)}-new`));
      lock.release();
      throw error instanceof MockError ? error : writeFailed(path, error);
    }
  }

  /** Whether it holds what an earlier run recorded. */
  get isContinued(): boolean {
    return this.#staged === null;
  }

  /**
   * Puts the recording in its place and opens it. Throws whatever the file system or SQLite throws.
   * @param isDurable whether a commit is on disk when it returns, and not only with the next checkpoint
   */
  open(isDurable: boolean): Database.Database {
    const path = resolve(this.#path);
    if (this.#staged !== null) {
      // the log of a killed predecessor must not be taken for this one's
      for (const rest of ['-wal', '-shm', '-journal']) rmSync(path + rest, { force: true });
      renameSync(this.#staged, path);
    }
    const db = openForWriting(path);
    if (this.isContinued) attempt(() => giveLargePages(db, PAGE_BYTES));
    db.pragma('journal_mode = WAL');
    // what is discarded, such as an answer with secrets, stays in no free page
    db.pragma('secure_delete = ON');
    db.pragma(`synchronous = ${isDurable ? 'FULL' : 'NORMAL'}`);
    migrate(db);
    unseal(db);
    this.#place = placeOf(path);
    this.#beside = new Map(['-wal', '-shm'].map((rest) => [path + rest, placeOf(path + rest)]));
    return db;
  }

  /** SQLite goes on writing to a file that was deleted under it, and all of it would be lost. */
  checkStillThere(): void {
    if (!this.isStillThere)
      throw new Error('the file was removed or replaced while it was written; what was recorded is lost');
  }

  /** Which file it is that is written: its device and inode; empty until it is open. */
  get place(): string {
    return this.#place;
  }

  get isStillThere(): boolean {
    return placeOf(resolve(this.#path)) === this.#place;
  }

  /** Behind a file that was removed or replaced: the log would be taken for one of the file that is there now. */
  removeLog(): void {
    for (const [file, place] of this.#beside)
      if (place !== '' && placeOf(file) === place) rmSync(file, { force: true });
  }

  /** Gives the path up; what was never put in its place is removed. */
  release(): void {
    if (this.#staged !== null) removeRecordingFiles(this.#staged);
    this.#lock.release();
  }
}

/** The error for a write that failed. */
export function writeFailed(path: string, error: unknown): MockError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const advice = NO_PLACE.has(code) ? '; name another place (-o), or make its folder one that can be written' : '';
  return new MockError('RECORDING_WRITE_FAILED', `cannot write ${path}: ${messageOf(error)}${advice}`, {
    cause: error,
  });
}

/** What a folder that cannot be written answers. */
const NO_PLACE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR']);

/** The error for a recording that is whole but could not be indexed and folded into one file. */
export function unfinished(path: string, error: unknown): MockError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isChanged = /^SQLITE_(?:CORRUPT|NOTADB)/.test(code);
  const rest = isChanged
    ? 'something else wrote to it, or it cannot be read: see what is left with mock check'
    : 'everything recorded is in it, and opening it finishes it';
  const message = `cannot finish ${path}: ${messageOf(error)}; ${rest}`;
  return new MockError('RECORDING_WRITE_FAILED', message, { cause: error });
}

/** Whether there is a file already, where that is allowed. */
function checkPlace(path: string, mode: WriterMode): boolean {
  const stats = statOrThrow(path);
  if (stats === undefined) return false;
  if (!stats.isFile()) throw unusable(path, 'is not a file', 'choose another -o');
  if (mode === 'overwrite' && stats.size > 0) checkOurs(path);
  if (mode === 'create') {
    const message = `${path} exists: pass --append or --overwrite, or choose another -o`;
    throw new MockError('RECORDING_EXISTS', message);
  }
  return true;
}

/** Only a recording is replaced, whatever state it is in: anything else is somebody's file. */
function checkOurs(path: string): void {
  const db = openForReading(path);
  try {
    if (Number(db.pragma('application_id', { simple: true })) === APPLICATION_ID) return;
  } catch (error) {
    throw notOurs(path, error);
  } finally {
    db.close();
  }
  throw notOurs(path);
}

function notOurs(path: string, cause?: unknown): MockError {
  return unusable(path, 'is no recording of mock, and is not overwritten', 'move it away or choose another -o', cause);
}

function statOrThrow(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw writeFailed(path, error);
  }
}

function lockFor(path: string): FileLock {
  let lock: FileLock | null;
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    lock = lockRecording(resolve(path));
  } catch (error) {
    throw error instanceof MockError ? error : writeFailed(path, error);
  }
  if (lock === null) throw unusable(path, 'is being written by another mock', 'stop that one or choose another -o');
  return lock;
}

function checkContinuable(path: string, meta: RecordingMeta): void {
  const db = openForReading(path);
  try {
    const recorded = identify(db, path).meta;
    const rules = recorded.get('fingerprint_rules');
    if (rules !== meta.fingerprintRules) {
      const what = `was recorded with fingerprint rules ${rules}, and this mock has ${meta.fingerprintRules}`;
      throw unusable(path, what, `bring it up to date: mock merge ${path} -o NEW.db`);
    }
    if (recorded.get('state_rules') !== meta.stateRules) {
      const what = 'was recorded by a mock that told the states of sessions otherwise';
      throw unusable(path, what, `bring it up to date: mock merge ${path} -o NEW.db`);
    }
    if ((recorded.get('identity_rules') ?? '') === (meta.identityRules ?? '')) return;
    throw unusable(path, 'was recorded with other rules of identity', 'leave --identity out: its own hold');
  } finally {
    db.close();
  }
}

/** For the way out of a failure. */
export function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // a second one adds nothing
  }
}

function stage(path: string, meta: RecordingMeta, createdAt: string): void {
  removeRecordingFiles(path);
  // what a server said is for its owner's eyes; SQLite gives the files beside it the same mode
  closeSync(openSync(path, 'wx', 0o600));
  const db = openDatabase(path);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    migrate(db);
    writeMeta(db, {
      mock_version: meta.mockVersion,
      upstream: meta.upstream,
      fingerprint_rules: meta.fingerprintRules,
      ...(meta.stateRules && { state_rules: meta.stateRules }),
      ...(meta.identityRules && { identity_rules: meta.identityRules }),
      created: createdAt,
      state: 'open',
    });
  } finally {
    db.close();
  }
}
