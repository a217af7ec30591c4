// A recording of any length without a server: statements as of an application, each with an answer of its own.

import { join } from 'node:path';
import { fingerprintOf } from '../../build/identity/fingerprint.js';
import { RULES } from '../../build/identity/identity-rules.js';
import { encodeGreeting } from '../../build/mysql/packets/greeting.js';
import { openRecordingWriter } from '../../build/store/writing/writer.js';

// PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH, DEPRECATE_EOF and the flags of old
const capabilities = 0x1n | 0x4n | 0x200n | 0x2000n | 0x8000n | 0x80000n | 0x1000000n;
/** Of these, what says how answers are written. */
const encoding = 0x1000200n;
const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
const facts = {
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
};

const made = new Map();

/** The same recording for every case that asks for one of this many exchanges: its path, and how long sealing it took. */
export function madeRecording(folder, exchanges) {
  let known = made.get(exchanges);
  if (known === undefined) {
    const path = join(folder, `made-${exchanges}.db`);
    known = { path, sealMs: writeRecording(path, exchanges) };
    made.set(exchanges, known);
  }
  return known;
}

/** So that what they take is measured anew. */
export function forgetRecordings() {
  made.clear();
}

/** What is asked n-th, from 0, as of an application: some forty shapes, a quarter with their values in the text. */
export function madeStatement(n) {
  return n % 4 === 0
    ? `SELECT id, name, price FROM product_${n % 10} WHERE id = ${n} AND shop = 'main' LIMIT 1`
    : `SELECT c FROM sbtest${n % 40} WHERE id=${n % 1000}`;
}

/** @returns how long sealing took, in milliseconds */
export function writeRecording(path, exchanges, statement = madeStatement) {
  const now = () => Date.now() * 1000;
  const meta = { mockVersion: 'bench', upstream: 'none', fingerprintRules: RULES };
  const writer = openRecordingWriter(path, { mode: 'create', meta, now });
  const session = writer.beginSession(sessionFacts(now()));
  for (let n = 0; n < exchanges; n++) {
    const sql = statement(n);
    const payload = Buffer.from(`\x03${sql}`);
    const response = writer.openResponse();
    // an OK packet that says how many rows it affected, so that no two answers are alike
    const affected = 0x1_0000 + n;
    response.write(
      Buffer.of(10, 0, 0, 1, 0, 0xfd, affected & 0xff, (affected >> 8) & 0xff, affected >> 16, 0, 2, 0, 0, 0),
    );
    // what changes no row is no write
    const isWrite = /^(?:INSERT|UPDATE|DELETE)/.test(sql);
    const command = { code: 3, payload, sql: payload.subarray(1), parameters: null, statement: null, database: '' };
    const exchange = {
      session,
      ordinal: n + 1,
      command: 'COM_QUERY',
      sql,
      parameters: null,
      request: null,
      fingerprint: fingerprintOf(command, dialect),
      prepareExchange: null,
      database: '',
      scope: '',
      // the affected rows are counted as the client asked for it
      state: `autocommit=1 in_transaction=0 user=bench charset=utf8mb4${isWrite ? ' found_rows=0' : ''}`,
      transaction: null,
      begunAfter: n,
      startedAtUs: now(),
      firstByteUs: 1,
      lastByteUs: 1,
      gap: null,
    };
    const affectedRows = isWrite ? 1n : 0n;
    writer.putExchange(exchange, response, { ...facts, affectedRows }, encoding);
  }
  writer.endSession(session, 'quit', now());
  const sealing = performance.now();
  writer.close();
  return performance.now() - sealing;
}

function sessionFacts(startedAtUs) {
  return {
    protocol: 'classic',
    user: 'bench',
    database: '',
    capabilities,
    charset: 255,
    maxPacketBytes: 16_777_216,
    attributes: {},
    clientTls: null,
    serverTls: null,
    serverVersion: '9.7.0',
    greeting: greeting(),
    authPlugin: 'caching_sha2_password',
    authOutcome: 'ok',
    loginReply: Buffer.of(0, 0, 0, 2, 0, 0, 0),
    startedAtUs,
    scope: '',
  };
}

function greeting() {
  const server = { serverVersion: '9.7.0', connectionId: 1, charset: 255, status: 2, capabilities };
  const auth = { authData: Buffer.alloc(20, 1), authDataLength: 21, authPlugin: 'caching_sha2_password' };
  return encodeGreeting({ ...server, ...auth, reserved: Buffer.alloc(10), trailing: Buffer.alloc(0) });
}
