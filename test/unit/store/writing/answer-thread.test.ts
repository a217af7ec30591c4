// Long answers are written beside the main thread, and nobody who reads the recording can tell.
import { readFileSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import type { MockError } from '../../../../src/core/errors.ts';
import type { ResponseWriter } from '../../../../src/core/recording.ts';
import { hashWhole, TAIL_BYTES, takenFor, writeTail } from '../../../../src/store/file/content-hash.ts';
import { openRecording } from '../../../../src/store/reading/reader.ts';
import { SLAB_BYTES } from '../../../../src/store/writing/answer-thread.ts';
import { OWN_BYTES } from '../../../../src/store/writing/response-buffer.ts';
import { openRecordingWriter } from '../../../../src/store/writing/writer.ts';
import { bytesOf, create, exchange, facts, meta, now, put, session, temporaryPath } from '../sample.ts';

const ENCODING = 5n;
const PIECES = [65_536, 17, 65_536, 3 * SLAB_BYTES + 1, 100_000];

/** Every place of it says where it is. */
function pattern(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length, `${seed} of many `);
  for (let at = 0; at + 4 <= length; at += 1000) bytes.writeUInt32LE(at ^ (seed * 0x9e37), at);
  return bytes;
}

/** In turn, in pieces of many sizes. */
function writeBeside(answers: readonly { into: ResponseWriter; bytes: Buffer }[], beside: () => void): void {
  const at = answers.map(() => 0);
  for (let round = 0; answers.some(({ bytes }, n) => (at[n] ?? 0) < bytes.length); round++) {
    answers.forEach(({ into, bytes }, n) => {
      const from = at[n] ?? 0;
      at[n] = from + (PIECES[(round + n) % PIECES.length] ?? 1);
      into.write(bytes.subarray(from, at[n]));
    });
    if (round % 3 === 0) beside();
  }
}

function hashOf(bytes: Buffer): string {
  const all = Buffer.concat([bytes, Buffer.alloc(TAIL_BYTES)]);
  writeTail(all, bytes.length, takenFor(facts()), ENCODING);
  return hashWhole(all);
}

function rows(path: string, sql: string): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

describe('long answers', () => {
  test('two at once, with short ones beside them, are what came, and the same again is kept once', () => {
    const path = temporaryPath();
    const writer = create(path);
    const id = writer.beginSession(session());
    const all = [pattern(1, 3 * OWN_BYTES + 4321), pattern(2, 2 * OWN_BYTES), pattern(1, 3 * OWN_BYTES + 4321)];
    const answers = all.map((bytes) => ({ into: writer.openResponse(), bytes }));
    let short = 0;
    writeBeside(answers, () => put(writer, [Buffer.from(`short ${short++}`)], { session: id }));
    for (const { into } of answers) writer.putExchange({ ...exchange(), session: id }, into, facts(), ENCODING);
    writer.close();

    const reader = openRecording(path);
    const long = rows(path, `SELECT id, hash, bytes FROM response WHERE bytes > ${OWN_BYTES} ORDER BY bytes DESC`);
    expect(long).toMatchObject(all.slice(0, 2).map((bytes) => ({ bytes: bytes.length, hash: hashOf(bytes) })));
    (long as { id: number }[]).forEach(({ id: response }, n) => {
      expect(bytesOf(reader.response(response)).equals(all[n] as Buffer)).toBe(true);
    });
    reader.close();
    expect(rows(path, 'SELECT count(*) AS n FROM exchange')).toEqual([{ n: short + 3 }]);
    expect(rows(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(rows(path, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'delete' }]);
    const [{ least, most }] = rows(
      path,
      'SELECT min(length(bytes)) least, max(length(bytes)) most FROM response_chunk c WHERE n < (SELECT max(n) FROM response_chunk d WHERE d.response_id = c.response_id)',
    ) as [{ least: number; most: number }];
    expect(most).toBeLessThanOrEqual(256 * 1024);
    expect(least).toBeGreaterThanOrEqual(64 * 1024);
  });

  test('who brings it faster than it can be written is told to wait, and then need not any more', async () => {
    const path = temporaryPath();
    const writer = create(path);
    const id = writer.beginSession(session());
    const into = writer.openResponse();
    const piece = pattern(3, OWN_BYTES);
    let pieces = 0;
    for (; into.behind === undefined && pieces < 100; pieces++) into.write(piece);
    expect(into.behind).toBeInstanceOf(Promise);
    await into.behind;
    expect(into.behind).toBeUndefined();
    writer.putExchange({ ...exchange(), session: id }, into, facts(), ENCODING);
    writer.close();
    const hash = hashOf(Buffer.concat(Array.from({ length: pieces }, () => piece)));
    expect(rows(path, 'SELECT hash FROM response')).toEqual([{ hash }]);
  });

  test('what is dropped of one leaves nothing in the file', () => {
    const path = temporaryPath();
    const writer = create(path);
    const id = writer.beginSession(session());
    const secret = writer.openResponse();
    secret.write(Buffer.alloc(2 * OWN_BYTES, 'sesame '));
    secret.discard();
    put(writer, [Buffer.from('short')], { session: id });
    writer.close();
    expect(rows(path, 'SELECT count(*) AS n FROM response_chunk')).toEqual([{ n: 0 }]);
    expect(readFileSync(path).includes('sesame')).toBe(false);
  });

  test('a thread that dies ends the recording with an error that says so, and what was committed is there', async () => {
    const path = temporaryPath();
    const failures: MockError[] = [];
    const onFailure = (failure: MockError) => failures.push(failure);
    const writer = openRecordingWriter(path, { mode: 'create', meta, now, onFailure });
    const id = writer.beginSession(session());
    put(writer, [Buffer.from('short')], { session: id });
    // Node tells in the next tick of threads that were made: of those of the tests before as well
    await new Promise(setImmediate);
    const made = new Promise<Worker>((resolve) => process.once('worker', resolve));
    const long = writer.openResponse();
    for (let n = 0; n < 2; n++) long.write(pattern(1, OWN_BYTES + 300_000));
    await (await made).terminate();
    await vi.waitFor(() => expect(failures).toHaveLength(1), { timeout: 60_000 });
    const said = `cannot write ${path}: the thread that writes long answers ended by itself`;
    expect(failures[0]?.code).toBe('RECORDING_WRITE_FAILED');
    expect(failures[0]?.message).toBe(said);
    expect(() => long.write(pattern(2, OWN_BYTES))).toThrow(said);
    // whoever goes on without a recording waits for nothing
    expect(long.behind).toBeUndefined();
    writer.close();
    const reader = openRecording(path);
    expect(bytesOf(reader.response(1)).toString()).toBe('short');
    reader.close();
    expect(rows(path, 'SELECT id FROM response')).toEqual([{ id: 1 }]);
  });

  test('what it cannot write it says as the main thread would', async () => {
    const path = temporaryPath();
    const failures: MockError[] = [];
    const onFailure = (failure: MockError) => failures.push(failure);
    const writer = openRecordingWriter(path, { mode: 'create', meta, now, onFailure });
    writer.beginSession(session());
    const long = writer.openResponse();
    long.write(pattern(1, OWN_BYTES + 300_000));
    writer.flush();
    const db = new Database(path);
    db.exec("CREATE TRIGGER full BEFORE INSERT ON response_chunk BEGIN SELECT RAISE(ABORT, 'no place'); END");
    db.close();
    long.write(pattern(1, OWN_BYTES));
    await vi.waitFor(() => expect(failures).toHaveLength(1), { timeout: 60_000 });
    expect(failures[0]?.message).toBe(`cannot write ${path}: no place`);
  });
});
