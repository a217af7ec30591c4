// Asks a server for its greeting, which is how the tests know that it is ready, and which version it is.
import { connect, type NetConnectOpts } from 'node:net';

/** Resolves to the version in the server's greeting; rejects where there is none within `timeoutMs`. */
export function readServerVersion(address: NetConnectOpts, timeoutMs = 5_000): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect({ ...address, timeout: timeoutMs });
    let received = Buffer.alloc(0);
    const finish = (outcome: () => void) => {
      socket.destroy();
      outcome();
    };
    socket.on('timeout', () => finish(() => fail(new Error('no greeting in time'))));
    socket.on('error', (error) => finish(() => fail(error)));
    socket.on('close', () => fail(new Error('the connection was closed before a greeting')));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      // packet header: int<3> length, int<1> sequence id; payload: int<1> 10, string<NUL> version
      if (received.length < 5) return;
      if (received[4] !== 10) return finish(() => fail(new Error('it does not greet like a MySQL server')));
      const end = received.indexOf(0, 5);
      if (end >= 0) finish(() => done(received.toString('latin1', 5, end).replace(/^5\.5\.5-/, '')));
    });
  });
}
