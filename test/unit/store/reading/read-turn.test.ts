import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openRecording } from '../../../../src/store/reading/reader.ts';
import { create, fingerprint, put, session, temporaryPath } from '../sample.ts';

test('a sealed recording is locked while a turn reads it, and free for others between two turns', async () => {
  const path = temporaryPath();
  const writer = create(path);
  writer.beginSession(session());
  put(writer, [Buffer.from('a')], { fingerprint: fingerprint(1) });
  writer.close();
  const reader = openRecording(path);
  const other = new Database(path, { timeout: 0 });
  const takeAll = () => other.exec('BEGIN EXCLUSIVE; ROLLBACK');
  try {
    for (let turn = 0; turn < 2; turn++) {
      expect(reader.byFingerprint(fingerprint(1))).toHaveLength(1);
      expect(reader.statementOf(1)).not.toBeUndefined();
      expect(takeAll).toThrow('database is locked');
      await nextTurn();
      takeAll();
    }
    reader.statementOf(1);
  } finally {
    // within the turn that reads: what was to let it go finds it closed
    reader.close();
  }
  await nextTurn();
  takeAll();
  other.close();
});
