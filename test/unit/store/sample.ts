// What the tests of this folder write: small valid facts, each part replaceable.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ResponseFacts } from '../../../src/core/command.ts';
import type { ExchangeFacts, RecordingWriter, SessionFacts } from '../../../src/core/recording.ts';
import { RULES } from '../../../src/identity/identity-rules.ts';
import { openRecordingWriter, type RecordingFileWriter } from '../../../src/store/writing/writer.ts';

export const meta = { mockVersion: '0.1.0', upstream: 'db:3306', fingerprintRules: RULES };
const capabilities = 0x1_0000_0000_0fffn;

let clockUs = 1_767_323_045_000_000;
export function now(): number {
  clockUs += 1000;
  return clockUs;
}

/** A path in a folder of its own, which goes when the test ends. */
export function temporaryPath(name = 'x.db'): string {
  const folder = mkdtempSync(join(tmpdir(), 'mock-recording-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

export function create(path: string, mode: 'create' | 'append' | 'overwrite' = 'create'): RecordingFileWriter {
  return openRecordingWriter(path, { mode, meta, now });
}

export function session(changes: Partial<SessionFacts> = {}): SessionFacts {
  return {
    protocol: 'classic',
    user: 'app',
    database: 'shop',
    capabilities,
    charset: 255,
    maxPacketBytes: 16_777_216,
    attributes: { _client_name: 'libmysql', program_name: 'test' },
    clientTls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
    serverTls: null,
    serverVersion: '8.4.0',
    greeting: Buffer.from('0a382e342e3000', 'hex'),
    authPlugin: 'caching_sha2_password',
    authOutcome: 'ok',
    loginReply: Buffer.from('00000002000000', 'hex'),
    startedAtUs: 1_767_323_045_000_006,
    scope: '',
    ...changes,
  };
}

export function exchange(changes: Partial<ExchangeFacts> = {}): ExchangeFacts {
  return {
    session: 1,
    ordinal: 1,
    command: 'COM_QUERY',
    sql: 'SELECT 1',
    parameters: null,
    request: null,
    fingerprint: '0123456789abcdef0123456789abcdef',
    prepareExchange: null,
    database: 'shop',
    scope: '',
    state: 'autocommit=1 in_transaction=0 charset=utf8mb4',
    transaction: null,
    begunAfter: 0,
    startedAtUs: 1_767_323_045_000_100,
    firstByteUs: 120,
    lastByteUs: 1500,
    gap: null,
    ...changes,
  };
}

export function facts(changes: Partial<ResponseFacts> = {}): ResponseFacts {
  return {
    outcome: 'ok',
    errorCode: null,
    sqlState: null,
    errorMessage: null,
    affectedRows: 0n,
    lastInsertId: 0n,
    warnings: 0,
    status: 2,
    columns: null,
    rows: null,
    prepared: null,
    skippedMetadata: false,
    ...changes,
  };
}

/** Writes one exchange with the response that `parts` make up, and returns its id. */
export function put(
  writer: RecordingWriter,
  parts: readonly Buffer[],
  changes: Partial<ExchangeFacts> = {},
  responseFacts: ResponseFacts = facts(),
): number {
  const response = writer.openResponse();
  for (const part of parts) response.write(part);
  return writer.putExchange(exchange(changes), response, responseFacts, capabilities);
}

/** A fingerprint of the right form for a number. */
export function fingerprint(n: number): string {
  return n.toString(16).padStart(32, '0');
}

export function bytesOf(response: { chunks(): Iterable<Buffer> }): Buffer {
  return Buffer.concat([...response.chunks()]);
}
