// What clients and the server hear when we stop, and when a server falls silent.

import { connect } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { describeWithServer } from '../servers/index.ts';
import { fakeGreeting, fakeOk, startFakeUpstream } from '../support/fake-upstream.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

/** A server that lets anybody in and never answers. */
const startSilent = () =>
  startFakeUpstream(async (side) => {
    side.send(fakeGreeting());
    await side.packet();
    side.send(fakeOk(2));
  });

test('a client that waits for an answer, and one that does not, hear 1053 when we stop', async () => {
  await using folder = await temporaryFolder();
  await using silent = await startSilent();
  const recorder = await startRecord(folder, { upstream: silent.address });
  const login = { host: recorder.host, port: recorder.port, user: 'u', password: '' };
  const [waiting, idle] = [await createConnection(login), await createConnection(login)];
  const told = new Promise<Error>((resolve) => idle.on('error', resolve));
  const answer = expect(waiting.query('SELECT 1')).rejects.toMatchObject({ errno: 1053, sqlState: '08S01' });
  await recorder.close();
  await answer;
  expect(await told).toMatchObject({ message: 'Server shutdown in progress' });
});

test('a server that says nothing for longer than --upstream-timeout is given up', async () => {
  await using folder = await temporaryFolder();
  await using silent = await startSilent();
  await using recorder = await startRecord(folder, { upstream: silent.address, upstreamTimeoutMs: 200 });
  const client = await createConnection({ host: recorder.host, port: recorder.port, user: 'u', password: '' });
  await expect(client.query('SELECT 1')).rejects.toThrow(/\[2013\] the server has said nothing for 200 ms/);
});

test('one address gets no more connections than --max-per-address', async () => {
  await using folder = await temporaryFolder();
  await using server = await startSampleServer({ clientSslMode: 'DISABLED' });
  await using recorder = await startRecord(folder, { upstream: `127.0.0.1:${server.port}`, maxPerAddress: 2 });
  const login = { host: recorder.host, port: recorder.port, user: 'demo', password: 'x' };
  const [first, second] = [await createConnection(login), await createConnection(login)];
  await expect(createConnection(login)).rejects.toMatchObject({ errno: 1040 });
  await second.end();
  await expect
    .poll(
      async () =>
        await createConnection(login).then(
          (one) => one.end().then(() => true),
          () => false,
        ),
    )
    .toBe(true);
  await first.end();
});

test('silent sockets past the limit make room for a client that speaks', async () => {
  await using folder = await temporaryFolder();
  await using server = await startSampleServer({ clientSslMode: 'DISABLED' });
  await using recorder = await startRecord(folder, { upstream: `127.0.0.1:${server.port}`, maxConnections: 60 });
  const silent = Array.from({ length: 60 }, () => connect(recorder.port, '127.0.0.1').on('error', () => undefined));
  const login = { host: recorder.host, port: recorder.port, user: 'demo', password: 'x' };
  const enter = () =>
    createConnection(login).then(
      (one) => one.end().then(() => true),
      () => false,
    );
  await expect.poll(enter, { timeout: 5000 }).toBe(true);
  for (const socket of silent) socket.destroy();
});

test('a server that goes is told as such, and one that comes back at its place is used again', async () => {
  await using folder = await temporaryFolder();
  const server = await startSampleServer({ clientSslMode: 'DISABLED' });
  const { port } = server;
  const recorder = await startRecord(folder, { upstream: `127.0.0.1:${port}` });
  const login = { host: recorder.host, port: recorder.port, user: 'demo', password: 'x' };
  const ask = async (): Promise<unknown> => {
    const client = await createConnection(login);
    const [rows] = await client.query('SELECT VERSION()').finally(() => client.destroy());
    return rows;
  };
  const before = await ask();
  const open = await createConnection(login);
  const cut = new Promise((resolve) => open.on('error', resolve).on('end', resolve));
  await server.close();
  await cut;
  for (let n = 0; n < 3; n++) await expect(ask()).rejects.toThrow(/\[2003\] cannot connect to .*ECONNREFUSED/);
  await using again = await startSampleServer({ clientSslMode: 'DISABLED', port });
  expect(again.port).toBe(port);
  expect(await ask()).toEqual(before);
  await recorder.close();
  // what was recorded before and behind it is one recording, whole
  await using player = await startReplay(folder, recorder.file);
  const client = await createConnection({ ...login, port: player.port });
  for (let n = 0; n < 2; n++) expect((await client.query('SELECT VERSION()'))[0]).toEqual(before);
  await client.end();
  expect(player.misses()).toEqual([]);
});

for (const kind of ['mysql', 'mariadb'] as const) {
  describeWithServer(kind, (server) => {
    test('a statement under way is ended at the server when we stop, where --upstream has an account', async () => {
      await using folder = await temporaryFolder();
      const { user, password } = server;
      const upstream = `mysql://${user}:${password}@127.0.0.1:${server.port}`;
      const recorder = await startRecord(folder, { upstream });
      const client = await createConnection({ host: recorder.host, port: recorder.port, user, password });
      const asked = expect(client.query('SELECT SLEEP(300)')).rejects.toMatchObject({ errno: 1053 });
      const direct = await createConnection({ host: '127.0.0.1', port: server.port, user, password });
      const running = async () => {
        const [rows] = await direct.query(
          "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(300)'",
        );
        return (rows as unknown[]).length;
      };
      await expect.poll(running).toBe(1);
      await recorder.close();
      await asked;
      await expect.poll(running).toBe(0);
      await direct.end();
    });
  });
}
