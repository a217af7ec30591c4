// `mock script` with a script of MySQL Router's mock server: queries per second beside a bare Node responder, and memory
// per idle connection. The goals are multiples of that mock server, which is no package of any distribution: its figures
// are those that docs/scripts.md quotes, measured on another day, and only say where the goals lie.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { median } from './ratios.js';
import { framePacket, loginPacket } from './raw-client.js';
import { mockProgram, spawnPeer } from './spawn-peer.js';

const peers = join(import.meta.dirname, '..', 'peers');
const routerPerSecond = { 1: 12_400, 32: 15_000 };
const routerIdleKiB = 137;
const idleConnections = 2000;

export async function benchScript(sysbench, { rounds, seconds }) {
  const script = await spawnPeer([
    mockProgram,
    'script',
    join(peers, 'select-1.js'),
    '--port',
    '0',
    '--log-level',
    'warn',
  ]);
  const bare = await spawnPeer([join(peers, 'bare.js')]);
  try {
    for (const threads of [1, 32]) await compare(sysbench, { script, bare }, { threads, seconds, rounds });
    await measureIdle(script);
  } finally {
    await script.stop();
    await bare.stop();
  }
}

async function compare(sysbench, { script, bare }, { threads, seconds, rounds }) {
  const figures = { script: [], bare: [] };
  for (const { port } of [script, bare]) await sysbench.selectOnes(port, { threads, seconds: 1 });
  for (let round = 0; round < rounds; round++) {
    figures.script.push(await sysbench.selectOnes(script.port, { threads, seconds }));
    figures.bare.push(await sysbench.selectOnes(bare.port, { threads, seconds }));
  }
  const reached = median(figures.script);
  const goal = 3 * routerPerSecond[threads];
  const ofBare = median(figures.script.map((figure, round) => figure / figures.bare[round]));
  const verdict = reached >= goal ? 'reached' : 'MISSED';
  console.log(
    `mock script, ${threads} connection${threads === 1 ? '' : 's'}: ${Math.round(reached)} queries/s, ` +
      `${ofBare.toFixed(2)} of a bare Node responder (${Math.round(median(figures.bare))}); goal ${goal}: ${verdict}`,
  );
}

/** What the process holds more for each connection that is logged in and says nothing. */
async function measureIdle(script) {
  const sockets = [];
  const before = residentKiB(script.pid);
  for (let count = 0; count < idleConnections; count++) sockets.push(await logIn(script.port));
  const each = (residentKiB(script.pid) - before) / idleConnections;
  for (const socket of sockets) socket.destroy();
  const goal = routerIdleKiB / 10;
  const verdict = each <= goal ? 'reached' : 'MISSED';
  console.log(
    `mock script, ${idleConnections} idle connections: ${each.toFixed(1)} KiB each; goal ${goal}: ${verdict}`,
  );
}

async function logIn(port) {
  const socket = net.connect({ port, host: '127.0.0.1' });
  await once(socket, 'data');
  socket.write(framePacket(loginPacket('bench'), 1));
  // switched to the same plugin with another nonce, as that mock server does; the password is empty
  await once(socket, 'data');
  socket.write(framePacket(Buffer.alloc(0), 3));
  await once(socket, 'data');
  return socket;
}

function residentKiB(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
