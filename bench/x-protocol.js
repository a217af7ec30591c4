// How fast `mock record` and `mock replay` are over the X Protocol, against MySQL's X plugin and a bare Node pipe:
//   node bench/x-protocol.js [--quick] [--rounds N --seconds N]
// Statements with an argument, one row each, on 1 and 16 connections; measured and shown as in bench/run.js.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { prepare } from '../bin/prepare.js';

const run = promisify(execFile);
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' }, seconds: { type: 'string' } },
});
const rounds = Number(values.rounds ?? (values.quick ? 3 : 7));
const seconds = Number(values.seconds ?? (values.quick ? 1 : 3));

await prepare();
const { startMysql } = await import('./lib/mysql-server.js');
const { loadSysbench } = await import('./lib/sysbench.js');
const { mockProgram, pipeProgram, spawnPeer } = await import('./lib/spawn-peer.js');
const { formatLoad, goals } = await import('./lib/ratios.js');
const { default: mysqlx } = await import('@mysql/xdevapi');

const folder = mkdtempSync(join(tmpdir(), 'mock-bench-x-'));
const running = [];
try {
  const mysql = await startMysql();
  running.push(mysql);
  await (await loadSysbench()).prepare(mysql);
  await rememberPassword(mysql);
  // the pipe has no TLS towards the server: neither has what is compared with it
  const upstream = [
    '--server-ssl-mode',
    'AS_CLIENT',
    '--upstream',
    `127.0.0.1:${mysql.port}`,
    '--upstream-x',
    `127.0.0.1:${mysql.xPort}`,
  ];
  const record = (file) => [mockProgram, 'record', ...upstream, '--port', '0', '--x-port', '0', '-o', file];
  const played = join(folder, 'played.db');
  const recorder = await spawnPeer(record(played), 'mysqlx');
  await load(recorder.port, mysql.xAccount, 16, 3);
  await recorder.stop();
  const peers = { mysql: mysql.xPort };
  const commands = {
    pipe: [[pipeProgram, String(mysql.xPort)], 'mysql'],
    record: [record(join(folder, 'recorded.db')), 'mysqlx'],
    replay: [[mockProgram, 'replay', played, '--port', '0', '--x-port', '0'], 'mysqlx'],
  };
  for (const [name, [args, scheme]] of Object.entries(commands)) {
    const peer = await spawnPeer(args, scheme);
    running.push(peer);
    peers[name] = peer.port;
  }
  console.log(`MySQL ${mysql.version}, Node ${process.version}; ${rounds} rounds of ${seconds} s each, medians`);
  for (const threads of [1, 16]) {
    const figures = await measure(peers, mysql.xAccount, threads);
    console.log(`\n${formatLoad({ threads, isText: false, protocol: 'X Protocol' }, figures)}`);
  }
  console.log(`\n${goals}`);
} finally {
  for (const program of running.reverse()) await program.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Over plain TCP a server takes the proof of a password only behind a safe login. */
async function rememberPassword({ xPort, xAccount }) {
  const session = await mysqlx.getSession({ host: '127.0.0.1', port: xPort, ...xAccount, tls: { enabled: true } });
  await session.close();
}

async function measure(peers, account, threads) {
  const figures = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  for (const port of Object.values(peers)) await load(port, account, threads, 1);
  for (let round = 0; round < rounds; round++) {
    // there and back, so that a machine that slows down favours nobody
    const turn = Object.entries(peers);
    if (round % 2 === 1) turn.reverse();
    for (const [name, port] of turn) figures[name].push(await load(port, account, threads, seconds));
  }
  return figures;
}

/** Statements per second. */
async function load(port, { user, password }, connections, duration) {
  const program = join(import.meta.dirname, 'peers', 'x-load.js');
  const env = { ...process.env, MOCK_BENCH_PASSWORD: password };
  const { stdout } = await run(process.execPath, [program, port, user, connections, duration], { env });
  return Number(stdout);
}
