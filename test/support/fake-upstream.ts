// A server that does what a test tells it to with each connection: for what no real server does on request.

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { frameSmall } from '../../src/mysql/codec/framing.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { encodeGreeting } from '../../src/mysql/packets/greeting.ts';
import { BareServerSide } from './bare-server-side.ts';

export interface FakeUpstream extends AsyncDisposable {
  readonly address: string;
}

/** @param serve gets each connection; what it throws because the other side is gone does not matter */
export async function startFakeUpstream(
  serve: (side: BareServerSide, socket: Socket) => Promise<void> | void,
  port = 0,
): Promise<FakeUpstream> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    void Promise.resolve(serve(new BareServerSide(socket), socket)).catch(() => undefined);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: `127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The first packet of a server that knows caching_sha2_password and no TLS. */
export function fakeGreeting(): Buffer {
  const capabilities =
    Capability.LONG_PASSWORD |
    Capability.PROTOCOL_41 |
    Capability.TRANSACTIONS |
    Capability.SECURE_CONNECTION |
    Capability.MULTI_RESULTS |
    Capability.PLUGIN_AUTH;
  const payload = encodeGreeting({
    serverVersion: '9.7.4-fake',
    connectionId: 7,
    authData: Buffer.from('abcdefghijklmnopqrst'),
    authDataLength: 21,
    capabilities,
    charset: 255,
    status: 2,
    reserved: Buffer.alloc(10),
    authPlugin: 'caching_sha2_password',
    trailing: Buffer.alloc(0),
  });
  return frameSmall(payload, 0);
}

/** An OK packet without anything in it. */
export function fakeOk(sequenceId: number): Buffer {
  return frameSmall(Buffer.from('00000002000000', 'hex'), sequenceId);
}
