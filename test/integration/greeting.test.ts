// The face that a replay shows, and collation ids that do not fit into the byte that greetings and handshake responses
// have for them: servers look at that byte alone, in COM_CHANGE_USER at both.

import * as mariadb from 'mariadb';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordingRun, ReplayRun } from '../../src/index.ts';
import { decodeGreeting } from '../../src/mysql/packets/greeting.ts';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { type Folder, type Started, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const ACCOUNT = { mysql: accounts.mysql.cachingSha2, mariadb: accounts.mariadb.native };
/** 309 is MySQL's utf8mb4_0900_bin, its low byte macroman_bin; 1248 MariaDB's utf8mb4_unicode_nopad_ci, its low byte utf8mb4_unicode_ci. */
const COLLATIONS = [45, 53, 309, 1248, 0];
const SQL = 'SELECT @@collation_connection';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const account = ACCOUNT[kind];
    let folder: Folder;
    let recorder: Started<RecordingRun>;
    let file: string;
    beforeAll(async () => {
      folder = await temporaryFolder();
      const first = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      // So that its password is in the server's cache.
      await (await createConnection({ ...tcp(first), user: account.user, password: account.password })).end();
      await first.close();
      file = first.file;
      recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    });
    afterAll(async () => {
      await recorder?.close();
      await folder?.[Symbol.asyncDispose]();
    });

    test.each([
      ['8.0.36', '8.0.36'],
      ['10.4.8-MariaDB', '5.5.5-10.4.8-MariaDB'],
      ['11.4.2-MariaDB', '11.4.2-MariaDB'],
    ])('a replay greets as %s where it is told to, and clients find that', async (serverVersion, greeted) => {
      await using replayer = await startReplay(folder, file, { serverVersion });
      await using bare = await BareClient.connect(tcp(replayer), false);
      expect(decodeGreeting((await bare.packet()).payload).serverVersion).toBe(greeted);
      const connection = await mariadb.createConnection({ ...tcp(replayer), user: account.user, password: 'x' });
      expect(connection.serverVersion()).toBe(serverVersion);
      await connection.end();
    });

    test('a version that cannot be one is refused', async () => {
      for (const serverVersion of ['', 'with a space', 'nul\0', 'ä', '1'.repeat(61)]) {
        await expect(startReplay(folder, file, { serverVersion })).rejects.toThrow(
          /^--server-version .* is no version/,
        );
      }
    });

    test('collation ids of two bytes mean what they mean to the server', async () => {
      const ask = async (to: { host: string; port: number }) => {
        const seen: Record<string, string[]> = {};
        for (const id of COLLATIONS) {
          await using client = await BareClient.connect(tcp(to));
          const response = client.handshakeResponse(account);
          response.writeUInt16LE(id, 8);
          await client.loginWith(response);
          const atLogin = await collationOf(client);
          client.sendPacket(0, changeUser(account.user, id, account.plugin));
          const asked = (await client.packet()).payload;
          client.scramble = asked.subarray(asked.indexOf(0) + 1, asked.indexOf(0) + 21);
          client.sendPacket(2, client.answer(account));
          while ((await client.packet()).payload[0] !== 0x00);
          seen[id] = [atLogin, await collationOf(client)];
        }
        return seen;
      };
      const direct = await ask(server);
      expect(direct[309]?.[0]).toBe('macroman_bin');
      const recording = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      expect(await ask(recording)).toEqual(direct);
      await recording.close();
      await using replayer: Started<ReplayRun> = await startReplay(folder, recording.file);
      expect(await ask(replayer)).toEqual(direct);
    });
  });
}

const tcp = ({ host, port }: { host: string; port: number }) => ({ host, port });

function changeUser(user: string, collation: number, plugin: string): Buffer {
  const id = Buffer.alloc(2);
  id.writeUInt16LE(collation);
  return Buffer.concat([Buffer.from(`\x11${user}\0\0\0`), id, Buffer.from(`${plugin}\0`)]);
}

/** What the one row says. */
async function collationOf(client: BareClient): Promise<string> {
  client.sendPacket(0, `\x03${SQL}`);
  await client.packet(); // column count
  await client.packet(); // its definition
  await client.packet(); // EOF
  const row = (await client.packet()).payload.toString('latin1', 1);
  await client.packet(); // EOF
  return row;
}
