// The binary log: an endless response. It is passed on as it comes, kept as far as it came, and replayed where it ended.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { CommandCode as Com } from '../../src/mysql/constants/commands.ts';
import { accounts, describeWithServer, startMariadb, startMysql } from '../servers/index.ts';
import type { TestServer } from '../servers/start.ts';
import { bytes, type Conversation, converse, int4, stable } from '../support/conversation.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const START = { mysql: startMysql, mariadb: startMariadb } as const;
const NON_BLOCKING = 1;
const FILE = 'binlog.000001';
/** COM_BINLOG_DUMP from the beginning of the first file. */
const dump = (flags: number, serverId = 77) => bytes(int4(4), [flags, 0], int4(serverId), FILE);
const register = bytes(int4(77), [1], 'h', [1], 'u', [1], 'p', [0, 0], int4(0), int4(0));
/** A heartbeat every 100 ms: the period is in nanoseconds. */
const HEARTBEAT = 'SET @master_heartbeat_period = 100000000, @source_heartbeat_period = 100000000';
const CHECKSUM = "SET @master_binlog_checksum = 'CRC32', @source_binlog_checksum = 'CRC32'";
const HEARTBEAT_EVENT = 27;
const EVENT_TYPE_AT = 9;

for (const kind of ['mysql', 'mariadb'] as const) {
  const { user } = accounts[kind].empty;
  describeWithServer(kind, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await START[kind]({ args: ['--log-bin=binlog', '--server-id=1'] });
      await using client = await RawClient.login({ ...server, user, capabilities: PLAIN });
      for (const sql of [
        'CREATE DATABASE logged',
        'CREATE TABLE logged.t (a INT)',
        'INSERT INTO logged.t VALUES (1)',
      ]) {
        await client.command(bytes([Com.COM_QUERY], sql));
      }
    });
    afterAll(() => server?.[Symbol.asyncDispose]());

    for (const [face, capabilities] of Object.entries({ old: PLAIN, modern: PLAIN | Capability.DEPRECATE_EOF })) {
      test(`a log that is read to its end comes whole to a client with ${face} capabilities`, async () => {
        const { direct, recorded, replayed, misses } = await converse(server, { user, capabilities }, async (talk) => {
          await talk.query(CHECKSUM);
          await talk.ask('register', Com.COM_REGISTER_SLAVE, register);
          await readLog(talk, bytes([Com.COM_BINLOG_DUMP], dump(NON_BLOCKING)));
        });
        expect(stable(recorded)).toEqual(stable(direct));
        expect(replayed).toEqual(recorded);
        expect(misses).toBe(0);
      });
    }

    test('a log that is not there is refused alike', async () => {
      const { direct, recorded, replayed } = await converse(server, { user, capabilities: PLAIN }, async (talk) => {
        await talk.query(CHECKSUM);
        await readLog(talk, bytes([Com.COM_BINLOG_DUMP], int4(4), [NON_BLOCKING, 0], int4(77), 'nope.000009'));
      });
      expect(recorded).toEqual(direct);
      expect(replayed).toEqual(recorded);
    });

    test('a log without end is passed on, heartbeats too, and half of it is never served', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      {
        await using client = await RawClient.login({ ...recorder, user, capabilities: PLAIN });
        for (const sql of [CHECKSUM, HEARTBEAT]) await client.command(bytes([Com.COM_QUERY], sql));
        client.send(bytes([Com.COM_BINLOG_DUMP], dump(0)));
        let heartbeats = 0;
        while (heartbeats < 3) heartbeats += (await client.packet())[EVENT_TYPE_AT - 4] === HEARTBEAT_EVENT ? 1 : 0;
      }
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      await using client = await RawClient.login({ ...replayer, user, capabilities: PLAIN });
      for (const sql of [CHECKSUM, HEARTBEAT]) await client.command(bytes([Com.COM_QUERY], sql));
      const answer = await client.command(bytes([Com.COM_BINLOG_DUMP], dump(0)));
      expect(answer.toString('latin1')).toContain('the recorded answer is incomplete for: COM_BINLOG_DUMP');
      expect((await client.command(bytes([Com.COM_PING])))[4]).toBe(0);
    });

    if (kind === 'mysql') {
      test('a log by GTIDs comes whole', async () => {
        const login = { user, capabilities: PLAIN | Capability.DEPRECATE_EOF };
        const { direct, recorded, replayed } = await converse(server, login, async (talk) => {
          await talk.query(CHECKSUM);
          const file = bytes(int4(FILE.length), FILE);
          const noGtids = bytes(int4(8), int4(0), int4(0));
          const where = bytes([NON_BLOCKING, 0], int4(77), file, int4(4), int4(0));
          await readLog(talk, bytes([Com.COM_BINLOG_DUMP_GTID], where, noGtids));
        });
        expect(recorded).toEqual(direct);
        expect(replayed).toEqual(recorded);
      });
    }
  });
}

/** Keeps the log, and that the server ends the connection behind it. */
async function readLog(talk: Conversation, command: Buffer): Promise<void> {
  const answer = await talk.client.command(command);
  talk.lines.push(answer.toString('hex'));
  await talk.client.packet().then(
    (packet) => talk.lines.push(packet.toString('hex')),
    () => talk.lines.push('closed'),
  );
}
