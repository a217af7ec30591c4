import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Acceptor, type AcceptorOptions } from '../../../src/net/acceptor.ts';
import type { Connection } from '../../../src/net/connection.ts';
import type { Endpoint } from '../../../src/net/endpoint.ts';
import { rejection, temporaryDirectory } from './support.ts';

const ANY_PORT: Endpoint = { kind: 'tcp', host: '127.0.0.1', port: 0 };

describe('serving', () => {
  test('hands over each client, counts it, and closes the connection behind it', async () => {
    const acceptor = start({ serve: echo });
    await acceptor.listen();
    const client = dial(acceptor.address);
    client.end('hello');
    expect(String((await once(client, 'data'))[0])).toBe('hello');
    expect(acceptor.connectionCount).toBe(1);
    await once(client, 'end');
    await acceptor.stop(1000);
    expect(acceptor.connectionCount).toBe(0);
  });

  test('a serve that fails costs its own connection only', async () => {
    const failure = new Error('bad client');
    const reported = deferredError();
    let served = 0;
    const acceptor = start({
      serve: (connection) => (served++ === 0 ? Promise.reject(failure) : echo(connection)),
      onError: reported.report,
    });
    await acceptor.listen();
    await once(dial(acceptor.address).resume(), 'close');
    expect(await reported.promise).toBe(failure);
    const second = dial(acceptor.address);
    second.write('still here');
    expect(String((await once(second, 'data'))[0])).toBe('still here');
  });

  test('in a crowd those that have left before their turn are not served, and cost nobody a place', async () => {
    let served = 0;
    const acceptor = start({
      serve: (connection) => {
        served++;
        return echo(connection);
      },
    });
    await acceptor.listen();
    const { address } = acceptor;
    if (address.kind !== 'tcp') throw new Error('it listens on TCP');
    // connected and gone before we look at them: so are connections that wait for a busy process
    const script = `const net = require('node:net');
      for (let n = 0; n < 300; n++) { const one = net.connect(${address.port}, '127.0.0.1', () => one.destroy()); one.on('error', () => {}); }`;
    execFileSync(process.execPath, ['-e', script]);
    const good = dial(address);
    good.end('hello');
    expect(String((await once(good, 'data'))[0])).toBe('hello');
    await until(() => acceptor.connectionCount === 0);
    // the first of them are no crowd yet
    expect(served).toBeLessThan(100);
    await acceptor.stop(1000);
  });

  test('listens on a Unix socket that everybody may use', async () => {
    const path = join(temporaryDirectory(), 'a.sock');
    const acceptor = start({ serve: echo, endpoint: { kind: 'unix', path } });
    expect(await acceptor.listen()).toEqual({ kind: 'unix', path });
    expect(statSync(path).mode & 0o777).toBe(0o777);
    const client = dial(acceptor.address);
    client.write('hello');
    expect(String((await once(client, 'data'))[0])).toBe('hello');
    await acceptor.stop(0);
    expect(existsSync(path)).toBe(false);
  });
});

