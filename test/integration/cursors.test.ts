// Cursors on replay: rows are fetched in other portions than they were recorded in, and belong to the execute that
// opened the cursor. What a client hears is compared with what the server says to the same portions.

import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { type BareAccount, BareClient } from '../support/bare-client.ts';
import { bytes, Conversation, int4 } from '../support/conversation.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

const LONG = 3;
const READ_ONLY = 1;
const COUNT = 5;
/** Behind each execute: the rows above this value, in these portions. */
type Steps = readonly (readonly [above: number, ...portions: number[]])[];

const RECORDED: Steps = [
  [0, 2, 2, 2],
  [3, 10],
];
const PORTIONS: readonly Steps[] = [
  RECORDED,
  [[0, 1, 1, 1, 1, 1, 1, 1]],
  [[0, 2, 1, 5, 1]],
  [[0, 5, 1]],
  [[0, 100, 1]],
  [[0, 0, 3, 0, 2, 3]],
  // each execute has its own rows, whatever order they are asked in
  [
    [3, 1, 1, 1],
    [0, 4, 4],
    [3, 2, 2],
  ],
];

async function talk(to: Place, login: { user: string; database: string }, steps: Steps, eof: bigint) {
  await using client = await RawClient.login({ host: to.host, port: to.port, ...login, capabilities: PLAIN | eof });
  const conversation = new Conversation(client);
  const id = await conversation.prepare('SELECT id, word FROM words WHERE id > ? ORDER BY id');
  for (const [above, ...portions] of steps) {
    await conversation.execute(`above ${above}`, id, READ_ONLY, [0, 1, LONG, 0], int4(above));
    for (const rows of portions) await conversation.fetch(`${rows}`, id, rows);
  }
  client.send(bytes([CommandCode.COM_STMT_CLOSE], int4(id)));
  return conversation.lines;
}

/** A statement executed with a cursor, then without one, and a ping behind it: all that comes behind the cursor's answer. */
async function executeBehindCursor({ host, port }: Place, account: BareAccount, eof: bigint): Promise<string[]> {
  await using client = await BareClient.connect({ host, port });
  await client.login(account, Number(eof));
  client.sendPacket(0, bytes([CommandCode.COM_STMT_PREPARE], 'SELECT 1 AS one UNION SELECT 2'));
  const prepared = (await client.packet()).payload;
  const execute = (flags: number) =>
    bytes([CommandCode.COM_STMT_EXECUTE], prepared.subarray(1, 5), [flags, 1, 0, 0, 0]);
  const ping = bytes([CommandCode.COM_PING]);
  const upToPong = async () => {
    const packets: string[] = [];
    for (;;) {
      const { sequenceId, payload } = await client.packet();
      packets.push(`${sequenceId} ${payload.toString('hex')}`);
      if (sequenceId === 1 && payload[0] === 0 && payload.length === 7) return packets;
    }
  };
  client.sendPacket(0, execute(READ_ONLY)).sendPacket(0, ping);
  await upToPong();
  client.sendPacket(0, execute(0)).sendPacket(0, ping);
  return await upToPong();
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { empty, root } = accounts[kind];

    test('an execute without a cursor of a statement that had one is answered, and what follows it', async () => {
      await using folder = await temporaryFolder();
      const { host, port } = server;
      const recorder = await startRecord(folder, { upstream: `${host}:${port}` });
      for (const eof of [0n, Capability.DEPRECATE_EOF]) {
        const direct = await executeBehindCursor(server, empty, eof);
        expect(await executeBehindCursor(recorder, empty, eof)).toEqual(direct);
      }
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      const replayed = await executeBehindCursor(replayer, empty, 0n);
      // MySQL's answer to it is one that no client can read
      if (kind === 'mysql') expect(replayed).toHaveLength(2);
      else expect(replayed).toEqual(await executeBehindCursor(server, empty, 0n));
      expect(replayer.counts().misses).toBe(kind === 'mysql' ? 1 : 0);
    });

    test('rows come in any portions', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const { host, port } = server;
      await using admin = await createConnection({ host, port, user: root.user, password: root.password });
      await admin.query(`CREATE TABLE ${schema.name}.words (id INT PRIMARY KEY, word VARCHAR(40))`);
      for (let id = 1; id <= COUNT; id++)
        await admin.query(`INSERT INTO ${schema.name}.words VALUES (${id}, 'w${id}')`);
      const login = { user: empty.user, database: schema.name };
      const recorder = await startRecord(folder, { upstream: `${host}:${port}` });
      const recorded = await talk(recorder, login, RECORDED, 0n).finally(() => recorder.close());
      expect(recorded).toEqual(await talk(server, login, RECORDED, 0n));

      for (const eof of [0n, Capability.DEPRECATE_EOF]) {
        for (const steps of PORTIONS) {
          await using replayer = await startReplay(folder, recorder.file);
          const replayed = await talk(replayer, login, steps, eof);
          expect(replayed, JSON.stringify(steps)).toEqual(await talk(server, login, steps, eof));
          expect(replayer.counts().misses).toBe(0);
        }
      }
    });

    test('rows that were never fetched are a miss, and what was is still there', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const { host, port } = server;
      await using admin = await createConnection({ host, port, user: root.user, password: root.password });
      await admin.query(`CREATE TABLE ${schema.name}.words (id INT PRIMARY KEY, word VARCHAR(40))`);
      for (let id = 1; id <= COUNT; id++)
        await admin.query(`INSERT INTO ${schema.name}.words VALUES (${id}, 'w${id}')`);
      const login = { user: empty.user, database: schema.name };
      const recorder = await startRecord(folder, { upstream: `${host}:${port}` });
      await talk(recorder, login, [[0, 2]], 0n).finally(() => recorder.close());
      await using replayer = await startReplay(folder, recorder.file);
      const steps = [[0, 1, 3, 1]] as const;
      const [replayed, direct] = [await talk(replayer, login, steps, 0n), await talk(server, login, [[0, 1, 1]], 0n)];
      expect(replayed.slice(0, 3)).toEqual(direct.slice(0, 3));
      expect(replayed[3]).toContain('the recorded answer is incomplete');
      expect(replayed[4]).toBe(direct[3]);
      expect(replayer.counts().misses).toBe(1);
    });
  });
}
