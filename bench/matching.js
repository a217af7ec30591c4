// What it costs to find the recorded answer to a command, from its payload to the exchange, on recordings of different
// sizes, beside a Map look-up of the same text in the same run:
//   node bench/matching.js [--small N] [--large N] [--asked N]
// The statements of a program: a thousand that come again and again, and one in a hundred that comes only once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from '../bin/prepare.js';

const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '10000' },
    large: { type: 'string', default: '1000000' },
    asked: { type: 'string', default: '100000' },
  },
});
await prepare();
const { writeRecording } = await import('./lib/made-recording.js');
const { SessionState } = await import('../build/mysql/session/session-state.js');
const { fingerprintOf, stateOf } = await import('../build/identity/fingerprint.js');
const { readStatement } = await import('../build/sql/statement-reading.js');
const { openRecording } = await import('../build/store/reading/reader.js');
const { startPlace } = await import('../build/replay/matching/place.js');
const { Matcher } = await import('../build/replay/matching/matcher.js');

const folder = mkdtempSync(join(tmpdir(), 'mock-bench-'));
try {
  for (const count of [Number(values.small), Number(values.large)]) measure(count);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function statement(n) {
  return n % 100 === 0 ? `SELECT * FROM t WHERE once = ${n}` : `SELECT name, price FROM product WHERE id = ${n % 1000}`;
}

function measure(count) {
  const path = join(folder, `${count}.db`);
  writeRecording(path, count, statement);
  const asked = Math.min(count, Number(values.asked));
  const payloads = Array.from({ length: asked }, (_, n) => Buffer.from(`\x03${statement(n)}`));
  const opening = performance.now();
  const reader = openRecording(path);
  const openedMs = performance.now() - opening;
  const isSameAnswer = (a, b) => a.responseId === b.responseId;
  const matcher = new Matcher({ reader, scope: 0, strategy: 'ordered', exhausted: null, isSameAnswer });
  const session = new SessionState(0n, '', 255, 2);
  const place = startPlace();
  const us = { match: new Float64Array(asked), map: new Float64Array(asked) };
  const map = new Map(payloads.map((payload, n) => [payload.toString('utf8', 1), n]));
  let found = 0;
  for (let n = 0; n < asked; n++) {
    const before = process.hrtime.bigint();
    if (matchOne(matcher, session, place, payloads[n])) found++;
    const between = process.hrtime.bigint();
    if (map.has(payloads[n].toString('utf8', 1))) found++;
    us.match[n] = Number(between - before) / 1000;
    us.map[n] = Number(process.hrtime.bigint() - between) / 1000;
  }
  if (found !== asked * 2) throw new Error(`${found} of ${asked * 2} were found`);
  reader.close();
  const [match, lookUp] = [us.match, us.map].map(quantiles);
  console.log(`${count} exchanges: opened in ${openedMs.toFixed(1)} ms; µs a command, median, 95 and 99 of 100:`);
  console.log(`  found ${match.join('  ')}   Map ${lookUp.join('  ')}   ratio ${(match[0] / lookUp[0]).toFixed(1)}`);
}

/** As the playback does it. */
function matchOne(matcher, session, place, payload) {
  const command = session.decode(payload);
  const reading = readStatement(command.sql, command.dialect);
  const match = matcher.match({
    fingerprint: fingerprintOf(command, command.dialect),
    state: stateOf(command),
    isInTransaction: command.state.isInTransaction,
    isTransactional: true,
    isRead: reading.isRead,
    place,
    isSessionBound: reading.isSessionBound,
    repeat: 'same',
  });
  return match.kind === 'played';
}

function quantiles(values) {
  const sorted = values.toSorted();
  return [0.5, 0.95, 0.99].map((share) => sorted[Math.floor(sorted.length * share)].toFixed(2));
}
