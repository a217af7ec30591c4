// Opens a file and says whether it is a recording that this version can use. Costs the same for every size of file.
// Everything is asked through SQLite: reading the file beside it would drop the process's locks on it (POSIX).

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { MockError, messageOf } from '../../core/errors.ts';
import { APPLICATION_ID, isOwnDefinition, readMeta, SCHEMA_VERSION } from '../schema.ts';
import { openDatabase } from './open-database.ts';

/** What stands in a recording's header. */
export interface Identity {
  readonly version: number;
  /** Whether it was closed properly: indexed, nothing beside it. */
  readonly isSealed: boolean;
  readonly journalMode: string;
  readonly meta: ReadonlyMap<string, string>;
}

/**
 * Opens an existing file for reading only.
 * @throws MockError RECORDING_MISSING; RECORDING_UNUSABLE where it is empty, a folder, or cannot be opened
 */
export function openForReading(path: string): Database.Database {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) throw new MockError('RECORDING_MISSING', `there is no recording at ${path}`);
    if (!stats.isFile()) throw unusable(path, 'is not a file', 'name the recording itself');
    if (stats.size === 0) throw unusable(path, 'is empty', 'record it again');
    const db = openDatabase(resolve(path), { readonly: true, fileMustExist: true, timeout: 2000 });
    harden(db);
    return db;
  } catch (error) {
    throw unusableBecause(path, error);
  }
}

/**
 * What a recording says of itself.
 * @throws MockError as `openForReading` and `identify`
 */
export function readRecordingMeta(path: string): ReadonlyMap<string, string> {
  const db = openForReading(path);
  try {
    return identify(db, path).meta;
  } finally {
    db.close();
  }
}

/** Opens an existing recording for writing; the caller holds its lock and has identified it. */
export function openForWriting(path: string): Database.Database {
  const db = openDatabase(resolve(path), { fileMustExist: true, timeout: 1000 });
  harden(db);
  // references are true by construction; checking them on each insert costs, and chunks go in before their response
  db.pragma('foreign_keys = OFF');
  return db;
}

/** A recording comes from anywhere: what stands in its schema calls no function, and its pages are looked at twice. */
function harden(db: Database.Database): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
}

/** @throws MockError RECORDING_UNUSABLE where it is not ours, newer than us, or damaged */
export function identify(db: Database.Database, path: string): Identity {
  try {
    if (Number(db.pragma('application_id', { simple: true })) !== APPLICATION_ID) {
      throw unusable(path, 'is a SQLite database but no recording of mock', 'name another file');
    }
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > SCHEMA_VERSION) {
      const versions = `schema ${version}, this one knows up to ${SCHEMA_VERSION}`;
      throw unusable(path, `was made by a newer mock (${versions})`, 'update mysql-replay');
    }
    checkSchema(db, path);
    const journalMode = String(db.pragma('journal_mode', { simple: true }));
    if (journalMode !== 'wal') checkLength(db, path);
    const meta = readMeta(db);
    return { version, isSealed: meta.get('state') === 'sealed', journalMode, meta };
  } catch (error) {
    throw error instanceof MockError ? error : unusableBecause(path, error);
  }
}

/** A view or a trigger in place of what we ask would be asked instead, for as long as it likes. */
function checkSchema(db: Database.Database, path: string): void {
  const suspects = db
    .prepare<[], { type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') OR sql LIKE 'CREATE VIRTUAL%'",
    )
    .all();
  const hostile = suspects.find(({ type, sql }) => type !== 'view' || !isOwnDefinition(sql));
  if (hostile === undefined) return;
  const kind = hostile.type === 'table' ? 'virtual table' : hostile.type;
  throw unusable(path, `is damaged: it has a ${kind} (${hostile.name}), which no recording has`, advice);
}

/** A file cut short by a copy or a full disk would otherwise fail only when its missing end is asked for. */
function checkLength(db: Database.Database, path: string): void {
  const pages = Number(db.pragma('page_count', { simple: true }));
  const expected = pages * Number(db.pragma('page_size', { simple: true }));
  const actual = statSync(path).size;
  if (actual < expected) throw unusable(path, `is damaged: it has ${actual} of its ${expected} bytes`, advice);
}

const advice = 'fetch it again, or record it again';

/** The error for a recording that SQLite refuses, now or in the middle of reading. */
export function unusableBecause(path: string, error: unknown): MockError {
  if (error instanceof MockError) return error;
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code === 'SQLITE_NOTADB') return unusable(path, 'is not a recording: no SQLite file', 'name another file', error);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_ERROR') {
    return unusable(path, `is damaged: ${messageOf(error)}`, advice, error);
  }
  const whatToDo = 'check its permissions, and copy it with its -wal file to a writable folder if it has one';
  return unusable(path, `cannot be read: ${messageOf(error)}`, whatToDo, error);
}

export function unusable(path: string, what: string, whatToDo: string, cause?: unknown): MockError {
  return new MockError('RECORDING_UNUSABLE', `${path} ${what}; ${whatToDo}`, { cause });
}
