// How the cost of a command grows: with the recording's size, a session's length, the writes that were played, and the connections.
// Microseconds of the processor; what is measured in this process is played by `mock check`'s player, the slow way throughout.
import { join } from 'node:path';
import { cpuUs, pace } from '../lib/measure.js';

export const name = 'growth';

/** What growth may take beyond its time. */
const SPARE_MS = 15_000;

const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };

export async function run(context, report) {
  const { folder, quick } = context;
  const sizes = quick ? [10, 1000, 30_000] : [10, 100, 1000, 10_000, 100_000, 1_000_000];
  report('growth, finding an answer in a recording of', 'µs of CPU', await bySize(folder, sizes));
  const lengths = quick ? [10, 300, 1000] : [10, 100, 1000, 10_000, 50_000];
  const reads = (n) => `SELECT a FROM t WHERE id = ${n % 50} AND b = ${n}`;
  report('growth, a command of a session of', 'µs of CPU', await byLength(folder, lengths, reads));
  const writes = (n) =>
    n % 2 === 0 ? `UPDATE t SET a = ${n} WHERE id = ${n % 50}` : `SELECT a FROM t WHERE id = ${n % 50}`;
  report('growth, a command among writes, of', 'µs of CPU', await byLength(folder, lengths, writes));
  report('growth, a query with connections:', 'µs of CPU', await byConnections(context));
}

async function bySize(folder, sizes) {
  const { madeRecording, madeStatement } = await import('../lib/made-recording.js');
  const { openRecording } = await import('../../build/store/reading/reader.js');
  const { fingerprintOf } = await import('../../build/identity/fingerprint.js');
  const rows = [];
  for (const size of sizes) {
    const reader = openRecording(madeRecording(folder, size).path);
    const figures = [];
    const asked = Math.min(size, 2000);
    for (let round = 0; round < (pace.isLate ? 1 : 5); round++) {
      const before = process.cpuUsage();
      for (let n = 0; n < asked; n++) {
        const sql = Buffer.from(madeStatement(Math.floor((n * size) / asked)));
        const payload = Buffer.concat([Buffer.of(3), sql]);
        const command = { code: 3, payload, sql, parameters: null, statement: null, database: '' };
        const [found] = reader.byFingerprintAfter(fingerprintOf(command, dialect), 0, 0, 4);
        if (found === undefined) throw new Error(`${sql} was not found among ${size}`);
        reader.response(found.responseId);
      }
      figures.push(sinceUs(before) / asked);
    }
    reader.close();
    rows.push({ peer: String(size), figures, cpu: [] });
  }
  return rows;
}

async function byLength(folder, lengths, statement) {
  const { writeRecording } = await import('../lib/made-recording.js');
  const { openRecording } = await import('../../build/store/reading/reader.js');
  const { checkRecording } = await import('../../build/tools/check/check-recording.js');
  const rows = [];
  let each = 0;
  for (const length of lengths) {
    // as long as it took each of the last ones: a lengthy one is left out where the run has no time for it
    const seconds = (each * length) / 1e6;
    if (length > 1000 && performance.now() + seconds * 1000 > pace.until + SPARE_MS) {
      rows.push({ peer: String(length), missing: `it would take ${Math.round(seconds)} s`, figures: [], cpu: [] });
      continue;
    }
    const path = join(folder, `growth-${statement(1).length}-${statement(0).slice(0, 3)}-${length}.db`);
    writeRecording(path, length, statement);
    const figures = [];
    for (let round = 0; round < (length > 1000 || pace.isLate ? 1 : 3); round++) {
      const reader = openRecording(path, true);
      const before = process.cpuUsage();
      const { compared, differing } = await checkRecording(reader);
      if (differing > 0)
        throw new Error(`${differing} of ${compared} exchanges were missed: finding none is another thing`);
      figures.push(sinceUs(before) / compared);
      reader.close();
    }
    each = Math.max(...figures);
    rows.push({ peer: String(length), figures, cpu: [] });
  }
  return rows;
}

async function byConnections({ peers, sysbench, user, quick, seconds }) {
  const peer = await peers.get('mock replay');
  const rows = [];
  for (const threads of quick ? [1, 16] : [1, 4, 16, 64, 256]) {
    const row = { peer: String(threads), missing: peer.missing, figures: [], cpu: [] };
    rows.push(row);
    if (peer.missing !== undefined) continue;
    for (let round = 0; round < (quick || pace.isLate ? 1 : 3); round++) {
      const before = cpuUs(peer.pid);
      const perSecond = await sysbench.pointSelects({ port: peer.port, user }, { threads, isText: true, seconds });
      row.figures.push((cpuUs(peer.pid) - before) / (perSecond * seconds));
    }
  }
  return rows;
}

function sinceUs(before) {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
