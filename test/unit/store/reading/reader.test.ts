import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openRecording, type RecordingFileReader } from '../../../../src/store/reading/reader.ts';
import fc from '../../../support/property.ts';
import { bytesOf, create, facts, fingerprint, put, session, temporaryPath } from '../sample.ts';

function recorded(fill: (writer: ReturnType<typeof create>) => void): RecordingFileReader {
  const path = temporaryPath();
  const writer = create(path);
  writer.beginSession(session());
  fill(writer);
  writer.close();
  return openRecording(path);
}

function refusal(path: string): unknown {
  try {
    openRecording(path).close();
  } catch (error) {
    return error;
  }
  return null;
}

describe('the recording reader', () => {
  test('gives back what was written, whatever it was and however it arrived', () => {
    const bytes = fc.oneof(
      { weight: 5, arbitrary: fc.uint8Array({ maxLength: 50 }).map((array) => Buffer.from(array)) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 700_000 }).map((n) => Buffer.alloc(n, `${n},`)) },
    );
    const one = fc.record({
      parts: fc.option(fc.array(bytes, { maxLength: 4 }), { nil: null }),
      session: fc.integer({ min: 1, max: 3 }),
      fingerprint: fc.option(fc.integer({ min: 0, max: 5 }).map(fingerprint), { nil: null }),
      sql: fc.option(fc.string({ unit: 'grapheme' }), { nil: null }),
      request: fc.option(
        fc.uint8Array().map((array) => Buffer.from(array)),
        { nil: null },
      ),
      gap: fc.constantFrom('truncated', 'secret', 'mid stream', null),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 25 }), (exchanges) => {
        const path = temporaryPath();
        const writer = create(path);
        for (let n = 1; n <= 3; n++) writer.beginSession(session({ user: `user ${n}` }));
        exchanges.forEach(({ parts, ...changes }, n) => {
          const all = { ...changes, ordinal: n + 1 };
          if (parts !== null) put(writer, parts, all);
          else writer.putExchange({ ...exchangeFacts, ...all }, null, facts({ outcome: 'none' }), 0n);
        });
        writer.close();

        const reader = openRecording(path);
        const listed = [...reader.listExchanges()];
        expect(listed.length).toBe(exchanges.length);
        exchanges.forEach(({ parts, ...changes }, n) => {
          const found = listed[n];
          expect(found).toMatchObject({ ...changes, id: n + 1, ordinal: n + 1 });
          const responseId = found?.responseId ?? null;
          if (parts === null) expect(responseId).toBeNull();
          else expect(bytesOf(reader.response(responseId ?? 0)).equals(Buffer.concat(parts))).toBe(true);
          if (changes.fingerprint !== null) {
            expect(reader.byFingerprint(changes.fingerprint).map((e) => e.id)).toContain(n + 1);
          }
        });
        expect(reader.sessions().map((s) => s.facts.user)).toEqual(['user 1', 'user 2', 'user 3']);
        reader.close();
      }),
      { numRuns: 30 },
    );
  });

  test('gives sessions with all their facts', () => {
    const all = session({ serverTls: { protocol: 'TLSv1.2', cipher: 'ECDHE' }, capabilities: 2n ** 63n - 1n });
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    const id = writer.beginSession(all);
    writer.endSession(id, 'quit', all.startedAtUs + 5);
    writer.close();
    const reader = openRecording(path);
    expect(reader.sessions()).toEqual([
      { id: 1, facts: session(), ending: 'open' },
      { id: 2, facts: all, ending: 'quit' },
    ]);
    expect(reader.listSessions().map((s) => [s.endedAtUs, s.exchanges])).toEqual([
      [null, 0],
      [all.startedAtUs + 5, 0],
    ]);
    reader.close();
  });

  test('finds exchanges by fingerprint in the order of the recording, whole or by page', () => {
    const reader = recorded((writer) => {
      for (let n = 1; n <= 9; n++) put(writer, [Buffer.from(`${n}`)], { ordinal: n, fingerprint: fingerprint(n % 2) });
    });
    expect(reader.byFingerprint(fingerprint(1)).map((e) => e.ordinal)).toEqual([1, 3, 5, 7, 9]);
    expect(reader.byFingerprint(fingerprint(1))).toBe(reader.byFingerprint(fingerprint(1)));
    expect(reader.byFingerprintAfter(fingerprint(1), 0, 3, 2).map((e) => e.ordinal)).toEqual([5, 7]);
    expect(reader.byFingerprint(fingerprint(7))).toEqual([]);
    reader.close();
  });

  test('lists a session, from a place, up to a limit', () => {
    const reader = recorded((writer) => {
      for (let n = 1; n <= 1200; n++) put(writer, [Buffer.from('x')], { session: 1 + (n % 2), ordinal: n });
    });
    expect([...reader.listExchanges()].length).toBe(1200);
    const ids = [...reader.listExchanges({ session: 2, after: 1100, limit: 3 })].map((e) => e.id);
    expect(ids).toEqual([1101, 1103, 1105]);
    expect([...reader.listExchanges({ limit: 501 })].length).toBe(501);
    expect(reader.exchange(7)?.ordinal).toBe(7);
    expect(reader.exchange(1201)).toBeNull();
    reader.close();
  });

  test('finds the nearest statements, the same table before the same word', () => {
    const reader = recorded((writer) => {
      const prepare = put(writer, [Buffer.from('p')], {
        command: 'COM_STMT_PREPARE',
        sql: 'SELECT * FROM a WHERE id = ?',
      });
      const execute = { command: 'COM_STMT_EXECUTE', sql: null, prepareExchange: prepare };
      put(writer, [Buffer.from('1')], { ...execute, parameters: '[1]', fingerprint: fingerprint(1) });
      put(writer, [Buffer.from('2')], { ...execute, parameters: '[2]', fingerprint: fingerprint(2) });
      put(writer, [Buffer.from('3')], { sql: 'SELECT * FROM b', fingerprint: fingerprint(3) });
      put(writer, [Buffer.from('4')], { sql: 'COMMIT', fingerprint: fingerprint(4) });
    });
    expect(reader.nearest('SELECT * FROM a WHERE id = ?', 2)).toMatchObject([
      { exchange: 1, command: 'COM_STMT_PREPARE' },
      { exchange: 2, command: 'COM_STMT_EXECUTE', sql: 'SELECT * FROM a WHERE id = ?', parameters: '[1]' },
    ]);
    expect(reader.nearest('select x from b', 1)).toMatchObject([{ sql: 'SELECT * FROM b' }]);
    expect(reader.nearest('DROP TABLE zzz', 9).length).toBeGreaterThan(0);
    reader.close();
  });

  test('reads while it is being written, and sees what is added', () => {
    const path = temporaryPath();
    const writer = create(path);
    writer.beginSession(session());
    put(writer, [Buffer.from('1')], { fingerprint: fingerprint(1) });
    writer.flush();
    const reader = openRecording(path);
    expect(reader.preparation).toBe('live');
    expect(reader.byFingerprint(fingerprint(1)).length).toBe(1);
    put(writer, [Buffer.from('2')], { fingerprint: fingerprint(1) });
    writer.flush();
    expect(reader.byFingerprint(fingerprint(1)).length).toBe(2);
    expect(reader.nearest('SELECT 2', 1)).toMatchObject([{ sql: 'SELECT 1' }]);
    writer.close();
    expect(reader.byFingerprint(fingerprint(1)).length).toBe(2);
    reader.close();
    expect(readdirSync(dirname(path))).toEqual(['x.db']);
    const again = openRecording(path);
    expect(again.preparation).toBe('none');
    again.close();
  });

  test('shows views that a person can read', () => {
    const reader = recorded((writer) => {
      const prepare = put(writer, [Buffer.from('p')], { command: 'COM_STMT_PREPARE', sql: 'SELECT ?' });
      const execute = { command: 'COM_STMT_EXECUTE', sql: null, prepareExchange: prepare, parameters: '[1]' };
      put(writer, [Buffer.from('1')], execute, facts({ outcome: 'resultset', rows: 3 }));
      const error = facts({ outcome: 'error', errorCode: 1146, sqlState: '42S02', errorMessage: 'No such table' });
      put(writer, [Buffer.from('2')], { sql: 'SELECT x', gap: 'truncated' }, error);
    });
    const db = new Database(reader.path, { readonly: true });
    expect(db.prepare('SELECT * FROM v_exchanges').all()).toMatchObject([
      { statement: 'SELECT ?', time: '2026-01-02T03:04:05.000100Z', ms: 1.5 },
      { statement: 'SELECT ?', parameters: '[1]', rows: 3, outcome: 'resultset' },
      { error: '1146 (42S02): No such table' },
    ]);
    expect(db.prepare('SELECT * FROM v_statements ORDER BY statement').all()).toEqual([
      { statement: 'SELECT ?', count: 1, errors: 0, total_ms: 1.5, mean_ms: 1.5, rows: 3 },
      { statement: 'SELECT x', count: 1, errors: 1, total_ms: 1.5, mean_ms: 1.5, rows: null },
    ]);
    expect(db.prepare('SELECT statement, gap FROM v_gaps').all()).toEqual([
      { statement: 'SELECT x', gap: 'truncated' },
    ]);
    expect(db.prepare('SELECT user, tls, started, exchanges FROM v_sessions').all()).toEqual([
      { user: 'app', tls: 'TLSv1.3 / -', started: '2026-01-02T03:04:05.000006Z', exchanges: 3 },
    ]);
    db.close();
    expect(reader.summary()).toMatchObject({ sessions: 1, exchanges: 3, responses: 3, gaps: 1, errors: 1 });
    reader.close();
  });

  test('says which file is no recording, and why', () => {
    const reader = recorded((writer) => put(writer, [Buffer.alloc(9000)]));
    reader.close();
    const path = temporaryPath();
    expect(refusal(path)).toMatchObject({ code: 'RECORDING_MISSING', message: `there is no recording at ${path}` });
    expect(refusal(dirname(path))).toMatchObject({ code: 'RECORDING_UNUSABLE', message: /is not a file/ });
    writeFileSync(path, '');
    expect(refusal(path)).toMatchObject({ code: 'RECORDING_UNUSABLE', message: /is empty/ });
    writeFileSync(path, 'no database '.repeat(1000));
    expect(refusal(path)).toMatchObject({ code: 'RECORDING_UNUSABLE', message: /no SQLite file/ });
    copyFileSync(reader.path, path);
    truncateSync(path, 9000);
    expect(refusal(path)).toMatchObject({ code: 'RECORDING_UNUSABLE', message: /is damaged: it has 9000 of its/ });
    const scribbled = readFileSync(reader.path);
    scribbled.fill(0xff, 100, 8000);
    writeFileSync(path, scribbled);
    expect(refusal(path)).toMatchObject({ code: 'RECORDING_UNUSABLE', message: /is damaged/ });
  });

  test('refuses what another program or a newer version made', () => {
    const path = temporaryPath();
    const db = new Database(path);
    db.exec('CREATE TABLE t (a)');
    expect(refusal(path)).toMatchObject({ code: 'RECORDING_UNUSABLE', message: /no recording of mock/ });
    db.pragma(`application_id = ${0x4d4f434b}`);
    db.pragma('user_version = 99');
    db.close();
    expect(refusal(path)).toMatchObject({ code: 'RECORDING_UNUSABLE', message: /newer mock.*update mysql-replay/ });
  });
});

const exchangeFacts = {
  session: 1,
  ordinal: 1,
  command: 'COM_QUIT',
  sql: null,
  parameters: null,
  request: null,
  fingerprint: null,
  prepareExchange: null,
  database: '',
  scope: '',
  state: 's',
  transaction: null,
  begunAfter: 0,
  startedAtUs: 1,
  firstByteUs: 0,
  lastByteUs: 0,
  gap: null,
};

test('a recording of schema 3, which knows no tables, is brought up to date', () => {
  const path = temporaryPath();
  const writer = create(path);
  writer.beginSession(session());
  writer.close();
  const db = new Database(path);
  db.exec('DROP TABLE table_schema; DROP TABLE exchange_data; DROP TABLE data_use');
  db.pragma('user_version = 3');
  db.close();
  const reader = openRecording(path);
  expect(reader.tables()).toEqual([]);
  expect(reader.sessions()).toHaveLength(1);
  reader.close();
});
