// How long `mock replay` takes from its start to its first answer, against `node -e 0`, for a small and a big recording:
//   node bench/startup.js [exchanges of the big one, 1000000]
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../bin/prepare.js';
import { median } from './lib/ratios.js';
import { framePacket, loginPacket, queryPacket } from './lib/raw-client.js';

const goal = 3;
const rounds = 15;
const big = Number(process.argv[2] ?? 1_000_000);

await prepare();
const { mockProgram, spawnPeer } = await import('./lib/spawn-peer.js');
const { writeRecording } = await import('./lib/made-recording.js');

const folder = mkdtempSync(join(tmpdir(), 'mock-bench-'));
try {
  const files = [100, big].map((exchanges) => ({ exchanges, path: join(folder, `${exchanges}.db`), ms: [] }));
  for (const { exchanges, path } of files) writeRecording(path, exchanges);
  const nodeMs = [];
  for (let round = 0; round < rounds; round++) {
    nodeMs.push(timed(() => spawnSync(process.execPath, ['-e', '0'])));
    for (const file of files) file.ms.push(await firstAnswer(file.path));
  }
  console.log(`node -e 0: ${median(nodeMs).toFixed(0)} ms, ratio 1.00; medians of ${rounds} rounds`);
  for (const { exchanges, path, ms } of files) {
    const ratio = median(ms.map((each, round) => each / nodeMs[round]));
    const size = `${exchanges} exchanges, ${(statSync(path).size / 2 ** 20).toFixed(0)} MiB`;
    const verdict = ratio <= goal ? 'reached' : 'MISSED';
    if (ratio > goal) process.exitCode = 1;
    console.log(
      `first answer from ${size}: ${median(ms).toFixed(0)} ms, ratio ${ratio.toFixed(2)}, goal ${goal}: ${verdict}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function timed(action) {
  const began = performance.now();
  action();
  return performance.now() - began;
}

async function firstAnswer(file) {
  const began = performance.now();
  const peer = await spawnPeer([mockProgram, 'replay', file, '--port', '0']);
  const socket = net.connect({ port: peer.port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'data');
  socket.write(framePacket(loginPacket('bench'), 1));
  await once(socket, 'data');
  socket.write(framePacket(queryPacket('SELECT 50'), 0));
  const [answer] = await once(socket, 'data');
  const ms = performance.now() - began;
  socket.destroy();
  await peer.stop();
  if (answer[4] === 0xff) throw new Error(answer.toString('latin1', 4));
  return ms;
}
