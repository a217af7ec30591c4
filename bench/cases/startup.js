// From the start of `mock replay` to its first answer, for a small and a large recording, against `node -e 0`.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { residentKiB, sideBySide } from '../lib/measure.js';
import { framePacket, loginPacket, queryPacket } from '../lib/raw-client.js';
import { mockProgram, spawnPeer } from '../lib/spawn-peer.js';

export const name = 'startup';

export async function run({ folder, quick }, report) {
  const { madeRecording, madeStatement } = await import('../lib/made-recording.js');
  const large = quick ? 30_000 : 1_000_000;
  const files = {
    'small recording': madeRecording(folder, 10).path,
    'large recording': madeRecording(folder, large).path,
  };
  const memory = new Map(Object.keys(files).map((peer) => [peer, { peer, figures: [], cpu: [] }]));
  const peers = ['node -e 0', ...Object.keys(files)].map((peer) => ({ name: peer }));
  const rows = await sideBySide(peers, { rounds: quick ? 3 : 5, warmUp: !quick }, async (peer) => {
    const began = performance.now();
    if (files[peer.name] === undefined) spawnSync(process.execPath, ['-e', '0']);
    else memory.get(peer.name).figures.push(await firstAnswer(files[peer.name], madeStatement(4)));
    return { figure: performance.now() - began, operations: 0 };
  });
  report('start to first answer', `ms, of 10 and ${large} exchanges`, rows);
  report('memory at the first answer', `MiB, of 10 and ${large} exchanges`, [...memory.values()]);
}

/** What it holds then, in MiB. */
async function firstAnswer(file, sql) {
  const peer = await spawnPeer([mockProgram, 'replay', file, '--port', '0']);
  const socket = net.connect({ port: peer.port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'data');
  socket.write(framePacket(loginPacket('bench'), 1));
  await once(socket, 'data');
  socket.write(framePacket(queryPacket(sql), 0));
  const [answer] = await once(socket, 'data');
  socket.destroy();
  const mib = residentKiB(peer.pid) / 1024;
  await peer.stop();
  if (answer[4] === 0xff) throw new Error(answer.toString('latin1', 4));
  return mib;
}
