// How fast `mock record`, `mock replay` and `mock script` are, against MySQL and against the least that a Node process can do:
//   npm run bench [-- --quick] [-- --rounds N --seconds N]
// sysbench asks a MySQL of our own for single rows, and each of the others in turn, round after round in one run, since
// machines are noisy: only what was measured side by side is compared. Each figure stands with its ratio.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from '../bin/prepare.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 3 : 7));
const seconds = Number(values.seconds ?? (values.quick ? 1 : 3));
const loads = [1, 16].flatMap((threads) => [false, true].map((isText) => ({ threads, isText, seconds })));

await prepare();
const { startMysql } = await import('./lib/mysql-server.js');
const { loadSysbench } = await import('./lib/sysbench.js');
const { mapProgram, mockProgram, pipeProgram, spawnPeer } = await import('./lib/spawn-peer.js');
const { formatLoad, goals } = await import('./lib/ratios.js');
const { benchScript } = await import('./lib/script-case.js');

const folder = mkdtempSync(join(tmpdir(), 'mock-bench-'));
const running = [];
try {
  const sysbench = await loadSysbench();
  const mysql = await startMysql();
  running.push(mysql);
  await sysbench.prepare(mysql);
  const recording = await recordAll(sysbench, mysql);
  const peers = await startPeers(mysql, recording);
  console.log(`MySQL ${mysql.version}, Node ${process.version}; ${rounds} rounds of ${seconds} s each, medians`);
  for (const load of loads) {
    const figures = await measure(sysbench, mysql.user, peers, load);
    console.log(`\n${formatLoad(load, figures)}`);
  }
  console.log(`\n${goals}\n`);
  await benchScript(sysbench, { rounds, seconds });
} finally {
  for (const program of running.reverse()) await program.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** A recording that knows every row, asked both ways. */
async function recordAll(sysbench, mysql) {
  const file = join(folder, 'played.db');
  const peer = await spawnPeer([
    mockProgram,
    'record',
    '--upstream',
    `127.0.0.1:${mysql.port}`,
    '--port',
    '0',
    '-o',
    file,
  ]);
  try {
    for (const isText of [false, true]) {
      await sysbench.pointSelects({ port: peer.port, user: mysql.user }, { threads: 16, isText, seconds: 3 });
    }
  } finally {
    await peer.stop();
  }
  return file;
}

async function startPeers(mysql, recording) {
  const upstream = `127.0.0.1:${mysql.port}`;
  const commands = {
    pipe: [pipeProgram, String(mysql.port)],
    record: [
      mockProgram,
      'record',
      '--upstream',
      upstream,
      '--server-ssl-mode',
      'AS_CLIENT',
      '--port',
      '0',
      '-o',
      join(folder, 'recorded.db'),
    ],
    replay: [mockProgram, 'replay', recording, '--port', '0'],
    map: [mapProgram, recording],
  };
  const peers = { mysql: mysql.port };
  for (const [name, args] of Object.entries(commands)) {
    if (values.only !== '' && !values.only.split(',').includes(name)) continue;
    const peer = await spawnPeer(args);
    running.push(peer);
    peers[name] = peer.port;
  }
  return peers;
}

/** Queries per second of each peer, round by round. */
async function measure(sysbench, user, peers, load) {
  const figures = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  for (const port of Object.values(peers)) await sysbench.pointSelects({ port, user }, { ...load, seconds: 1 });
  for (let round = 0; round < rounds; round++) {
    // there and back, so that a machine that slows down favours nobody
    const turn = Object.entries(peers);
    if (round % 2 === 1) turn.reverse();
    for (const [name, port] of turn) figures[name].push(await sysbench.pointSelects({ port, user }, load));
  }
  return figures;
}
