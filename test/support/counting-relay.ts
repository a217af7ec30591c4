// Passes bytes between a client and a server, and counts what the server sends.

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface CountingRelay extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  bytesToClient(): number;
}

export async function startCountingRelay(to: { host: string; port: number }): Promise<CountingRelay> {
  let bytes = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: to.host, port: to.port });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    upstream.on('data', (chunk) => {
      bytes += chunk.length;
    });
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    host: '127.0.0.1',
    port: address.port,
    bytesToClient: () => bytes,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
