// Many clients against one replay: all at once, such as connect and leave, and such as stay and say nothing, with good clients
// among them. Under two minutes; loopback only:
//   node test/torture/load.js [at once, 9000] [rounds, 3]
// It prints what is in docs/guarantees.md, and ends with 1 where a good client was not served or something was left behind.
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { framePacket, loginPacket, queryPacket } from '../../bench/lib/raw-client.js';
import { mockProgram, spawnPeer } from '../../bench/lib/spawn-peer.js';
import { prepare } from '../../bin/prepare.js';

await prepare();
const [atOnce = 9000, rounds = 3] = process.argv.slice(2).map(Number);
const HOST = '127.0.0.1';
const USER = 'demo';
const DATABASE = 'shop';
const SQL = 'SELECT * FROM products';
const DROPS_A_ROUND = 5000;
const DROPS_A_SECOND = 1000;
const GOOD_A_SECOND = 20;
const ERR = 0xff;
const MORE_DATA = 0x01;
/** A packet with two bytes in it. */
const SHORT_WORD = 6;
const PATIENCE_MS = 30_000;

const file = join(import.meta.dirname, '..', '..', 'recordings', 'sample-mysql-9.7.db');
const server = await spawnPeer([mockProgram, 'replay', file, '--port', '0']);
const before = held();
try {
  say('at the start', before);
  await allAtOnce();
  await settled();
  const after = [];
  for (let round = 1; round <= rounds; round++) after.push(await dropRound(round));
  await idleAndWorking();
  await settled();
  const last = held();
  say('at the end', last);
  if (last.descriptors > before.descriptors + 2) fail(`${last.descriptors - before.descriptors} descriptors stay open`);
} finally {
  await server.stop();
}

/** So many connect in one turn, and wait for the greeting. */
async function allAtOnce() {
  const greeted = [];
  const begun = performance.now();
  const clients = Array.from({ length: atOnce }, () => {
    const client = connect(server.port, HOST).on('error', () => undefined);
    client.once('data', () => greeted.push(performance.now() - begun));
    return client;
  });
  while (greeted.length < atOnce && performance.now() - begun < PATIENCE_MS) await pause(50);
  const { rssMiB } = held();
  for (const client of clients) client.destroy();
  const within = [1000, 2000, 4000].map((ms) => `${greeted.filter((one) => one <= ms).length} in ${ms / 1000} s`);
  console.log(
    `${atOnce} at once: ${within.join(', ')}, ${greeted.length} after ${seconds(greeted.at(-1) ?? 0)}, RSS ${rssMiB} MiB`,
  );
  if (greeted.length < atOnce) fail(`${atOnce - greeted.length} of ${atOnce} were not greeted`);
}

/** Connections that leave as soon as they are there, and good clients beside them. */
async function dropRound(round) {
  const good = [];
  const begun = performance.now();
  let dropped = 0;
  let asked = 0;
  while (dropped < DROPS_A_ROUND) {
    const passed = (performance.now() - begun) / 1000;
    for (; dropped < Math.min(DROPS_A_ROUND, passed * DROPS_A_SECOND); dropped++) drop();
    for (; asked < passed * GOOD_A_SECOND; asked++) good.push(visit());
    await pause(5);
  }
  const took = performance.now() - begun;
  const fresh = performance.now();
  await Promise.all(Array.from({ length: 20 }, visit));
  const behind = performance.now() - fresh;
  const times = (await Promise.all(good)).filter((ms) => ms !== null);
  await settled();
  const { rssMiB, descriptors } = held();
  console.log(
    `drops, round ${round}: ${dropped} in ${seconds(took)}, ${times.length} of ${good.length} good clients served, ` +
      `${quantiles(times)}; 20 clients right behind ${seconds(behind)}; then RSS ${rssMiB} MiB, ${descriptors} descriptors`,
  );
  if (times.length < good.length) fail(`${good.length - times.length} good clients were not served`);
  return rssMiB;
}

async function idleAndWorking() {
  const idle = [];
  for (let n = 0; n < 5000; n += 100) {
    idle.push(...(await Promise.all(Array.from({ length: 100 }, logIn))));
  }
  const times = [];
  const until = performance.now() + 5000;
  const workers = await Promise.all(Array.from({ length: 50 }, logIn));
  await Promise.all(
    workers.map(async (worker) => {
      while (performance.now() < until) times.push(await worker.ask());
    }),
  );
  const { rssMiB } = held();
  const rate = Math.round(times.length / 5);
  console.log(`${idle.length} idle, 50 at work: ${rate} answers a second, ${quantiles(times)}, RSS ${rssMiB} MiB`);
  for (const client of [...idle, ...workers]) client.leave();
}

function drop() {
  const socket = connect(server.port, HOST, () => socket.destroy()).on('error', () => undefined);
}

/** Connects, logs in, asks, leaves: how long it took; null where it was not served. */
async function visit() {
  const begun = performance.now();
  try {
    const client = await logIn();
    await client.ask();
    client.leave();
    return performance.now() - begun;
  } catch {
    return null;
  }
}

/** @throws Error where it takes too long or is refused */
function logIn() {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, HOST).setNoDelay().setTimeout(PATIENCE_MS);
    let waiting = (bytes) => {
      if (bytes[4] !== 10) throw new Error('no greeting');
      socket.write(framePacket(loginPacket(USER, DATABASE), 1));
      waiting = (last) => {
        if (last[4] === ERR) return void reject(new Error('refused'));
        // caching_sha2_password's own word may come alone
        if (last[4] === MORE_DATA && last.length === SHORT_WORD) return;
        resolve({ ask, leave: () => socket.destroy() });
      };
    };
    const ask = () =>
      new Promise((answered) => {
        const begun = performance.now();
        waiting = () => answered(performance.now() - begun);
        socket.write(framePacket(queryPacket(SQL), 0));
      });
    socket.on('data', (bytes) => waiting(bytes));
    socket.on('error', reject).on('timeout', () => socket.destroy(new Error('too long')));
    socket.on('close', () => reject(new Error('closed')));
  });
}

function held() {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const rssMiB = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  return { rssMiB, descriptors: readdirSync(`/proc/${server.pid}/fd`).length };
}

/** Until what has left is closed. */
async function settled() {
  const until = performance.now() + PATIENCE_MS;
  while (held().descriptors > before.descriptors + 2 && performance.now() < until) await pause(20);
}

function quantiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => `${(sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}`;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

function say(when, { rssMiB, descriptors }) {
  console.log(`${when}: RSS ${rssMiB} MiB, ${descriptors} descriptors`);
}

function fail(what) {
  console.log(`NOT AS PROMISED: ${what}`);
  process.exitCode = 1;
}
