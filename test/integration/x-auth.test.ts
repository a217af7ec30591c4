// Logins over the X Protocol: three mechanisms, over TLS, plain TCP and the Unix socket, direct, recorded and replayed.
import { readFileSync } from 'node:fs';
import { getSession } from '@mysql/xdevapi';
import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { beforeAll, describe, expect, test } from 'vitest';
import { MYSQL41, PLAIN, SHA256_MEMORY } from '../../src/mysqlx/auth/auth-data.ts';
import { decodeAnswer } from '../../src/mysqlx/codec/decode-answer.ts';
import { frameMessage, framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { Capabilities } from '../../src/mysqlx/messages/messages.ts';
import { DatatypesAnyType } from '../../src/mysqlx/messages/schema.ts';
import type { ServerSslMode } from '../../src/serve/server-side.ts';
import { writeDigests } from '../../src/store/file/write-digests.ts';
import { accounts, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { textValue, XClient, type XPlace } from '../support/x-client.ts';

const mechanisms = [PLAIN, MYSQL41, SHA256_MEMORY];
const channels = ['tls', 'plain', 'socket'] as const;
type Channel = (typeof channels)[number];

async function logIn(place: XPlace, channel: Channel, mechanism: string, password: string): Promise<string> {
  const { user } = accounts.mysql.cachingSha2;
  await using client = await XClient.open(channel === 'socket' ? place : { host: place.host, port: place.port });
  if (channel === 'tls') await client.secure();
  const reply = await client.login({ mechanism, user, password, schema: 'test' });
  const isIn = [...framesOf([reply])].at(-1)?.type === ServerMessage.SESS_AUTHENTICATE_OK;
  if (!isIn) return JSON.stringify([...decodeAnswer([reply])]);
  const rows = [...decodeAnswer([await client.sql('SELECT CURRENT_USER(), DATABASE()')])];
  return JSON.stringify(rows.flatMap((part) => (part.kind === 'row' ? [part.decode()] : [])));
}

/** Lets the recorded server name MYSQL41 among its mechanisms. */
function offerMysql41(file: string): void {
  const db = new Database(file);
  const greeting = db.prepare('SELECT greeting FROM session').pluck().get() as Buffer;
  const frames = [...framesOf([greeting])].map(({ type, payload }) => {
    if (type !== ServerMessage.CONN_CAPABILITIES) return frameMessage(type, payload);
    const { capabilities } = Capabilities.decode(payload);
    const named = capabilities.map((each) =>
      each.name === 'authentication.mechanisms'
        ? { name: each.name, value: { type: DatatypesAnyType.ARRAY, array: { value: mechanisms.map(textValue) } } }
        : each,
    );
    return frameMessage(type, Capabilities.encode({ capabilities: named }));
  });
  db.prepare('UPDATE session SET greeting = ?').run(Buffer.concat(frames));
  // as if it had been recorded so
  writeDigests(db);
  db.close();
}

describeWithServer('mysql', (server) => {
  describe.skipIf(!server.hasAccounts)('a login', () => {
    const { password } = accounts.mysql.cachingSha2;
    const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };
    const direct = { host: server.host, port: server.xPort ?? 0, socket: server.xSocket ?? '' };

    async function everyLogin(place: XPlace, right: string): Promise<string[]> {
      const outcomes: string[] = [];
      for (const channel of channels) {
        for (const mechanism of mechanisms) {
          for (const each of [right, 'wrong', '']) {
            outcomes.push(`${channel} ${mechanism} ${each === right}: ${await logIn(place, channel, mechanism, each)}`);
          }
        }
      }
      return outcomes;
    }

    // a server remembers who has logged in safely, and takes SHA256_MEMORY from then on
    beforeAll(() => logIn(direct, 'tls', PLAIN, password));

    test.each<ServerSslMode>(['PREFERRED', 'DISABLED', 'AS_CLIENT'])(
      'is answered as the server answers it, recorded with TLS towards it %s, and replayed',
      async (serverSslMode) => {
        await using folder = await temporaryFolder();
        const expected = await everyLogin(direct, password);
        const recorder = await startRecord(folder, {
          ...upstreams,
          serverSslMode,
          xPort: 0,
          xSocket: folder.file('record-x.sock'),
        });
        const place = { host: '127.0.0.1', port: recorder.xPort, socket: recorder.xSocket ?? '' };
        expect(await everyLogin(place, password)).toEqual(expected);
        await recorder.close();
        expect(readFileSync(recorder.file).includes(password)).toBe(false);
        expect(recorder.log.text).not.toContain(password);

        const { user } = accounts.mysql.cachingSha2;
        const users = [{ user, password }];
        await using player = await startReplay(folder, recorder.file, {
          users,
          requireAuth: true,
          xPort: 0,
          xSocket: folder.file('replay-x.sock'),
        });
        const played = { host: '127.0.0.1', port: player.xPort, socket: player.xSocket ?? '' };
        expect(await everyLogin(played, password)).toEqual(expected);
      },
    );

    test('with any password is taken on replay, unless it is to be verified', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      const expected = await logIn({ host: '127.0.0.1', port: recorder.xPort }, 'tls', PLAIN, password);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, { xPort: 0 });
      const place = { host: '127.0.0.1', port: player.xPort };
      for (const mechanism of mechanisms) expect(await logIn(place, 'tls', mechanism, 'another')).toBe(expected);
    });

    test('by MYSQL41 of the driver is verified, where the recorded server was one that had it', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      await logIn({ host: '127.0.0.1', port: recorder.xPort }, 'tls', PLAIN, password);
      await recorder.close();
      // MySQL 9 names the mechanism no more, and refuses whoever tries it; MySQL 8 has it
      offerMysql41(recorder.file);
      const { user } = accounts.mysql.cachingSha2;
      const users = [{ user, password }];
      await using player = await startReplay(folder, recorder.file, { users, requireAuth: true, xPort: 0 });
      const enter = (enabled: boolean, secret: string) =>
        getSession({
          ...{ host: '127.0.0.1', port: player.xPort, user, password: secret, schema: 'test' },
          ...{ auth: 'MYSQL41', tls: { enabled } },
        });
      for (const enabled of [false, true]) {
        const session = await enter(enabled, password);
        const result = await session.sql('SELECT CURRENT_USER(), DATABASE()').execute();
        expect(result.fetchAll()).toHaveLength(1);
        await session.close();
        await expect(enter(enabled, 'wrong')).rejects.toThrow(/Access denied/);
      }
    });

    test.each<[string, string[], (readonly [isTls: boolean, mechanism: string, password: string])[]]>([
      [
        'ACCOUNT LOCK',
        ['locked', 'locked', 'locked'],
        [
          [true, PLAIN, 'pw-x'],
          [true, PLAIN, 'pw-x'],
          [true, PLAIN, 'pw-x'],
        ],
      ],
      ['PASSWORD EXPIRE', ['expired'], [[true, PLAIN, 'pw-x']]],
      [
        'REQUIRE SSL',
        ['in', 'YES', 'in'],
        [
          [true, PLAIN, 'pw-x'],
          [false, SHA256_MEMORY, 'pw-x'],
          [true, SHA256_MEMORY, 'pw-x'],
        ],
      ],
      [
        'COMMENT "none"',
        ['in', 'NO'],
        [
          [true, PLAIN, 'pw-x'],
          [true, PLAIN, ''],
        ],
      ],
    ])('of an account with %s is refused on replay as it was, in the same words', async (clause, words, attempts) => {
      await using folder = await temporaryFolder();
      const user = `x_refused_${process.pid}`;
      const root = { host: server.host, port: server.port, user: server.user, password: server.password };
      await using admin = await createConnection(root);
      await admin.query(`DROP USER IF EXISTS ${user}`);
      await admin.query(`CREATE USER ${user} IDENTIFIED BY 'pw-x' ${clause}`);
      const talk = async (place: XPlace) => {
        const heard: string[] = [];
        for (const [isTls, mechanism, secret] of attempts) {
          await using client = await XClient.open({ host: place.host, port: place.port });
          if (isTls) await client.secure();
          const last = [...framesOf([await client.login({ mechanism, user, password: secret })])].at(-1);
          const isIn = last?.type === ServerMessage.SESS_AUTHENTICATE_OK;
          heard.push(isIn ? 'in' : (last?.payload.toString('latin1') ?? ''));
        }
        return heard;
      };
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      const recorded = await talk({ host: '127.0.0.1', port: recorder.xPort ?? 0 });
      expect(recorded).toEqual(words.map((word) => expect.stringContaining(word)));
      await recorder.close();
      await admin.query(`DROP USER ${user}`);
      await using player = await startReplay(folder, recorder.file, { xPort: 0 });
      expect(await talk({ host: '127.0.0.1', port: player.xPort ?? 0 })).toEqual(recorded);
    });

    test('is refused for good behind the third attempt', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      await logIn({ host: '127.0.0.1', port: recorder.xPort }, 'tls', PLAIN, password);
      const places = [direct.port, recorder.xPort];
      const users = [{ user: accounts.mysql.cachingSha2.user, password }];
      const attempts = async (port: number) => {
        await using client = await XClient.open({ host: '127.0.0.1', port });
        const replies: string[] = [];
        for (let n = 0; n < 3; n++) {
          const reply = await client.login({ mechanism: SHA256_MEMORY, user: users[0]?.user ?? '', password: 'wrong' });
          replies.push(reply.toString('hex'));
        }
        return [...replies, await client.isClosed()];
      };
      const [expected, recorded] = [await attempts(places[0] ?? 0), await attempts(places[1] ?? 0)];
      expect(recorded).toEqual(expected);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, { users, requireAuth: true, xPort: 0 });
      expect(await attempts(player.xPort)).toEqual(expected);
    });
  });
});
