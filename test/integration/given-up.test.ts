// What the recorded client did not wait for: it left, or the statement was killed. A replay says as little.

import type { Connection as CallbackConnection } from 'mysql2';
import mysql2, { type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const LONG = 'SELECT 1 FROM (SELECT 1) AS d WHERE SLEEP(30)';
const PATIENCE_MS = 400;

for (const kind of serverKinds)
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[server.kind].root;
    const connect = (port: number) => mysql2.createConnection({ host: '127.0.0.1', port, user, password });

    /** What a client hears within its patience; it leaves then. */
    async function giveUp(port: number, ...before: readonly string[]): Promise<string> {
      const client = await connect(port);
      client.on('error', () => undefined);
      for (const sql of before) await client.query(sql);
      const heard = client.query(LONG).then(
        () => 'an answer',
        (error: Error) => error.message,
      );
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve('nothing'), PATIENCE_MS);
      });
      const what = await Promise.race([heard, patience]);
      clearTimeout(timer);
      client.destroy();
      return what;
    }

    /** What the killed hears, how long it took, and whether its connection goes on. */
    async function kill(port: number): Promise<unknown[]> {
      const [one, other] = await Promise.all([connect(port), connect(port)]);
      const began = performance.now();
      const killed = one.query(LONG).then(
        () => 'an answer',
        (error: { errno: number }) => error.errno,
      );
      const timer = setTimeout(() => void other.query(`KILL QUERY ${one.threadId}`), PATIENCE_MS);
      const answer = await killed;
      clearTimeout(timer);
      const isSoon = performance.now() - began < PATIENCE_MS / 2;
      const [rows] = await one.query('SELECT 2 AS n');
      await Promise.all([one.end(), other.end()]);
      return [answer, isSoon, rows];
    }

    /** What a busy client hears when another ends its statement or its connection, and whether that was at once. */
    async function cut(port: number, how: 'KILL' | 'KILL QUERY', sql: string): Promise<unknown[]> {
      const [one, other] = await Promise.all([connect(port), connect(port)]);
      one.on('error', () => undefined);
      const began = performance.now();
      const heard = one.query<RowDataPacket[]>(sql).then(
        ([rows]) => Object.values(rows[0] ?? {}),
        (error: { code: string }) => error.code,
      );
      const timer = setTimeout(() => void other.query(`${how} ${one.threadId}`), PATIENCE_MS);
      const answer = await heard;
      clearTimeout(timer);
      const isSoon = performance.now() - began < PATIENCE_MS / 2;
      one.destroy();
      await other.end();
      return [answer, isSoon];
    }

    /** How many rows come before the client has waited long enough, and leaves. */
    async function leaveInRows(port: number): Promise<number> {
      const client = await connect(port);
      client.on('error', () => undefined);
      let rows = 0;
      const wide = "SELECT n, REPEAT('x', 100000), SLEEP(IF(n = 4, 30, 0)) FROM";
      const sql = `${wide} (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS d`;
      const { connection } = client as unknown as { readonly connection: CallbackConnection };
      const asked = connection.query(sql);
      const some = new Promise<void>((resolve, reject) => {
        asked.on('error', reject);
        asked.on('result', () => {
          if (++rows === 2) resolve();
        });
      });
      await some;
      const left = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
      await left;
      client.destroy();
      return rows;
    }

    /** Whether each connection is told its own number, as text and prepared, and another may end it by that. */
    async function ownIds(port: number, times: number): Promise<unknown[]> {
      const [one, other] = await Promise.all([connect(port), connect(port)]);
      one.on('error', () => undefined);
      const told: unknown[] = [];
      const isOwn = (id: unknown, client: { threadId: number | null }) => id === client.threadId;
      for (let time = 0; time < times; time++) {
        for (const client of [other, one]) {
          const [[row]] = await client.query<RowDataPacket[]>("SELECT 'a,b' AS t, CONNECTION_ID() AS `its id`");
          const [[prepared]] = await client.execute<RowDataPacket[]>('SELECT CONNECTION_ID(), ? AS n', [time]);
          told.push(isOwn(row?.['its id'], client), isOwn(prepared?.['CONNECTION_ID()'], client));
        }
      }
      const ended = new Promise((resolve) => one.once('error', resolve));
      const [[row]] = await one.query<RowDataPacket[]>('SELECT CONNECTION_ID() AS id');
      await other.query(`KILL ${row?.id}`);
      await ended;
      await other.end();
      return told;
    }

    test('CONNECTION_ID() is the number of the greeting, however often and whoever asks', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      expect(await ownIds(recorder.port, 1)).toEqual(Array(4).fill(true));
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      for (const times of [1, 1]) expect(await ownIds(player.port, times)).toEqual(Array(4 * times).fill(true));
      expect(player.counts().misses).toBe(0);
    });

    test('who gave up waiting hears nothing again, and who was killed hears of it when somebody kills it', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const work = async (port: number) => [await giveUp(port), await kill(port)];
      const recorded = await work(recorder.port);
      expect(recorded).toEqual(['nothing', [1317, false, [{ n: 2 }]]]);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      expect(await work(player.port)).toEqual(recorded);
      expect(player.counts().misses).toBe(0);
    });

    test('who left in the middle of the rows gets as many again, and then nothing', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const recorded = await leaveInRows(recorder.port);
      expect(recorded).toBeGreaterThanOrEqual(2);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      expect(await leaveInRows(player.port)).toBe(recorded);
      expect(player.counts().misses).toBe(0);
    });

    test('a connection that is ended while it waits, and a SLEEP that is cut, wait for it again', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const work = async (port: number) => [
        await cut(port, 'KILL', LONG),
        await cut(port, 'KILL QUERY', 'SELECT SLEEP(30)'),
      ];
      const recorded = await work(recorder.port);
      expect(recorded[0]).toEqual(['PROTOCOL_CONNECTION_LOST', false]);
      expect(recorded[1]?.[1]).toBe(false);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      expect(await work(player.port)).toEqual(recorded);
      expect(player.counts().misses).toBe(0);
    });

    test('what nobody answers ends by itself when the connection has been silent for wait_timeout', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const set = 'SET SESSION wait_timeout = 1';
      expect(await giveUp(recorder.port, set)).toBe('nothing');
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      const client = await connect(player.port);
      client.on('error', () => undefined);
      await client.query(set);
      await expect(client.query(LONG)).rejects.toThrow(/closed|ended|lost/i);
    });
  });
