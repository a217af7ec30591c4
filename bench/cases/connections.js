// Connections: logins per second, and what one that is logged in and idle holds.
import { once } from 'node:events';
import net from 'node:net';
import { halved, residentKiB, sideBySide } from '../lib/measure.js';
import { framePacket, loginPacket } from '../lib/raw-client.js';

export const name = 'connections';

export async function run(context, report) {
  const { sysbench, user, peers, rounds, seconds, quick } = context;
  for (const isTls of [false, true]) {
    // the bare one is the least that Node can do: it accepts, greets and lets in whoever comes
    const bare = isTls ? 'bare script server, TLS' : 'bare script server';
    const asked = await peers.all(['MySQL', bare, 'mock replay']);
    const ask = ({ port }, load) => sysbench.connects({ port, user }, load);
    const rows = await sideBySide(asked, { rounds }, halved(ask, { threads: 4, seconds, isTls }, quick));
    report(`connect and quit, ${isTls ? 'TLS' : 'plain'}`, 'logins/s', rows);
  }
  const rows = [];
  const count = quick ? 2000 : 5000;
  for (const peer of await peers.all([
    'bare server, just started',
    'mock replay, just started',
    'mock script, just started',
  ])) {
    const row = { peer: peer.name, missing: peer.missing, figures: [], cpu: [] };
    if (peer.missing === undefined)
      row.figures.push(await idle(peer, count, peer.name.startsWith('mock replay') ? user : 'bench'));
    rows.push(row);
  }
  report('idle connection', `KiB each, of ${count}`, rows);
}

async function idle({ port, pid }, count, user) {
  const sockets = [];
  // what the first ones load stays
  for (let n = 0; n < 100; n++) sockets.push(await logIn(port, user));
  const before = residentKiB(pid);
  for (let n = 0; n < count; n++) sockets.push(await logIn(port, user));
  const each = (residentKiB(pid) - before) / count;
  for (const socket of sockets) socket.destroy();
  return each;
}

async function logIn(port, user) {
  const socket = net.connect({ port, host: '127.0.0.1' });
  await once(socket, 'data');
  socket.write(framePacket(loginPacket(user), 1));
  const [reply] = await once(socket, 'data');
  if (reply[4] === 0xff) throw new Error(`no login: ${reply.toString('latin1', 4)}`);
  if (reply[4] === 0) return socket;
  // switched to the same plugin with another nonce; the password is empty
  socket.write(framePacket(Buffer.alloc(0), reply[3] + 1));
  await once(socket, 'data');
  return socket;
}