describe('stop', () => {
  test('tells those who serve, and waits for them', async () => {
    const acceptor = start({
      serve: async (connection, signal) => {
        connection.write(Buffer.from('ready'));
        if (!signal.aborted) await once(signal, 'abort');
        connection.write(Buffer.from('goodbye'));
      },
    });
    await acceptor.listen();
    const client = dial(acceptor.address);
    await once(client, 'data');
    const said = once(client, 'data');
    const stopped = acceptor.stop(60_000);
    expect(acceptor.state).toBe('stopping');
    expect(String((await said)[0])).toBe('goodbye');
    client.end();
    await stopped;
    expect(acceptor.state).toBe('stopped');
    expect(await rejection(once(dial(acceptor.address), 'connect'))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('terminates whoever is left at the deadline', async () => {
    const acceptor = start({ serve: (connection) => connection.closed });
    await acceptor.listen();
    const client = dial(acceptor.address);
    await once(client, 'connect');
    const ended = once(client.resume(), 'end');
    await until(() => acceptor.connectionCount === 1);
    await acceptor.stop(10);
    await ended;
    expect(acceptor.state).toBe('stopped');
  });

  test('may be repeated, and called before listen', async () => {
    const acceptor = start({ serve: echo });
    const stopped = acceptor.stop(0);
    expect(acceptor.stop(1000)).toBe(stopped);
    await stopped;
    expect(acceptor.state).toBe('stopped');
    expect(await rejection(acceptor.listen())).toMatchObject({
      message: 'the acceptor of 127.0.0.1:0 cannot go from stopped to listening, only to: nothing',
    });
  });

  test('right after listen was called leaves nothing behind', async () => {
    const acceptor = start({ serve: echo });
    const [address] = await Promise.all([acceptor.listen(), acceptor.stop(0)]);
    expect(await rejection(once(dial(address), 'connect'))).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('addresses that cannot be had', () => {
  test('a port in use', async () => {
    const first = start({ serve: echo });
    const endpoint = await first.listen();
    const port = endpoint.kind === 'tcp' ? endpoint.port : 0;
    const second = start({ serve: echo, endpoint });
    expect(await rejection(second.listen())).toMatchObject({
      code: 'LISTEN_FAILED',
      message: `port ${port} on 127.0.0.1 is in use: stop the other program or pass --port`,
      cause: { code: 'EADDRINUSE' },
    });
    expect(second.state).toBe('stopped');
    await second.stop(0);
  });

  test('an address of another machine', async () => {
    const endpoint: Endpoint = { kind: 'tcp', host: '192.0.2.1', port: 0 };
    expect(await rejection(start({ serve: echo, endpoint }).listen())).toMatchObject({
      code: 'LISTEN_FAILED',
      message: '192.0.2.1 is no address of this machine: pass --bind with one that is, such as 127.0.0.1',
    });
  });

  test('a socket path that is too long', async () => {
    const path = `/tmp/${'x'.repeat(103)}`;
    expect(await rejection(listenAt(path))).toMatchObject({
      code: 'LISTEN_FAILED',
      message: `socket path ${path} has 108 bytes, the system allows 107: choose a shorter one`,
    });
  });

  test('a socket in a directory that is not there', async () => {
    const path = join(temporaryDirectory(), 'none', 'a.sock');
    expect(await rejection(listenAt(path))).toMatchObject({
      code: 'LISTEN_FAILED',
      message: expect.stringContaining(path),
    });
  });

  test('a socket that another program listens on', async () => {
    const path = join(temporaryDirectory(), 'a.sock');
    await listenAt(path);
    expect(await rejection(listenAt(path))).toMatchObject({
      code: 'LISTEN_FAILED',
      message: `socket ${path} is in use: stop the other program or choose another path`,
    });
    expect(existsSync(path)).toBe(true);
  });

  test('a file that is no socket, which is left alone', async () => {
    const path = join(temporaryDirectory(), 'file');
    writeFileSync(path, 'mine');
    expect(await rejection(listenAt(path))).toMatchObject({
      code: 'LISTEN_FAILED',
      message: `${path} exists and is no socket: remove it or choose another path`,
    });
  });
});

test('a socket file that a killed server left is replaced', async () => {
  const path = join(temporaryDirectory(), 'a.sock');
  await leaveStaleSocket(path);
  expect(existsSync(path)).toBe(true);
  await listenAt(path);
  const client = dial({ kind: 'unix', path });
  await once(client, 'connect');
});

function start(options: Partial<AcceptorOptions> & Pick<AcceptorOptions, 'serve'>): Acceptor {
  const onError = (error: unknown) => {
    throw error;
  };
  const acceptor = new Acceptor({ endpoint: ANY_PORT, onError, ...options });
  onTestFinished(() => acceptor.stop(0));
  return acceptor;
}

function listenAt(path: string): Promise<Endpoint> {
  return start({ serve: echo, endpoint: { kind: 'unix', path } }).listen();
}

async function echo(connection: Connection): Promise<void> {
  for (;;) {
    const chunk = await connection.read().catch(() => null);
    if (chunk === null) return;
    await connection.write(chunk);
  }
}

function dial(endpoint: Endpoint): Socket {
  const where = endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
  const client = connect(where);
  onTestFinished(() => void client.destroy());
  return client;
}

function deferredError(): { promise: Promise<unknown>; report: (error: unknown) => void } {
  let report: (error: unknown) => void = () => {};
  const promise = new Promise<unknown>((resolve) => {
    report = resolve;
  });
  return { promise, report };
}

/** Turns of the event loop until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** Bound under another name and then moved, so that closing does not remove it. */
async function leaveStaleSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.old`);
  await once(server, 'listening');
  renameSync(`${path}.old`, path);
  await new Promise((resolve) => server.close(resolve));
}
