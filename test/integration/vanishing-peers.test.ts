// Peers that cannot be reached, that talk nonsense, or that go away in the middle of anything: the other side hears of
// it, the recording says so, other connections go on, and nothing is left behind.

import { once } from 'node:events';
import { createServer } from 'node:net';
import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordingRun } from '../../src/index.ts';
import { accounts, describeWithServer, type ServerAddress, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { fakeGreeting, fakeOk, startFakeUpstream } from '../support/fake-upstream.ts';
import { type Folder, type Started, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const ANYONE = { user: 'anyone', password: 'pw-anyone-77e1', plugin: 'caching_sha2_password' };
/** One column, its definition, and the beginning of a row of 200 bytes. */
const HALF_A_RESULT = Buffer.concat([
  Buffer.from('0100000101', 'hex'),
  Buffer.from('1700000203646566000000013100'.concat('0c3f000200000008810000000', '0'), 'hex'),
  Buffer.from('05000003fe00000200', 'hex'),
  Buffer.from('c8000004c7', 'hex'),
  Buffer.alloc(50, 0x61),
]);

describe('an upstream', () => {
  test('that cannot be reached is named in an error, and is asked again for the next client', async () => {
    await using folder = await temporaryFolder();
    const port = await freePort();
    const recorder = await startRecord(folder, { upstream: `127.0.0.1:${port}` });
    await using _ = recorder;
    for (let time = 0; time < 2; time++) {
      await using client = await BareClient.connect({ host: recorder.host, port: recorder.port }, false);
      const [error, end] = await client.lines();
      expect(error).toMatch(
        new RegExp(`^0 ERR 1105 mock: \\[2003\\] cannot connect to 127.0.0.1:${port}: .*ECONNREFUSED`),
      );
      expect(end).toBe('closed');
    }
    await using upstream = await startFakeUpstream((side) => side.send(fakeGreeting()), port);
    await using client = await BareClient.connect({ host: recorder.host, port: recorder.port });
    expect(client.scramble.toString()).toBe('abcdefghijklmnopqrst');
    expect(upstream.address).toContain(String(port));
  });

  test.each([
    ['is no MySQL', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['speaks protocol 9', Buffer.from('0600000009352e3100ff', 'hex')],
    ['cuts its greeting', fakeGreeting().subarray(0, 30)],
    [
      'sends half of a greeting for a whole one',
      Buffer.concat([Buffer.from([26, 0, 0, 0]), fakeGreeting().subarray(4, 30)]),
    ],
    ['announces a greeting of 16 MiB', Buffer.from('feffff00', 'hex')],
    ['begins with another sequence id', Buffer.concat([Buffer.from([10, 0, 0, 9]), Buffer.alloc(10, 10)])],
    ['closes before its greeting', Buffer.alloc(0)],
  ])('that %s is named in an error', async (_name, bytes) => {
    await using folder = await temporaryFolder();
    await using upstream = await startFakeUpstream((_side, socket) => void socket.end(bytes));
    await using recorder = await startRecord(folder, { upstream: upstream.address });
    await using client = await BareClient.connect({ host: recorder.host, port: recorder.port }, false);
    const [error, end] = await client.lines();
    expect(error).toMatch(/^0 ERR 1105 mock: \[2003\] no greeting came from 127\.0\.0\.1:\d+: ./);
    expect(end).toBe('closed');
  });

  test('that takes connections and says nothing is named as soon as --upstream-timeout is over', async () => {
    await using folder = await temporaryFolder();
    await using upstream = await startFakeUpstream(() => undefined);
    await using recorder = await startRecord(folder, { upstream: upstream.address, upstreamTimeoutMs: 300 });
    await using client = await BareClient.connect({ host: recorder.host, port: recorder.port }, false);
    const [error, end] = await client.lines();
    expect(error).toMatch(/^0 ERR 1105 mock: \[2003\] .*: it takes connections and has said nothing for 300 ms/);
    expect(end).toBe('closed');
  });

  test('that refuses has its own error passed on', async () => {
    await using folder = await temporaryFolder();
    const refusal = Buffer.from('17000000ff1004546f6f206d616e7920636f6e6e656374696f6e73', 'hex');
    await using upstream = await startFakeUpstream((_side, socket) => void socket.end(refusal));
    await using recorder = await startRecord(folder, { upstream: upstream.address });
    await using client = await BareClient.connect({ host: recorder.host, port: recorder.port }, false);
    expect(await client.lines()).toEqual(['0 ERR 1040 Too many connections', 'closed']);
  });

  test.each([
    ['at the login', 1],
    ['in the login', 2],
  ])('that goes away %s takes the client with it', async (_name, packets) => {
    await using folder = await temporaryFolder();
    await using upstream = await startFakeUpstream(async (side, socket) => {
      side.send(fakeGreeting());
      await side.packet();
      if (packets === 2) {
        side.send(Buffer.from('020000020104', 'hex')); // perform full authentication
        await side.packet();
      }
      socket.end();
    });
    await using recorder = await startRecord(folder, { upstream: upstream.address });
    await using client = await BareClient.connect({ host: recorder.host, port: recorder.port });
    client.sendPacket(1, client.handshakeResponse(ANYONE));
    if (packets === 2) {
      expect(await client.line()).toBe('2 0104');
      client.sendPacket(3, '\x02');
    }
    expect(await client.lines()).toEqual(['closed']);
  });

  test('that goes away in an answer takes the client with it, and the half is never replayed', async () => {
    await using folder = await temporaryFolder();
    await using upstream = await startFakeUpstream(async (side, socket) => {
      side.send(fakeGreeting());
      await side.packet();
      side.send(fakeOk(2));
      const command = await side.packet();
      if (command.toString('latin1', 1).includes('half')) socket.end(HALF_A_RESULT);
      else side.send(fakeOk(1));
    });
    const recorder = await startRecord(folder, { upstream: upstream.address });
    await using other = await (await BareClient.connect(tcp(recorder))).login(ANYONE);
    await using client = await (await BareClient.connect(tcp(recorder))).login(ANYONE);
    client.sendPacket(0, '\x03SELECT half');
    expect(await client.received(HALF_A_RESULT.length)).toEqual(HALF_A_RESULT);
    expect((await client.received(Number.MAX_SAFE_INTEGER)).length).toBe(HALF_A_RESULT.length);
    expect(await other.sendPacket(0, '\x03DO whole').line()).toBe('1 OK');
    await recorder.close();
    expect(gaps(recorder.file)).toEqual({ 'SELECT half': 'truncated', 'DO whole': null });

    await using replayer = await startReplay(folder, recorder.file);
    await using again = await (await BareClient.connect(tcp(replayer))).login(ANYONE);
    const answer = await again.sendPacket(0, '\x03SELECT half').line();
    expect(answer).toContain('1 ERR 1105 #HY000mock: the recorded answer is incomplete for: SELECT half');
    expect(await again.sendPacket(0, '\x03DO whole').line()).toBe('1 OK');
  });

  test('that answers nonsense ends that connection', async () => {
    await using folder = await temporaryFolder();
    await using upstream = await startFakeUpstream(async (side) => {
      side.send(fakeGreeting());
      await side.packet();
      side.send(fakeOk(2));
      await side.packet();
      side.send(Buffer.from('02000001fcff', 'hex')); // a column count that is cut
    });
    const recorder = await startRecord(folder, { upstream: upstream.address });
    await using client = await (await BareClient.connect(tcp(recorder))).login(ANYONE);
    const [error, end] = await client.sendPacket(0, '\x03SELECT nonsense').lines();
    expect(error).toMatch(/^1 ERR 1105 #HY000mock: \[2027\] /);
    expect(end).toBe('closed');
    await recorder.close();
    expect(gaps(recorder.file)).toEqual({ 'SELECT nonsense': 'truncated' });
  });

  test('that never greets is given up in time', async () => {
    await using folder = await temporaryFolder();
    await using upstream = await startFakeUpstream(() => undefined);
    await using recorder = await startRecord(folder, { upstream: upstream.address, connectTimeoutMs: 200 });
    await using client = await BareClient.connect(tcp(recorder), false);
    expect((await client.lines()).at(-1)).toBe('closed');
  });
});

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const account = kind === 'mysql' ? accounts.mysql.root : accounts.mariadb.native;
    let folder: Folder;
    let recorder: Started<RecordingRun>;
    let other: BareClient;
    beforeAll(async () => {
      folder = await temporaryFolder();
      recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}`, connectTimeoutMs: 500 });
      await cachePassword(server, account);
      other = await (await BareClient.connect(tcp(recorder))).login(account);
    });
    afterAll(async () => {
      await recorder?.close();
      await folder?.[Symbol.asyncDispose]();
    });
    const login = async (to: { host: string; port: number }) => (await BareClient.connect(tcp(to))).login(account);

    test('a server that ends an idle connection has its last words heard', async () => {
      const hear = async (to: { host: string; port: number }) => {
        await using client = await login(to);
        await client.sendPacket(0, '\x03SET wait_timeout=1').line();
        return await client.lines();
      };
      const [direct, through] = await Promise.all([hear(server), hear(recorder)]);
      expect(through).toEqual(direct);
      expect(through.at(-1)).toBe('closed');
    });

    test('a connection that is killed ends for the client', async () => {
      await using client = await login(recorder);
      client.sendPacket(0, '\x03KILL CONNECTION_ID()');
      expect(await client.line()).toMatch(/^1 ERR (1317 #70100|1927 #70100)/);
      expect((await client.lines()).at(-1)).toBe('closed');
    });

    test('a client that is silent in the handshake is told so, like MySQL tells it', async () => {
      await using silent = await BareClient.connect(tcp(recorder));
      await using cut = await BareClient.connect(tcp(recorder));
      cut.send(Buffer.from([200, 0, 0, 1, 1, 2, 3]));
      const message = 'ERR 1159 #08S01Got timeout reading communication packets';
      expect(await silent.lines()).toEqual([`1 ${message}`, 'closed']);
      expect(await cut.lines()).toEqual([expect.stringContaining(message), 'closed']);
    });

    test('a client that goes away in an answer leaves it marked', async () => {
      const sql = "SELECT REPEAT('a', 30000000) AS gone_in_answer";
      const client = await login(recorder);
      client.sendPacket(0, `\x03${sql}`);
      await client.received(100_000);
      client.pause().destroy();
      await expect.poll(() => gapsWhileOpen(recorder.file)[sql], { timeout: 5000 }).toBe('truncated');
    });

    test('a client that goes away while it waits ends the connection to the server too', async () => {
      const client = await login(recorder);
      client.sendPacket(0, '\x03SELECT SLEEP(25)');
      await expect.poll(() => sleeping(server), { timeout: 5000 }).toBe(1);
      client.reset();
      await expect.poll(() => sleeping(server), { timeout: 8000, interval: 200 }).toBe(0);
    });

    test('a client that goes away in a command, or in its file, leaves nothing behind', async () => {
      const inCommand = await login(recorder);
      inCommand.send(Buffer.from([200, 0, 0, 0, 3, 65]));
      inCommand.destroy();

      const inFile = await BareClient.connect(tcp(recorder));
      await inFile.login(account, 0x80); // LOCAL_FILES
      await inFile.sendPacket(0, '\x03CREATE TEMPORARY TABLE test.loaded (a TEXT)').line();
      const sql = "LOAD DATA LOCAL INFILE 'x' INTO TABLE test.loaded";
      expect(await inFile.sendPacket(0, `\x03${sql}`).line()).toBe('1 fb78');
      inFile.sendPacket(2, 'some lines\n').destroy();
      await expect.poll(() => gapsWhileOpen(recorder.file)[sql], { timeout: 5000 }).toBe('truncated');
    });

    test('the others have gone on, and nothing is left', async () => {
      expect(await other.sendPacket(0, '\x0e').line()).toBe('1 OK');
      expect(await other.sendPacket(0, '\x03DO 1').line()).toBe('1 OK');
      other.destroy();
      const [before, after] = [recorder.file, folder.file('unused')];
      expect(before).not.toBe(after);
      const began = performance.now();
      await recorder.close();
      // nobody is waited for: SLEEP(25) least of all
      expect(performance.now() - began).toBeLessThan(15_000);
      expect(gaps(recorder.file)['DO 1']).toBe(null);
    });
  });
}

const tcp = ({ host, port }: { host: string; port: number }) => ({ host, port });

/** What is said to be missing of each statement's answer. */
function gaps(file: string): Record<string, string | null> {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db.prepare('SELECT sql, gap FROM exchange WHERE sql IS NOT NULL').all() as {
      sql: string;
      gap: string | null;
    }[];
    return Object.fromEntries(rows.map(({ sql, gap }) => [sql, gap]));
  } finally {
    db.close();
  }
}

const gapsWhileOpen = gaps;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function cachePassword(
  server: ServerAddress,
  { user, password }: { user: string; password: string },
): Promise<void> {
  await (await createConnection({ host: server.host, port: server.port, user, password })).end();
}

async function sleeping(server: ServerAddress): Promise<number> {
  const { host, port, user, password } = server;
  const connection = await createConnection({ host, port, user, password });
  const [rows] = await connection.query(
    "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE info = 'SELECT SLEEP(25)'",
  );
  await connection.end();
  return Number((rows as { n: number }[])[0]?.n);
}
