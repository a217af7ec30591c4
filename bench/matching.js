// What it costs to find the recorded answer to a command, from its payload to the exchange, by data and by place:
//   node bench/matching.js [--small N] [--large N] [--asked N]    on recordings of different sizes, beside a Map look-up
//   node bench/matching.js --writes N                             by how many writes were played before, to N, each recorded
//   node bench/matching.js --played N                             the same of a program that begins anew, in one replay
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
    writes: { type: 'string' },
    played: { type: 'string' },
  },
});
await prepare();
const { writeRecording } = await import('./lib/made-recording.js');
const { SessionState } = await import('../build/mysql/session/session-state.js');
const { fingerprintOf } = await import('../build/identity/fingerprint.js');
const { readStatement } = await import('../build/sql/statement-reading.js');
const { openRecording } = await import('../build/store/reading/reader.js');
const { startPlace } = await import('../build/replay/matching/place.js');
const { Matcher } = await import('../build/replay/matching/matcher.js');

const STATE = 'autocommit=1 in_transaction=0 user=bench charset=utf8mb4';
const folder = mkdtempSync(join(tmpdir(), 'mock-bench-'));
try {
  if (values.played !== undefined) measurePlayed(Number(values.played));
  else if (values.writes !== undefined) measureGrowth(Number(values.writes));
  else for (const count of [Number(values.small), Number(values.large)]) measure(count);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function statement(n) {
  return n % 100 === 0 ? `SELECT * FROM t WHERE once = ${n}` : `SELECT name, price FROM product WHERE id = ${n % 1000}`;
}

/** Each write is read behind it: its row, and one time in a hundred the whole table. */
function writing(n) {
  const id = 1 + ((n >> 1) % 1000);
  if (n % 2 === 0) return `UPDATE t SET n = ${n} WHERE id = ${id}`;
  return n % 200 === 1 ? 'SELECT SUM(n) FROM t' : `SELECT n FROM t WHERE id = ${id}`;
}

function measure(count) {
  const path = join(folder, `${count}.db`);
  writeRecording(path, count, statement);
  const asked = Math.min(count, Number(values.asked));
  for (const strategy of ['data', 'ordered', 'data', 'ordered']) {
    const us = { match: new Float64Array(asked), map: new Float64Array(asked) };
    const payloads = Array.from({ length: asked }, (_, n) => Buffer.from(`\x03${statement(n)}`));
    const map = new Map(payloads.map((payload, n) => [payload.toString('utf8', 1), n]));
    const opening = performance.now();
    const player = openPlayer(path, strategy);
    const openedMs = performance.now() - opening;
    for (let n = 0; n < asked; n++) {
      const before = process.hrtime.bigint();
      player.ask(payloads[n]);
      const between = process.hrtime.bigint();
      map.has(payloads[n].toString('utf8', 1));
      us.match[n] = Number(between - before) / 1000;
      us.map[n] = Number(process.hrtime.bigint() - between) / 1000;
    }
    player.close();
    const [match, lookUp] = [us.match, us.map].map(quantiles);
    console.log(`${count} exchanges, ${strategy}: opened in ${openedMs.toFixed(1)} ms; µs, median, 95 and 99 of 100:`);
    console.log(`  found ${match.join('  ')}   Map ${lookUp.join('  ')}`);
  }
}

function measureGrowth(writes) {
  const path = join(folder, 'writes.db');
  const sealedMs = writeRecording(path, writes * 2, writing);
  console.log(`${writes} writes and as many reads: sealed in ${(sealedMs / 1000).toFixed(1)} s`);
  console.log('strategy, writes played: µs of a write, of a read of its row, of a read of the table (medians)');
  for (const strategy of ['data', 'ordered']) {
    const player = openPlayer(path, strategy);
    for (let from = 0; from < writes; ) {
      const to = Math.min(writes, Math.max(10, from * 10));
      const us = { UPDATE: [], row: [], table: [] };
      for (let n = from * 2; n < to * 2; n++) {
        const sql = writing(n);
        const payload = Buffer.from(`\x03${sql}`);
        const before = process.hrtime.bigint();
        player.ask(payload);
        const took = Number(process.hrtime.bigint() - before) / 1000;
        us[sql.startsWith('U') ? 'UPDATE' : sql.includes('SUM') ? 'table' : 'row'].push(took);
      }
      const [write, row, table] = [us.UPDATE, us.row, us.table].map((list) => quantiles(list)[0]);
      console.log(`${strategy.padEnd(8)} ${String(to).padStart(8)}: ${write} ${row} ${table}`);
      from = to;
    }
    player.close();
  }
}

/** A test that empties its table, and writes and reads 20 rows, as often as makes so many writes: µs of CPU a command. */
function measurePlayed(writes) {
  const path = join(folder, 'played.db');
  const round = ['DELETE FROM t'];
  for (let id = 1; id <= 20; id++) {
    round.push(`INSERT INTO t (id, n) VALUES (${id}, 0)`, `UPDATE t SET n = ${id} WHERE id = ${id}`);
    round.push(`SELECT n FROM t WHERE id = ${id}`, 'SELECT SUM(n) FROM t');
  }
  const payloads = round.map((sql) => Buffer.from(`\x03${sql}`));
  const perRound = round.filter((sql) => !sql.startsWith('SELECT')).length;
  writeRecording(path, round.length, (n) => round[n]);
  const player = openPlayer(path, 'data');
  console.log('writes played before: µs of CPU a command, MiB of heap');
  for (let played = 0, to = 100; played < writes; to *= 10) {
    const before = process.cpuUsage();
    let commands = 0;
    for (; played < Math.min(to, writes); played += perRound, commands += payloads.length) {
      for (const payload of payloads) player.ask(payload);
    }
    const { user, system } = process.cpuUsage(before);
    const heap = process.memoryUsage().heapUsed / 2 ** 20;
    console.log(`${String(played).padStart(9)}: ${((user + system) / commands).toFixed(2)} ${heap.toFixed(0)}`);
  }
  player.close();
}

function openPlayer(path, strategy) {
  const reader = openRecording(path);
  const isSameAnswer = (a, b) => a.responseId === b.responseId;
  const matcher = new Matcher({ reader, scope: 0, strategy, exhausted: null, isSameAnswer });
  const session = new SessionState({ capabilities: 0n, user: 'bench', database: '', charset: 255, status: 2 });
  const place = startPlace();
  return {
    ask(payload) {
      const command = session.decode(payload);
      const { isRead, isSessionBound } = readStatement(command.sql, command.dialect);
      const match = matcher.match({
        fingerprint: fingerprintOf(command, command.dialect),
        // the rows that a write affects are counted as the client asked for it
        state: isRead ? STATE : `${STATE} found_rows=0`,
        isInTransaction: false,
        isTransactional: true,
        isRead,
        place,
        isSessionBound,
        repeat: isRead ? 'same' : 'never',
      });
      if (match.kind !== 'played') throw new Error(`${match.reason}: ${payload.toString('utf8', 1)}`);
    },
    close: () => reader.close(),
  };
}

function quantiles(values) {
  const sorted = Float64Array.from(values).sort();
  return [0.5, 0.95, 0.99].map((share) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2));
}
