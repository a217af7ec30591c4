// The relay of authentication as a state machine: captured dialogues and made-up ones, between every pair of channels.

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ConnectionLost, MalformedPacketError } from '../../../src/core/errors.ts';
import { clearPasswordResponse } from '../../../src/mysql/auth/clear-password.ts';
import { decryptPassword, encryptPassword } from '../../../src/mysql/auth/rsa-password.ts';
import { framePayload } from '../../../src/mysql/codec/framing.ts';
import { encodeAuthMoreData } from '../../../src/mysql/packets/auth-more-data.ts';
import { encodeAuthSwitchRequest } from '../../../src/mysql/packets/auth-switch-request.ts';
import { decodeGreeting } from '../../../src/mysql/packets/greeting.ts';
import { PacketStream } from '../../../src/mysql/session/packet-stream.ts';
import { AuthRelay, type Channels } from '../../../src/record/auth-relay.ts';
import { readGolden } from '../../support/golden.ts';

const options = {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;
const ours = generateKeyPairSync('rsa', options);
const theirs = generateKeyPairSync('rsa', options);

const scramble = Buffer.from('abcdefghijklmnopqrst');
const password = Buffer.from('a password');
const OK = Buffer.from('00000002000000', 'hex');
const ERR = Buffer.from('ff1504', 'hex');
const FULL = encodeAuthMoreData(Buffer.from([4]));
const plain = { clientIsTls: false, clientIsSecure: false, serverIsTls: false, serverIsSecure: false };
const clientOnTls = { ...plain, clientIsTls: true, clientIsSecure: true };
const serverOnTls = { ...plain, serverIsTls: true, serverIsSecure: true };

/** What one side says next: bytes, or made of what it heard last. */
type Line = Buffer | ((heard: Buffer) => Buffer);
interface Play {
  readonly plugin?: string;
  readonly channels?: Channels;
  readonly scramble?: Buffer;
  /** The client's first answer, as in a handshake response. */
  readonly first?: Buffer;
  readonly server: readonly Line[];
  readonly client?: readonly Line[];
}

async function run(play: Play) {
  const toClient: Buffer[] = [];
  const toServer: Buffer[] = [];
  const linesOf = (lines: readonly Line[], heard: readonly Buffer[]) => {
    const left = [...lines];
    return () => {
      const line = left.shift();
      return typeof line === 'function' ? line(heard.at(-1) ?? Buffer.alloc(0)) : line;
    };
  };
  const nextOfServer = linesOf(play.server, toServer);
  const nextOfClient = linesOf(play.client ?? [], toClient);
  let sequenceId = 0;
  const channel = {
    bytesWritten: 0,
    tryRead: () => undefined,
    whenReadable: () => undefined,
    read: async () => {
      const payload = nextOfServer();
      return payload === undefined ? null : Buffer.concat(framePayload(payload, sequenceId++));
    },
    unread: () => undefined,
    write: async (bytes: Buffer) => {
      sequenceId++;
      toServer.push(bytes.subarray(4));
    },
  };
  const dialogue = {
    send: async (payload: Buffer) => void toClient.push(payload),
    receive: async () => {
      const payload = nextOfClient();
      if (payload === undefined) throw new ConnectionLost('client');
      return payload;
    },
  };
  const start = { plugin: play.plugin ?? 'caching_sha2_password', scramble: play.scramble ?? scramble };
  const packets = new PacketStream(channel, 'server', 1024 * 1024);
  const relay = new AuthRelay(dialogue, packets, play.channels ?? plain, async () => ours, start);
  const first = await relay.translateFirst(play.first ?? Buffer.alloc(32, 7));
  const result = await relay.run();
  return { ...result, first, toClient, toServer };
}

const captured = (name: string) => {
  const [greeting, , ...rest] = readGolden(name);
  const { authData, authPlugin } = decodeGreeting(greeting?.payload ?? Buffer.alloc(0));
  const end = rest.findIndex(({ from, payload }) => from === 'server' && (payload[0] === 0 || payload[0] === 0xff));
  const dialogue = rest.slice(0, end + 1);
  const of = (from: string) => dialogue.filter((packet) => packet.from === from).map(({ payload }) => payload);
  return { scramble: authData, plugin: authPlugin ?? '', server: of('server'), client: of('client') };
};

describe('a captured dialogue', () => {
  test.each([
    'mysql-9.7.4/mysql2-access-denied',
    'mysql-9.7.4/mysql2-connect',
    'mysql-9.7.4/mysql-session',
    'mariadb-10.11.18/mysql2-connect',
    'mariadb-10.11.18/mysql2-access-denied',
  ])('passes unchanged between channels of one kind: %s', async (name) => {
    const play = captured(name);
    expect(play.server.length).toBeGreaterThan(0);
    const { reply, toClient, toServer } = await run(play);
    expect(toServer).toEqual(play.client);
    expect(toClient).toEqual(play.server.slice(0, -1));
    expect(reply).toEqual(play.server.at(-1));
  });
});

describe('caching_sha2_password', () => {
  test('a password that the server has cached needs nothing', async () => {
    const fast = encodeAuthMoreData(Buffer.from([3]));
    expect(await run({ server: [fast, OK] })).toMatchObject({ reply: OK, toClient: [fast], toServer: [] });
  });

  test('a password in clear is encrypted for a server in clear', async () => {
    const { toServer, toClient } = await run({
      channels: clientOnTls,
      server: [FULL, encodeAuthMoreData(Buffer.from(theirs.publicKey)), OK],
      client: [clearPasswordResponse(password)],
    });
    expect(toClient).toEqual([FULL]);
    expect(toServer[0]).toEqual(Buffer.from([2]));
    expect(decryptPassword(toServer[1] ?? Buffer.alloc(0), scramble, theirs.privateKey)).toEqual(password);
  });

  test('a server that sends no key where it was asked is an error', async () => {
    const play = { channels: clientOnTls, server: [FULL, ERR], client: [clearPasswordResponse(password)] };
    await expect(run(play)).rejects.toThrow('sent no public key');
  });

  test('a client in clear encrypts for our key, and a server on TLS gets the password', async () => {
    const encrypted = (heard: Buffer) => encryptPassword(password, scramble, heard.toString('latin1', 1));
    const { toServer, toClient } = await run({
      channels: serverOnTls,
      server: [FULL, OK],
      client: [Buffer.from([2]), encrypted],
    });
    expect(toClient).toEqual([FULL, encodeAuthMoreData(Buffer.from(ours.publicKey))]);
    expect(toServer).toEqual([clearPasswordResponse(password)]);
  });

  test('a client that has the key of the real server is told what to do', async () => {
    const encrypted = encryptPassword(password, scramble, theirs.publicKey);
    const play = { channels: serverOnTls, server: [FULL, OK], client: [encrypted] };
    await expect(run(play)).rejects.toThrow(/another public key than ours: .*--get-server-public-key/);
  });
});

describe('sha256_password', () => {
  test('a password in clear waits for the key of a server in clear', async () => {
    const { first, toServer, toClient } = await run({
      plugin: 'sha256_password',
      channels: clientOnTls,
      first: clearPasswordResponse(password),
      server: [encodeAuthMoreData(Buffer.from(theirs.publicKey)), OK],
    });
    expect([first, toClient]).toEqual([Buffer.from([1]), []]);
    expect(decryptPassword(toServer[0] ?? Buffer.alloc(0), scramble, theirs.privateKey)).toEqual(password);
  });

  test('an empty password is the same on every channel', async () => {
    for (const channels of [plain, clientOnTls, serverOnTls]) {
      const { first } = await run({ plugin: 'sha256_password', channels, first: Buffer.from([0]), server: [OK] });
      expect(first).toEqual(Buffer.from([0]));
    }
  });
});

describe('other plugins', () => {
  const request = (authPlugin: string, authData: Buffer) => encodeAuthSwitchRequest({ authPlugin, authData });

  test.each([
    // a signature over the server's nonce
    { plugin: 'client_ed25519', turns: [Buffer.alloc(64, 1)], asks: [] },
    // an empty answer asks for the salt, then a nonce and a signature
    { plugin: 'parsec', turns: [Buffer.alloc(0), Buffer.alloc(96, 2)], asks: [Buffer.from('P0'.padEnd(20, 's'))] },
    // tokens until both sides are content
    { plugin: 'auth_gssapi_client', turns: [Buffer.alloc(900, 3), Buffer.alloc(30, 4)], asks: [Buffer.alloc(200, 5)] },
    {
      plugin: 'authentication_ldap_sasl_client',
      turns: [Buffer.from('n,,n=u'), Buffer.from('c=')],
      asks: [Buffer.from('r=')],
    },
    { plugin: 'dialog', turns: [Buffer.from('one\0'), Buffer.from('two\0')], asks: [Buffer.from('\x04Second: ')] },
  ])('$plugin is relayed turn by turn', async ({ plugin, turns, asks }) => {
    const first = request(plugin, Buffer.alloc(32, 9));
    const { reply, toClient, toServer, ...rest } = await run({ server: [first, ...asks, OK], client: turns });
    expect({ reply, toClient, toServer, plugin: rest.plugin }).toEqual({
      reply: OK,
      toClient: [first, ...asks],
      toServer: turns,
      plugin,
    });
  });

  test('the next factor is relayed, and what ended it is told', async () => {
    const factor = Buffer.from('\x02auth_factor\0data');
    const { reply, toClient, toServer } = await run({ server: [factor, ERR], client: [Buffer.from('second')] });
    expect({ reply, toClient, toServer }).toEqual({
      reply: ERR,
      toClient: [factor],
      toServer: [Buffer.from('second')],
    });
  });
});

describe('a peer that breaks off', () => {
  test('the server', async () => {
    await expect(run({ server: [] })).rejects.toMatchObject({ code: 'CONNECTION_LOST', who: 'server' });
  });

  test('the client', async () => {
    await expect(run({ server: [FULL] })).rejects.toMatchObject({ code: 'CONNECTION_LOST', who: 'client' });
  });

  test('a request for another plugin that is cut', async () => {
    await expect(run({ server: [Buffer.from('\xfenative', 'latin1')] })).rejects.toBeInstanceOf(MalformedPacketError);
  });
});
