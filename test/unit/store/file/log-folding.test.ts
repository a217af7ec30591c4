// What was committed is in the file itself soon after, with no further write to bring it there.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogFolding } from '../../../../src/store/file/log-folding.ts';

const MIB = 1024 * 1024;
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mock-folding-'));
  path = join(folder, 'a.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a second after a commit the log is folded into the file, and not while a transaction is open', async () => {
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
  }
});

test('much is folded beside a writer that goes on, and the log has an end; then the file is one again', async () => {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    const folding = new LogFolding(db, 4 * MIB);
    db.exec('CREATE TABLE t (x)');
    const put = db.prepare('INSERT INTO t VALUES (zeroblob(?))');
    const log = () => statSync(`${path}-wal`).size;
    let last = 0;
    await vi.waitFor(
      () => {
        last = log();
        db.transaction(() => put.run(2 * MIB))();
        folding.committed(2 * MIB);
        expect(statSync(path).size).toBeGreaterThan(4 * MIB);
        // it was longer than it may be, and was begun anew while it was written to
        expect(log()).toBeLessThan(last);
      },
      { timeout: 60_000, interval: 5 },
    );
    folding.committed(2 * MIB);
    folding.stop();
    expect(db.pragma('journal_mode = DELETE', { simple: true })).toBe('delete');
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  } finally {
    db.close();
  }
});
