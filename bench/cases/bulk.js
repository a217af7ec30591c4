// One large result, read by the `mysql` client at the speed of C and thrown away: through `mock record`, and from its recording.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { peakMiB, sideBySide } from '../lib/measure.js';
import { fetched } from '../lib/peers.js';
import { mockProgram, spawnPeer } from '../lib/spawn-peer.js';

export const name = 'bulk';
const programs = join(import.meta.dirname, '..', 'peers');

export async function run(context, report) {
  const { folder, mysql, peers, quick } = context;
  const mib = quick ? 128 : 1024;
  const sql = `SELECT REPEAT('x', 1048576) FROM information_schema.collations a, information_schema.collations b LIMIT ${mib}`;
  const ask = ({ port }) => readAll(context, port, sql, mib);
  const file = join(folder, 'bulk.db');
  const upstream = ['--upstream', `127.0.0.1:${mysql.port}`, '--server-ssl-mode', 'AS_CLIENT', '--no-check'];
  const record = await spawnPeer([mockProgram, 'record', ...upstream, '--port', '0', '-o', file]);
  const recorder = { ...record, name: 'mock record' };
  const peaks = [];
  try {
    const rounds = { rounds: 2, warmUp: false };
    report(
      'bulk',
      'MB/s',
      await sideBySide(
        [...(await peers.all(quick ? ['bare pipe'] : ['MySQL', 'bare pipe', 'HAProxy'])), recorder],
        rounds,
        ask,
      ),
    );
    peaks.push({ peer: 'mock record', figures: [peakMiB(record.pid)], cpu: [] });
  } finally {
    await record.stop();
  }
  const replay = await spawnPeer([mockProgram, 'replay', file, '--port', '0']);
  const bare = await spawnPeer([join(programs, 'bulk.js'), String(mib)]);
  try {
    const asked = [
      { ...bare, name: 'bare bulk server' },
      { ...replay, name: 'mock replay' },
    ];
    report('bulk, from the recording', 'MB/s', await sideBySide(asked, { rounds: 2, warmUp: false }, ask));
    peaks.push({ peer: 'mock replay', figures: [peakMiB(replay.pid)], cpu: [] });
  } finally {
    await replay.stop();
    await bare.stop();
  }
  report('bulk, memory', 'MiB at most', peaks);
}

async function readAll({ user }, port, sql, mib) {
  const program = fetched('mysql', 'mysql');
  const options = ['--quick', '--skip-column-names', '--ssl-mode=DISABLED', '--max-allowed-packet=64M'];
  const args = ['-h', '127.0.0.1', '-P', String(port), '-u', user, ...options, '-e', sql];
  const began = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the mysql client failed: ${errors.trim()}`);
  return { figure: mib / ((performance.now() - began) / 1000), operations: mib };
}
