// Bytes on disk of what sysbench's small transactions said and heard, against the bytes on the wire.

import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mockProgram, spawnPeer } from '../lib/spawn-peer.js';

export const name = 'size';

export async function run({ folder, mysql, sysbench, user, quick }, report) {
  const file = join(folder, 'size.db');
  const upstream = ['--upstream', `127.0.0.1:${mysql.port}`, '--server-ssl-mode', 'AS_CLIENT'];
  const record = await spawnPeer([mockProgram, 'record', ...upstream, '--no-check', '--port', '0', '-o', file]);
  const wire = await countingPipe(record.port);
  try {
    // so many, not so long: what every recording has once counts the less the longer it is
    await sysbench.transactions({ port: wire.port, user }, { threads: 4, queries: quick ? 500 : 3000 });
  } finally {
    wire.server.close();
    await record.stop();
  }
  const of = (peer, bytes) => ({ peer, figures: [bytes / wire.bytes()], cpu: [] });
  report('size on disk, oltp_read_write', 'of the bytes on the wire', [
    of('mock record', statSync(file).size),
    of('the same file, gzip', gzipSync(readFileSync(file)).length),
  ]);
}

async function countingPipe(port) {
  let bytes = 0;
  const server = net.createServer({ noDelay: true }, (client) => {
    const upstream = net.connect({ port, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        bytes += chunk.length;
      });
    }
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: server.address().port, bytes: () => bytes };
}
