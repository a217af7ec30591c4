import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { initial } from '../../../src/store/migrations/0001-initial.ts';
import { openRecording } from '../../../src/store/reading/reader.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from '../../../src/store/schema.ts';
import { openRecordingWriter } from '../../../src/store/writing/writer.ts';
import { create, meta, now, put, session, temporaryPath } from './sample.ts';

/** A recording as the first version made it, with one session and one exchange. */
function oldRecording(): string {
  const path = temporaryPath();
  const db = new Database(path);
  db.exec(initial);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma('user_version = 1');
  const put = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  const entries = { state: 'sealed', fingerprint_rules: meta.fingerprintRules, mock_version: '0', upstream: 'x' };
  for (const [key, value] of Object.entries(entries)) put.run(key, value);
  db.exec(`INSERT INTO session VALUES (1, 'classic', 'app', 'shop', 1, 255, 1, '{}', NULL, NULL, NULL, NULL, '8.4.0',
    x'0a', 'x', 'ok', x'00000002000000', 1, 2, 'quit');
    INSERT INTO exchange (id, session_id, ordinal, command, database, fingerprint, started_at_us, first_byte_us, last_byte_us, sql)
    VALUES (1, 1, 1, 'COM_QUERY', 'shop', '0123456789abcdef0123456789abcdef', 1, 1, 1, 'SELECT 1')`);
  db.close();
  return path;
}

test('opening a recording of the first version brings it up to date, and keeps what it held', () => {
  const path = oldRecording();
  const reader = openRecording(path);
  expect(reader.byFingerprintAfter('0123456789abcdef0123456789abcdef', 0, 0, 9)).toMatchObject([
    { id: 1, session: 1, state: null, transaction: null, begunAfter: null },
  ]);
  expect(reader.tables()).toEqual([]);
  reader.close();
  const db = new Database(path, { readonly: true });
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  db.close();
});

test('a recording of the first version can be continued', () => {
  const path = oldRecording();
  const writer = openRecordingWriter(path, { mode: 'append', meta, now });
  const id = writer.beginSession(session());
  put(writer, [Buffer.from('00000002000000', 'hex')], { session: id });
  writer.close();
  const reader = openRecording(path);
  expect(reader.summary()).toMatchObject({ sessions: 2, exchanges: 2 });
  reader.close();
});

// else whoever opens it, as the first steps of README do, changes a file of the checkout
test('the sample recording is of the current schema', () => {
  const sample = join(import.meta.dirname, '..', '..', '..', 'recordings', 'sample-mysql-9.7.db');
  const db = new Database(sample, { readonly: true, fileMustExist: true });
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  db.close();
});

test('a recording of a newer mock is refused', () => {
  const path = temporaryPath();
  const writer = create(path);
  writer.beginSession(session());
  writer.close();
  const db = new Database(path);
  db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
  db.close();
  expect(() => openRecording(path)).toThrow(/was made by a newer mock .*update mysql-replay/);
});
