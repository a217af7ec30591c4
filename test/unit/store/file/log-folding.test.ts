// What was committed is in the file itself soon after, with no further write to bring it there.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { LogFolding } from '../../../../src/store/file/log-folding.ts';

test('a second after a commit the log is folded into the file, and not while a transaction is open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mock-folding-'));
  const path = join(folder, 'a.db');
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    const folding = new LogFolding(db);
    db.exec('BEGIN; CREATE TABLE t (x); COMMIT; BEGIN; INSERT INTO t VALUES (zeroblob(100000))');
    const before = statSync(path).size;
    folding.committed();
    await new Promise((done) => setTimeout(done, 1100));
    expect(statSync(path).size).toBe(before);
    db.exec('COMMIT');
    await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(before + 100_000), { timeout: 20_000 });
    folding.stop();
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
});
