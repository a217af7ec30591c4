// What drivers get byte by byte: each one's conversation through a pipe that only looks on, with the server, through `record` and
// from `replay`. What must differ is left out: scramble and thread id of the greeting, the capabilities that end at each side, how
// the password is asked for, and numbers of statements.
// The long form (MOCK_PAIRS=long, `npm run test:pairs`) asks each driver that Debian and npm carry.

import { connect, createServer, type Socket } from 'node:net';
import mysql2 from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { decodeGreeting, encodeGreeting } from '../../src/mysql/packets/greeting.ts';
import { ask, type Driver, driversOf, label, SETUP, written } from '../pairs/drivers.ts';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

/** Passes bytes on and keeps those of the server: of one connection after the other. */
async function startPipe(port: number) {
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port, noDelay: true });
    const at = heard.push(Buffer.alloc(0)) - 1;
    upstream.on('data', (bytes) => {
      heard[at] = Buffer.concat([heard[at] ?? Buffer.alloc(0), bytes]);
    });
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    heard,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Each packet as hexadecimal digits, its number in front: the greeting, then from the end of the login on. */
function packetsOf(stream: Buffer): string[] {
  const packets: { readonly number: number; readonly payload: Buffer }[] = [];
  for (let at = 0; at + 4 <= stream.length; ) {
    const length = stream.readUIntLE(at, 3);
    packets.push({ number: stream[at + 3] ?? 0, payload: stream.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  const first = packets.findIndex(({ number }) => number === 1);
  const [greeting] = packets;
  if (greeting === undefined || first < 1) return [];
  const login = packets[first - 1]?.payload.toString('hex') ?? '';
  const answers = packets.slice(first).map(({ number, payload }) => `${number} ${masked(payload).toString('hex')}`);
  return [maskedGreeting(greeting.payload).toString('hex'), login, ...answers];
}

/** Statements of all connections are numbered together by MariaDB. */
function masked(payload: Buffer): Buffer {
  const isPrepared = payload.length === PREPARE_OK_BYTES && payload[0] === 0 && payload[9] === 0;
  return isPrepared ? Buffer.concat([payload.subarray(0, 1), Buffer.alloc(4), payload.subarray(5)]) : payload;
}

const PREPARE_OK_BYTES = 12;

function maskedGreeting(payload: Buffer): Buffer {
  const greeting = decodeGreeting(payload);
  const scramble = Buffer.alloc(greeting.authData.length);
  return encodeGreeting({ ...greeting, connectionId: 0, authData: scramble, capabilities: 0n });
}

/** What a driver heard, from port to port: the first differing packets, or none. */
function differences(direct: readonly Buffer[], other: readonly Buffer[]): string[] {
  const [a, b] = [direct, other].map((streams) => streams.flatMap(packetsOf));
  const found: string[] = [];
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    if (a?.[at] !== b?.[at]) found.push(`packet ${at}: ${a?.[at]} ≠ ${b?.[at]}`);
  }
  return found.slice(0, 3);
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const account = kind === 'mysql' ? accounts.mysql.cachingSha2 : accounts.mariadb.native;

    describe.skipIf(!server.hasAccounts)('drivers', async () => {
      const drivers = await driversOf(kind);

      test('get from record and replay the bytes of the server', { timeout: 1_800_000 }, async () => {
        await using folder = await temporaryFolder();
        const steps = await written(folder);
        const root = { host: server.host, port: server.port, user: server.user, password: server.password };
        await using admin = await mysql2.createConnection({ ...root, multipleStatements: true });
        const heard = async (driver: Driver, port: number) => {
          await admin.query(SETUP.join(';'));
          await using pipe = await startPipe(port);
          await ask(driver, pipe.port, account, steps);
          return pipe.heard;
        };
        const other: Record<string, string[]> = {};
        for (const driver of drivers) {
          const name = label(driver);
          // the second login finds its password in the server's cache
          await heard(driver, server.port);
          const direct = await heard(driver, server.port);
          const upstream = `mysql://${account.user}:${account.password}@${server.host}:${server.port}`;
          const recorder = await startRecord(folder, { upstream });
          const recorded = await heard(driver, recorder.port);
          await recorder.close();
          const record = differences(direct, recorded);
          if (record.length > 0) other[`${name}, record`] = record;
          await using player = await startReplay(folder, recorder.file);
          const replayed = await heard(driver, player.port);
          const replay = differences(direct, replayed);
          if (replay.length > 0) other[`${name}, replay`] = replay;
        }
        expect(other).toEqual({});
      });
    });
  });
}
