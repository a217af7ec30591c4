// What keeping one exchange costs: putExchange with a small response that was never seen before, against one seen often.
// Prints microseconds per exchange and the time it takes to seal. Run after `npm run build`:
//   node bench/recording-writer.js [exchanges]

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecording } from '../build/store/reading/reader.js';
import { openRecordingWriter } from '../build/store/writing/writer.js';

const count = Number(process.argv[2] ?? 300_000);
const folder = mkdtempSync(join(tmpdir(), 'mock-bench-'));
const meta = { mockVersion: 'bench', upstream: 'none', fingerprintRules: '1' };
const now = () => Date.now() * 1000;
const session = {
  protocol: 'classic',
  user: 'bench',
  database: 'test',
  capabilities: 0xffff_ffffn,
  charset: 255,
  maxPacketBytes: 16_777_216,
  attributes: {},
  clientTls: null,
  serverTls: null,
  serverVersion: '8.4.0',
  greeting: Buffer.alloc(80),
  authPlugin: 'caching_sha2_password',
  authOutcome: 'ok',
  loginReply: Buffer.alloc(7),
  startedAtUs: now(),
  scope: '',
};
const facts = {
  outcome: 'resultset',
  errorCode: null,
  sqlState: null,
  errorMessage: null,
  affectedRows: null,
  lastInsertId: null,
  warnings: 0,
  status: 2,
  columns: 3,
  rows: 1,
  prepared: null,
  skippedMetadata: false,
};

async function record(isUnique) {
  const path = join(folder, isUnique ? 'unique.db' : 'repeated.db');
  const writer = openRecordingWriter(path, { mode: 'create', meta, now });
  const id = writer.beginSession(session);
  const us = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const key = isUnique ? n : n % 1000;
    const fingerprint = createHash('md5').update(`q${key}`).digest('hex');
    const bytes = Buffer.alloc(200, `row ${key} `);
    const sql = `SELECT id, name, price FROM product WHERE id = ${key} AND shop = 'main'`;
    const before = process.hrtime.bigint();
    const response = writer.openResponse();
    response.write(bytes);
    writer.putExchange(
      {
        session: id,
        ordinal: n + 1,
        command: 'COM_QUERY',
        sql,
        parameters: null,
        request: null,
        fingerprint,
        prepareExchange: null,
        database: 'test',
        scope: '',
        state: 'autocommit=1 in_transaction=0 charset=utf8mb4',
        transaction: null,
        begunAfter: n,
        startedAtUs: 1_760_000_000_000_000 + n,
        firstByteUs: 120,
        lastByteUs: 140,
        gap: null,
      },
      response,
      facts,
      0xffff_ffffn,
    );
    us[n] = Number(process.hrtime.bigint() - before) / 1000;
    // as under load: the event loop turns about once per dozen exchanges
    if (n % 12 === 0) await new Promise(setImmediate);
  }
  const sealing = performance.now();
  writer.close();
  const sealMs = performance.now() - sealing;
  report(isUnique ? 'unique response' : 'repeated response', us, sealMs, path);
  return path;
}

function report(name, us, sealMs, path) {
  const mean = us.reduce((sum, value) => sum + value, 0) / count;
  us.sort();
  const at = (share) => us[Math.floor(count * share)].toFixed(1);
  const figures = `median ${at(0.5)} µs, mean ${mean.toFixed(1)}, p99 ${at(0.99)}, worst ${at(0.999999)}`;
  const perExchange = Math.round(statSync(path).size / count);
  console.log(`${name}: ${figures}; sealed in ${sealMs.toFixed(0)} ms; ${perExchange} bytes per exchange`);
}

function read(path) {
  const timed = (name, action) => {
    const before = performance.now();
    const result = action();
    console.log(`${name}: ${(performance.now() - before).toFixed(2)} ms`);
    return result;
  };
  const reader = timed('open', () => openRecording(path));
  const fingerprint = createHash('md5').update('q77').digest('hex');
  const [exchange] = timed('byFingerprint, first', () => reader.byFingerprint(fingerprint));
  timed('response, first', () => [...reader.response(exchange.responseId).chunks()]);
  timed('nearest', () => reader.nearest('SELECT id, name, cost FROM product WHERE id = 5', 3));
  reader.close();
}

try {
  await record(false);
  read(await record(true));
} finally {
  rmSync(folder, { recursive: true });
}
