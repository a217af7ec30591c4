import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { MockError } from '../../../../src/core/errors.ts';
import { verifySeal } from '../../../../src/store/file/verify-seal.ts';
import { openRecording } from '../../../../src/store/reading/reader.ts';
import { openRecordingWriter } from '../../../../src/store/writing/writer.ts';
import { bytesOf, create, exchange, facts, fingerprint, meta, now, put, session, temporaryPath } from '../sample.ts';

const large = Buffer.alloc(1_000_000, 'large ');

function query(path: string, sql: string): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

function recordOne(path: string, mode: 'create' | 'append' | 'overwrite' = 'create', text = 'answer'): void {
  const writer = create(path, mode);
  const id = writer.beginSession(session());
  put(writer, [Buffer.from(text)], { session: id });
  writer.close();
}

describe('the recording writer', () => {
  test('leaves exactly one file, which only its owner can read', () => {
    const path = temporaryPath('new/folder/x.db');
    recordOne(path);
    expect(readdirSync(dirname(path))).toEqual(['x.db']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(query(path, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'delete' }]);
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(query(path, 'PRAGMA foreign_key_check')).toEqual([]);
  });

  test('gives small pages to a small recording, and large ones while it is written to again', () => {
    const path = temporaryPath();
    recordOne(path);
    expect(query(path, 'PRAGMA page_size')).toEqual([{ page_size: 1024 }]);
    expect(statSync(path).size).toBeLessThan(48 * 1024);
    const writer = create(path, 'append');
    put(writer, [large], { session: writer.beginSession(session()) });
    writer.flush();
    expect(query(path, 'PRAGMA page_size')).toEqual([{ page_size: 16384 }]);
    put(writer, [Buffer.alloc(1_000_000, 'another ')]);
    writer.close();
    expect(query(path, 'PRAGMA page_size')).toEqual([{ page_size: 4096 }]);
    expect(verifySeal(path).damages).toEqual([]);
  });

  test('leaves nothing where no client came', () => {
    const path = temporaryPath();
    create(path).close();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('refuses an existing file and leaves it alone', () => {
    const path = temporaryPath();
    recordOne(path);
    const before = readFileSync(path);
    expect(() => create(path)).toThrow(
      expect.objectContaining({
        code: 'RECORDING_EXISTS',
        message: `${path} exists: pass --append or --overwrite, or choose another -o`,
      }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('overwrites an existing recording with the first session, not before', () => {
    const path = temporaryPath();
    recordOne(path);
    const before = readFileSync(path);
    create(path, 'overwrite').close();
    expect(readFileSync(path).equals(before)).toBe(true);
    recordOne(path, 'overwrite', 'another');
    const reader = openRecording(path);
    expect(reader.summary()).toMatchObject({ sessions: 1, exchanges: 1 });
    expect(bytesOf(reader.response(1)).toString()).toBe('another');
    reader.close();
  });

  test('appends to a sealed recording, merges what is there already, and seals it again', () => {
    const path = temporaryPath();
    recordOne(path);
    const before = readFileSync(path);
    create(path, 'append').close();
    expect(readFileSync(path).equals(before)).toBe(true);
    recordOne(path, 'append');
    const reader = openRecording(path);
    expect(reader.sessions().map((s) => s.id)).toEqual([1, 2]);
    expect(reader.byFingerprint(exchange().fingerprint ?? '').map((e) => [e.session, e.responseId])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(reader.summary().responses).toBe(1);
    expect(reader.preparation).toBe('none');
    reader.close();
  });

  test('appending to nothing creates', () => {
    const path = temporaryPath();
    recordOne(path, 'append');
    expect(existsSync(path)).toBe(true);
  });

  test('does not append under other fingerprint rules', () => {
    const path = temporaryPath();
    recordOne(path);
    const open = () => openRecordingWriter(path, { mode: 'append', meta: { ...meta, fingerprintRules: '2' }, now });
    expect(open).toThrow(/fingerprint rules sql-2, and this mock has 2/);
    recordOne(path, 'append');
  });

  test('is the only one on its file', () => {
    const path = temporaryPath();
    const first = create(path);
    expect(() => create(path)).toThrow(/is being written by another mock/);
    first.beginSession(session());
    expect(() => create(path, 'append')).toThrow(/is being written by another mock/);
    first.close();
    recordOne(path, 'append');
  });

  test('says why a path cannot be written', () => {
    const path = temporaryPath();
    writeFileSync(path, 'a file');
    expect(() => create(`${path}/x.db`)).toThrow(expect.objectContaining({ code: 'RECORDING_WRITE_FAILED' }));
    mkdirSync(`${path}-folder`);
    expect(() => create(`${path}-folder`, 'overwrite')).toThrow(/is not a file/);
  });

  test('keeps a repeated response once, small or large', () => {
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    for (let n = 1; n <= 3; n++) {
      put(writer, [Buffer.from('small')], { ordinal: 2 * n });
      put(writer, [large.subarray(0, n * 1000), large.subarray(n * 1000)], { ordinal: 2 * n + 1 });
    }
    writer.close();
    expect(query(path, 'SELECT id, bytes FROM response')).toEqual([
      { id: 1, bytes: 5 },
      { id: 2, bytes: large.length },
    ]);
    expect(query(path, 'SELECT DISTINCT response_id AS id FROM response_chunk')).toEqual([{ id: 2 }]);
    expect(writer.counts()).toEqual({ sessions: 1, exchanges: 6, gaps: 0, responseBytes: 3 * (5 + large.length) });
  });

  test('drops what was streamed of a discarded response', () => {
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    const discarded = writer.openResponse();
    discarded.write(large);
    discarded.discard();
    const abandoned = writer.openResponse();
    abandoned.write(large);
    writer.putExchange(exchange(), null, facts({ outcome: 'none' }), 0n);
    writer.close();
    abandoned.discard();
    expect(query(path, 'SELECT count(*) AS n FROM response_chunk')).toEqual([{ n: 0 }]);
    expect(query(path, 'SELECT response_id FROM exchange')).toEqual([{ response_id: null }]);
  });

  test('keeps unsigned 64-bit numbers exact', () => {
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    const values = [0n, 5n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
    for (const value of values) {
      put(writer, [Buffer.from(`${value}`)], {}, facts({ lastInsertId: value, affectedRows: value }));
    }
    writer.close();
    const reader = openRecording(path);
    const listed = [...reader.listExchanges()];
    expect(listed.map((e) => e.lastInsertId)).toEqual(values);
    expect(listed.map((e) => e.affectedRows)).toEqual(values);
    reader.close();
  });

  test('commits by itself', async () => {
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    await expect.poll(() => query(path, 'SELECT count(*) AS n FROM session')).toEqual([{ n: 1 }]);
    writer.close();
    writer.close();
  });

  test('fails once and for all when its file is removed', async () => {
    const path = temporaryPath();
    const failures: MockError[] = [];
    const writer = openRecordingWriter(path, { mode: 'create', meta, now, onFailure: (error) => failures.push(error) });
    writer.beginSession(session());
    writer.flush();
    rmSync(path);
    expect(() => writer.close()).toThrow(/the file was removed/);
    expect(() => writer.close()).not.toThrow();
    expect(failures.map((error) => error.code)).toEqual(['RECORDING_WRITE_FAILED']);
    expect(failures[0]?.message).toContain(`cannot write ${path}: the file was removed`);
    expect(() => writer.beginSession(session())).toThrow(failures[0]);
    // a log that stays would be taken for one of the file that comes next
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('leaves the file that took its place alone, and what was written where it was moved to', () => {
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    writer.flush();
    renameSync(path, `${path}.moved`);
    writeFileSync(path, 'of somebody else');
    expect(() => writer.close()).toThrow(/the file was removed or replaced/);
    expect(readFileSync(path, 'utf8')).toBe('of somebody else');
    expect(readdirSync(dirname(path)).sort()).toEqual([basename(path), `${basename(path)}.moved`]);
    expect(query(`${path}.moved`, 'SELECT count(*) AS n FROM session')).toEqual([{ n: 1 }]);
  });

  test('close tells of a failure that nobody has heard of', () => {
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    writer.flush();
    rmSync(path);
    expect(() => writer.close()).toThrow(/the file was removed/);
    expect(() => writer.close()).not.toThrow();
  });

  test('finishes a shape table with few rows for many statements', () => {
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    for (let n = 0; n < 50; n++) {
      put(writer, [Buffer.from('x')], { sql: `SELECT * FROM item WHERE id = ${n}`, fingerprint: fingerprint(n) });
    }
    writer.close();
    expect(query(path, 'SELECT first_word, main_table, shape, count, examples FROM statement_text')).toEqual([
      {
        first_word: 'select',
        main_table: 'item',
        shape: 'select * from item where id = ?',
        count: 50,
        examples: '[1,2,3,4,5,6,7,8]',
      },
    ]);
  });
});
