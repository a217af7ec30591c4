// How much memory `mock record` and `mock replay` take for a result of 2 GiB, and for one that a slow client dawdles over:
//   node bench/memory.js [MiB of the result, 2048]
// Peak RSS is the kernel's VmHWM of each process. The recording is made in a temporary folder and removed.
import { once } from 'node:events';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { prepare } from '../bin/prepare.js';
import { framePacket, loginPacket, queryPacket } from './lib/raw-client.js';

const limitMiB = 250;
const mib = 1024 * 1024;
const rows = Number(process.argv[2] ?? 2048);
const slowSeconds = 10;
const slowBytesPerSecond = 10 * mib;
// without a sequence: recursion has a limit of 1000 unless the session raises it
const sql = `SELECT REPEAT('x', ${mib}) FROM information_schema.collations a, information_schema.collations b LIMIT ${rows}`;

await prepare();
const { startMysql } = await import('./lib/mysql-server.js');
const { mockProgram, spawnPeer } = await import('./lib/spawn-peer.js');

const folder = mkdtempSync(join(tmpdir(), 'mock-bench-'));
const running = [];
try {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < (rows + 512) * mib) throw new Error(`${folder} has no room for a recording of ${rows} MiB`);
  const mysql = await startMysql();
  running.push(mysql);
  const file = join(folder, 'big.db');
  const slow = join(folder, 'slow.db');
  await measure(
    'record',
    ['record', '--upstream', `127.0.0.1:${mysql.port}`, '-o', file, '--port', '0'],
    mysql.user,
    drain,
  );
  await measure('replay', ['replay', file, '--port', '0'], mysql.user, drain);
  const toSlow = ['record', '--upstream', `127.0.0.1:${mysql.port}`, '-o', slow, '--port', '0'];
  await measure('record, slow client', toSlow, mysql.user, dawdle);
  await measure('replay, slow client', ['replay', file, '--port', '0'], mysql.user, dawdle);
} finally {
  for (const program of running.reverse()) await program.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(name, args, user, read) {
  const peer = await spawnPeer([mockProgram, ...args]);
  try {
    const before = peer.peakMiB();
    const bytes = await ask(peer.port, user, read);
    const peak = peer.peakMiB();
    const verdict = peak < limitMiB ? 'reached' : 'MISSED';
    if (peak >= limitMiB) process.exitCode = 1;
    const passed = `${Math.round(bytes / mib)} MiB passed`;
    console.log(
      `${name}: ${passed}, peak RSS ${peak.toFixed(0)} MiB (${before.toFixed(0)} before), goal ${limitMiB}: ${verdict}`,
    );
  } finally {
    await peer.stop();
  }
}

/** Logs in, asks, and reads the answer by `read`, which tells how many bytes came. */
async function ask(port, user, read) {
  const socket = net.connect({ port, host: '127.0.0.1' });
  await once(socket, 'data');
  socket.write(framePacket(loginPacket(user), 1));
  const [reply] = await once(socket, 'data');
  if (reply[4] !== 0) throw new Error(`no login: ${reply.toString('latin1', 4)}`);
  socket.write(framePacket(queryPacket(sql), 0));
  const bytes = await read(socket);
  socket.destroy();
  return bytes;
}

async function drain(socket) {
  let bytes = 0;
  // the last packet is an OK in an EOF packet's clothes, 7 bytes of payload behind a header
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes < 100_000 && chunk[4] === 0xff) throw new Error(chunk.toString('latin1', 4));
    if (bytes > rows * mib && chunk.at(-7) === 0xfe) return bytes;
  }
  throw new Error(`the answer ended after ${bytes} bytes`);
}

/** Reads slowly for some seconds, then goes away in the middle. */
async function dawdle(socket) {
  let bytes = 0;
  const end = Date.now() + slowSeconds * 1000;
  socket.pause();
  while (Date.now() < end) {
    const chunk = socket.read();
    if (chunk !== null) bytes += chunk.length;
    await delay(((chunk?.length ?? 0) / slowBytesPerSecond) * 1000 + 1);
  }
  return bytes;
}
