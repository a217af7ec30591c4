// COM_CHANGE_USER beyond what drivers do: refused on a connection that goes on (MariaDB) or ends (MySQL), with a password
// in clear, and between compressed packets. Bare packets, directly, through record and from replay.

import { type Connection, createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import { compareRecordings } from '../../src/tools/diff/compare-recordings.ts';
import { accounts, describeWithServer, type ServerAddress, serverKinds } from '../servers/index.ts';
import { type BareAccount, BareClient } from '../support/bare-client.ts';
import { bytes, int4 } from '../support/conversation.ts';
import { edited, opened } from '../support/edited-recording.ts';
import { askAs } from '../support/logins.ts';
import { expectRoundTrip } from '../support/round-trip.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

const CONNECT_WITH_DB = 0x8;
const WRONG = Buffer.alloc(20, 7);
const AUTH_SWITCH = /^1 fe/;

/** The same talk with the server, through `record`, and from `replay`, which verifies the passwords of `users`. */
async function threeWays(
  server: ServerAddress,
  talk: (place: Place, isRecorded: boolean) => Promise<string[]>,
  { serverCompress = null, users = [] }: { serverCompress?: 'zlib' | null; users?: readonly BareAccount[] } = {},
): Promise<{ direct: string[]; recorded: string[]; replayed: string[] }> {
  await using folder = await temporaryFolder();
  const direct = await talk(server, false);
  const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}`, serverCompress });
  const recorded = await talk(recorder, true).finally(() => recorder.close());
  await using replayer = await startReplay(folder, recorder.file, { users });
  const replayed = await talk(replayer, false);
  expect(replayer.counts().misses).toBe(0);
  return { direct, recorded, replayed };
}

/** A change of user with the first answer that its client would give. */
function change({ user, plugin }: Omit<BareAccount, 'password'>, answer: Buffer, database = ''): Buffer {
  return bytes(
    [CommandCode.COM_CHANGE_USER],
    `${user}\0`,
    [answer.length],
    answer,
    `${database}\0`,
    [45, 0],
    `${plugin}\0`,
  );
}

/** Asks to be someone with a wrong password; returns the refusal. */
async function changeInVain(client: BareClient, user: string, plugin: string): Promise<string> {
  client.sendPacket(0, change({ user, plugin }, WRONG));
  const line = await client.line();
  if (!AUTH_SWITCH.test(line)) return line;
  client.sendPacket(2, WRONG);
  return await client.line();
}

/** A statement's one value, or what came instead of a result. */
async function ask(client: BareClient, sql: string): Promise<string> {
  client.sendPacket(0, bytes([CommandCode.COM_QUERY], sql));
  const first = await client.packet().catch(() => null);
  if (first === null) return 'closed';
  if (first.payload[0] !== 1) return first.payload.toString('latin1').replaceAll(/[^ -~]+/g, ' ');
  const payloads: Buffer[] = [];
  for (let n = 0; n < 4; n++) payloads.push((await client.packet()).payload);
  return payloads[2]?.toString('utf8', 1) ?? '';
}

async function loggedIn({ host, port }: Place, account: BareAccount): Promise<BareClient> {
  const client = await BareClient.connect({ host, port });
  return await client.login(account);
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    test('what a connection did as several users comes back from its text in its order, beside another', async () => {
      await using folder = await temporaryFolder();
      const { host, port } = server;
      const recorder = await startRecord(folder, { upstream: `${host}:${port}` });
      const { root } = accounts[kind];
      const other = kind === 'mysql' ? accounts.mysql.cachingSha2 : accounts.mariadb.native;
      const talk = async (place: Place) => {
        const heard: unknown[] = [];
        const ask = async (client: Connection, sql: string) =>
          heard.push((await client.query({ sql, rowsAsArray: true }))[0]);
        const open = () =>
          createConnection({ host: place.host, port: place.port, user: root.user, password: root.password });
        await using client = await open();
        await using beside = await open();
        for (let n = 0; n < 4; n++) {
          const { user, password } = n % 2 === 0 ? other : root;
          await client.changeUser({ user, password, database: n < 2 ? 'test' : 'information_schema' });
          await ask(client, 'SELECT DATABASE(), CURRENT_USER()');
          if (n % 2 === 1) await ask(beside, `SELECT ${n} AS n`);
        }
        return heard;
      };
      const recorded = await talk(recorder).finally(() => recorder.close());
      const copy = edited((text) => text, recorder.file);
      expect(compareRecordings(opened(recorder.file), opened(copy))).toEqual([]);
      expectRoundTrip(recorder.file);
      await using replayer = await startReplay(folder, copy);
      expect(await talk(replayer)).toEqual(recorded);
      expect(replayer.counts().misses).toBe(0);
    });
  });
}

describeWithServer('mariadb', (server) => {
  test('a connection that was refused another user goes on as who it was, with a session made new', async () => {
    const { empty } = accounts.mariadb;
    const talk = async (place: Place, isRecorded: boolean): Promise<string[]> => {
      await using client = await BareClient.connect({ host: place.host, port: place.port });
      // the database is a part of the login here
      const flags = 0x1 | CONNECT_WITH_DB | 0x200 | 0x2000 | 0x8000 | 0x20000 | 0x80000;
      const response = client.handshakeResponse(empty, flags);
      const plugin = `${empty.plugin}\0`;
      const at = response.length - plugin.length;
      await client.loginWith(bytes(response.subarray(0, at), 'test\0', plugin));
      const heard = [await ask(client, "SET @kept = 'yes', sql_mode = 'ANSI', autocommit = 0")];
      client.sendPacket(0, bytes([CommandCode.COM_STMT_PREPARE], 'SELECT 7'));
      const prepared = (await client.packet()).payload.readUInt32LE(1);
      await client.packet();
      await client.packet();
      for (let n = 1; n <= 4; n++) {
        heard.push(await changeInVain(client, 'nobody', empty.plugin));
        const state = "CONCAT_WS(' ', IFNULL(@kept, 'no'), @@autocommit, DATABASE(), CURRENT_USER())";
        heard.push(await ask(client, `SELECT ${state} AS attempt_${n}`));
      }
      // The text form of a recording cannot tell that a statement was forgotten in mid session, so none is recorded.
      if (isRecorded) return heard;
      client.sendPacket(0, bytes([CommandCode.COM_STMT_EXECUTE], int4(prepared), [0, 1, 0, 0, 0]));
      heard.push((await client.line()).replace(/\(\d+\)/, '(id)'));
      return heard;
    };
    const { direct, recorded, replayed } = await threeWays(server, talk);
    expect(direct).toContain('no ON test empty@%');
    expect(direct.filter((line) => line.includes("ERR 1045 #28000Access denied for user 'nobody'"))).toHaveLength(3);
    expect(direct.filter((line) => line.includes('ERR 1047'))).toHaveLength(1);
    expect(recorded).toEqual(direct.slice(0, -1));
    expect(replayed).toEqual(direct);
  });
});

describeWithServer('mysql', (server) => {
  const { empty, root } = accounts.mysql;

  test('a connection that is refused another user ends', async () => {
    const talk = async (place: Place): Promise<string[]> => {
      await using client = await loggedIn(place, empty);
      return [await ask(client, 'SELECT 1'), await changeInVain(client, empty.user, empty.plugin), await client.line()];
    };
    const { direct, recorded, replayed } = await threeWays(server, talk, { users: [empty] });
    expect(direct).toEqual(['1', expect.stringContaining("Access denied for user 'empty'"), 'closed']);
    expect(recorded).toEqual(direct);
    expect(replayed).toEqual(direct);
  });

  test('a client that gives its password in clear with the change, and is let in', async () => {
    const talk = async (place: Place): Promise<string[]> => {
      await using client = await loggedIn(place, empty);
      const clear = { user: root.user, plugin: 'mysql_clear_password' };
      client.sendPacket(0, change(clear, Buffer.from(`${root.password}\0`)));
      const heard: string[] = [];
      for (;;) {
        const { payload, sequenceId } = await client.packet();
        if (payload[0] === 0x00) return [...heard, await ask(client, 'SELECT CURRENT_USER()')];
        if (payload[0] === 0xff) return [...heard, payload.toString('utf8', 9)];
        if (payload[0] !== 0xfe) continue;
        // the server asks for what the account is authenticated with
        client.scramble = payload.subarray(-21, -1);
        client.sendPacket(sequenceId + 1, client.answer(root));
      }
    };
    // its answer is short where the server knows the password already
    await askAs('mysql2', server, 'tls', { ...root, sql: 'SELECT 1' });
    const { direct, recorded, replayed } = await threeWays(server, talk);
    expect(direct).toEqual(['root@localhost']);
    expect(recorded).toEqual(direct);
    expect(replayed).toEqual(direct);
  });
});

for (const kind of ['mysql', 'mariadb'] as const) {
  describeWithServer(kind, (server) => {
    test('a server that compresses goes on doing so behind the change', async () => {
      const { empty } = accounts[kind];
      const talk = async (place: Place): Promise<string[]> => {
        await using client = await loggedIn(place, empty);
        const heard: string[] = [];
        for (let n = 1; n <= 2; n++) {
          client.sendPacket(0, change(empty, Buffer.alloc(0)));
          if (AUTH_SWITCH.test(await client.line())) {
            client.sendPacket(2, '');
            await client.line();
          }
          heard.push(await ask(client, `SELECT REPEAT('${n}', 100)`));
        }
        return heard;
      };
      const { direct, recorded, replayed } = await threeWays(server, talk, { serverCompress: 'zlib' });
      expect(direct).toEqual(['1'.repeat(100), '2'.repeat(100)]);
      expect(recorded).toEqual(direct);
      expect(replayed).toEqual(direct);
    });
  });
}
