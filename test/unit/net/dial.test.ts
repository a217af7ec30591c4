import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Connection } from '../../../src/net/connection.ts';
import { rejection, temporaryDirectory } from './support.ts';

test('connects to a name, and says where', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  // localhost may be ::1 first, where nobody listens.
  const connection = await Connection.connect({ kind: 'tcp', host: 'localhost', port });
  expect(connection.remote).toBe(`127.0.0.1:${port}`);
  connection.terminate();
});

test('connects to a Unix socket', async () => {
  const path = join(temporaryDirectory(), 'a.sock');
  const server = createServer().listen(path);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const connection = await Connection.connect({ kind: 'unix', path });
  expect([connection.remote, connection.isSecure]).toEqual([`unix:${path}`, true]);
  connection.terminate();
});

test('a port where nobody listens is an error that keeps the code of the system', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  await new Promise((resolve) => server.close(resolve));
  expect(await rejection(Connection.connect({ kind: 'tcp', host: '127.0.0.1', port }))).toMatchObject({
    code: 'UPSTREAM_UNREACHABLE',
    message: `cannot connect to 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
    cause: { code: 'ECONNREFUSED' },
  });
});

test('a socket that is not there is an error that names it', async () => {
  const path = join(temporaryDirectory(), 'none.sock');
  expect(await rejection(Connection.connect({ kind: 'unix', path }))).toMatchObject({
    code: 'UPSTREAM_UNREACHABLE',
    message: `cannot connect to unix:${path}: connect ENOENT ${path}`,
  });
});

test('gives up when it is told to', async () => {
  const signal = AbortSignal.abort(new Error('shutdown'));
  const error = await rejection(Connection.connect({ kind: 'tcp', host: '127.0.0.1', port: 1 }, { signal }));
  expect(error).toMatchObject({ code: 'UPSTREAM_UNREACHABLE', cause: { cause: { message: 'shutdown' } } });
});
