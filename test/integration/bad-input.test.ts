// Bytes that no client should send, given to the real server, to `record` in front of it and to `replay` of what was
// recorded: each gets the same answer from all three. Where MySQL and MariaDB differ, replay answers as MySQL does.

import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordingRun, ReplayRun } from '../../src/index.ts';
import { accounts, describeWithServer, type ServerAddress, type ServerKind, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { type Folder, type Started, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const ACCOUNT = { mysql: accounts.mysql.cachingSha2, mariadb: accounts.mariadb.native };

/** What is said before anyone is known. */
const STRANGERS: Readonly<Record<string, (client: BareClient, kind: ServerKind) => void>> = {
  'random bytes': (client) => client.send(Buffer.from('00112233445566778899aabbccddeeff', 'hex')),
  'random bytes in a packet': (client) => client.sendPacket(1, Buffer.from('5f112233445566778899aabbccddeeff', 'hex')),
  'an HTTP request': (client) => client.send(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')),
  'nothing at all': (client) => client.end(),
  'an empty packet': (client) => client.sendPacket(1, ''),
  'one byte': (client) => client.sendPacket(1, 'x'),
  'half a handshake response': (client, kind) =>
    client.sendPacket(1, client.handshakeResponse(ACCOUNT[kind]).subarray(0, 20)),
  'a handshake response cut in the user': (client, kind) =>
    client.sendPacket(1, client.handshakeResponse(ACCOUNT[kind]).subarray(0, 36)),
  'a handshake response cut in the auth response': (client, kind) =>
    client.sendPacket(1, client.handshakeResponse(ACCOUNT[kind]).subarray(0, 50)),
  'a handshake response with sequence id 5': (client, kind) =>
    client.sendPacket(5, client.handshakeResponse(ACCOUNT[kind])),
  'a handshake response with sequence id 0': (client, kind) =>
    client.sendPacket(0, client.handshakeResponse(ACCOUNT[kind])),
  'a packet cut by the end': (client, kind) => {
    client
      .send(Buffer.from([200, 0, 0, 1]))
      .send(client.handshakeResponse(ACCOUNT[kind]).subarray(0, 20))
      .end();
  },
};

/** What is said by someone who has logged in; each is followed by a ping. */
const COMMANDS: Readonly<Record<string, string>> = {
  'an empty command': '',
  'command 0x00': '00',
  'command 0x05': '05',
  'command 0x0b': '0b',
  'command 0x50': '50',
  'command 0xf0': 'f00102',
  'an execute of an unknown statement': '174d000000000100000000',
  'an execute that is cut in the id': '170100',
  'an execute that is cut behind the id': '174d000000',
  'a reset of an unknown statement': '1a4d000000',
  'a reset that is cut': '1a',
  'a fetch of an unknown statement': '1c4d00000001000000',
  'a fetch that is cut': '1c01',
  'a close of an unknown statement': '194d000000',
  'long data for an unknown statement': '184d000000000041',
  'an empty query': '03',
  'an empty prepare': '16',
  'an empty COM_INIT_DB': '02',
};

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const account = ACCOUNT[kind];
    let folder: Folder;
    let recorder: Started<RecordingRun>;
    let replayer: Started<ReplayRun>;
    beforeAll(async () => {
      folder = await temporaryFolder();
      const first = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      await ask(first, account);
      await first.close();
      replayer = await startReplay(folder, first.file);
      recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    });
    afterAll(async () => {
      await recorder?.close();
      await replayer?.close();
      await folder?.[Symbol.asyncDispose]();
    });

    for (const [name, say] of Object.entries(STRANGERS)) {
      test(name, async () => {
        const hear = async ({ host, port }: Pick<ServerAddress, 'host' | 'port'>) => {
          await using client = await BareClient.connect({ host, port });
          say(client, kind);
          return await client.lines();
        };
        const [direct, recorded, replayed] = [await hear(server), await hear(recorder), await hear(replayer)];
        // MariaDB says nothing where MySQL tells a client, which may still listen, that it cannot be read from.
        const isSilent = direct[0] === 'closed';
        if (!isSilent) expect([recorded, replayed]).toEqual([direct, direct]);
        expect(recorded.at(-1)).toBe('closed');
        expect(replayed.at(-1)).toBe('closed');
      });
    }

    test('garbage in place of a TLS handshake', async () => {
      for (const { host, port } of [server, recorder, replayer]) {
        await using client = await BareClient.connect({ host, port });
        const lines = await client.sendPacket(1, sslRequest()).send(Buffer.alloc(100, 0x55)).lines();
        expect(lines).toEqual(['2 ERR 1043 #08S01Bad handshake', 'closed']);
      }
    });

    test.each(Object.entries(COMMANDS))('%s', async (_name, hex) => {
      const hear = async ({ host, port }: Pick<ServerAddress, 'host' | 'port'>) => {
        await using client = await (await BareClient.connect({ host, port })).login(account);
        client.sendPacket(0, Buffer.from(hex, 'hex'));
        const hasAnswer = !hex.startsWith('19') && !hex.startsWith('18');
        const answer = hasAnswer ? [await client.line()] : [];
        return [...answer, await client.sendPacket(0, '\x0e').line()];
      };
      await ask(server, account); // so that its password is cached
      const [direct, recorded, replayed] = [await hear(server), await hear(recorder), await hear(replayer)];
      expect(recorded).toEqual(direct);
      expect(replayed).toEqual(direct);
    });

    test('a command with a wrong sequence id ends the connection, and no other', async () => {
      await ask(server, account);
      const hear = async ({ host, port }: Pick<ServerAddress, 'host' | 'port'>) => {
        await using other = await (await BareClient.connect({ host, port })).login(account);
        await using client = await (await BareClient.connect({ host, port })).login(account);
        const lines = await client.sendPacket(3, '\x0e').lines();
        return [...lines, await other.sendPacket(0, '\x0e').line()];
      };
      const direct = await hear(server);
      expect(direct).toEqual(['0 ERR 1156 #08S01Got packets out of order', 'closed', '1 OK']);
      expect(await hear(recorder)).toEqual(direct);
      expect(await hear(replayer)).toEqual(direct);
    });

    test('the second of two commands with a wrong sequence id does not cost the first its answer', async () => {
      const hear = async ({ host, port }: Pick<ServerAddress, 'host' | 'port'>) => {
        await using client = await (await BareClient.connect({ host, port })).login(account);
        return await client.sendPacket(0, '\x0e').sendPacket(1, '\x0e').lines();
      };
      await ask(server, account);
      const direct = await hear(server);
      expect(await hear(recorder)).toEqual(direct);
      expect(await hear(replayer)).toEqual(direct);
    });

    test('a client that goes away between commands', async () => {
      await using client = await (await BareClient.connect(recorder)).login(account);
      expect((await client.end().lines()).at(-1)).toBe('closed');
    });

    test('nothing is left behind', async () => {
      await using other = await (await BareClient.connect(recorder)).login(account);
      expect(await other.sendPacket(0, '\x0e').line()).toBe('1 OK');
      other.destroy();
      await expect.poll(() => connectionsThrough(server, account), { timeout: 5000 }).toBe(0);
    });
  });
}

function sslRequest(): Buffer {
  const request = Buffer.alloc(32);
  request.writeUInt32LE(0x1 | 0x200 | 0x800 | 0x2000 | 0x8000 | 0x80000, 0);
  request.writeUInt32LE(1 << 24, 4);
  request[8] = 45;
  return request;
}

async function ask(to: { host: string; port: number }, account: { user: string; password: string }): Promise<void> {
  const { user, password } = account;
  const connection = await createConnection({ host: to.host, port: to.port, user, password });
  await connection.query('SELECT 1');
  await connection.end();
}

/** How many connections of the account the server has. */
async function connectionsThrough(server: ServerAddress, account: { user: string }): Promise<number> {
  const { host, port, user, password } = server;
  const connection = await createConnection({ host, port, user, password });
  const [rows] = await connection.query('SELECT COUNT(*) AS n FROM information_schema.processlist WHERE user = ?', [
    account.user,
  ]);
  await connection.end();
  return Number((rows as { n: number }[])[0]?.n);
}
