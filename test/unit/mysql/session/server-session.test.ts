import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { serveClassic } from '../../../../src/mysql/session/server-session.ts';
import { clientSide } from '../../../../src/serve/client-side.ts';
import { Listeners } from '../../../../src/serve/listeners.ts';
import { SampleResponder } from '../../../../src/serve/sample/sample-responder.ts';
import { Shop } from '../../../../src/serve/sample/shop.ts';
import { keysFolder } from '../../../support/serving.ts';

// Protocol::SSLRequest: PROTOCOL_41 | SSL, packets of 16 MiB, utf8mb4
const SSL_REQUEST = Buffer.from('2000000100080000ffffff00ff0000000000000000000000000000000000000000000000', 'hex');
SSL_REQUEST.writeUInt32LE(0x0a00, 4);

test('the time in which the first certificate is made is not taken from the client', async () => {
  const side = await clientSide({ dataDir: await keysFolder() });
  const making = new AbortController();
  const isMade = once(making.signal, 'abort');
  const tls = async () => {
    await isMade;
    throw new Error('no certificate after all');
  };
  const session = { ...side.session, tls, maxPacketBytes: 1024, connectTimeoutMs: 20 };
  const world = { shop: new Shop(), nextConnectionId: () => 1, rsaKeys: side.rsaKeys };
  const listeners = await Listeners.open({
    ...side,
    serve: (connection, shutdown) => serveClassic(connection, new SampleResponder(world), session, shutdown),
  });
  const socket = connect(listeners.tcp?.port ?? 0, '127.0.0.1');
  try {
    let heard = 0;
    socket.on('data', ({ length }: Buffer) => {
      if (heard === 0) socket.write(SSL_REQUEST);
      heard += length;
    });
    while (heard === 0) await pause(1);
    const greeting = heard;
    await pause(100); // several times what a client has
    expect(heard).toBe(greeting);
    making.abort();
    await once(socket, 'close');
    expect(heard).toBeGreaterThan(greeting);
  } finally {
    making.abort();
    socket.destroy();
    await listeners.stop();
    await side.settle();
  }
});
