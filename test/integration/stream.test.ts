// What happens to the stream itself: clients that end their side, connections that are killed, servers that lose patience
// or shut down. Each is seen alike directly, through record and from replay.

import mysql2 from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordingRun } from '../../src/index.ts';
import { frameSmall } from '../../src/mysql/codec/framing.ts';
import {
  accounts,
  describeWithServer,
  type ServerAddress,
  serverKinds,
  startMariadb,
  startMysql,
} from '../servers/index.ts';
import type { TestServer } from '../servers/start.ts';
import { BareClient } from '../support/bare-client.ts';
import { type Folder, type Started, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

const START = { mysql: startMysql, mariadb: startMariadb } as const;
const SLOW = 'SELECT SLEEP(30)';
const CUT_PACKET = Buffer.from([50, 0, 0, 0, 3, 65]);

for (const kind of serverKinds) {
  const account = accounts[kind].empty;
  const login = async ({ host, port }: Place) => (await BareClient.connect({ host, port })).login(account);
  const query = (client: BareClient, sql: string) => client.sendPacket(0, `\x03${sql}`);
  const idOf = async (client: BareClient) => Number(await value(query(client, 'SELECT CONNECTION_ID()')));

  describeWithServer(kind, (server) => {
    let folder: Folder;
    beforeAll(async () => {
      folder = await temporaryFolder();
    });
    afterAll(() => folder?.[Symbol.asyncDispose]());

    /** What is heard directly, through record, and from replay. */
    const threeTimes = async (hear: (place: Place, isLive: boolean) => Promise<string[]>) => {
      const direct = await hear(server, true);
      const recorder: Started<RecordingRun> = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const recorded = await hear(recorder, true).finally(() => recorder.close());
      await using replayer = await startReplay(folder, recorder.file);
      const replayed = await hear(replayer, false);
      expect(replayer.counts().misses).toBe(0);
      return { direct, recorded, replayed };
    };

    test('a client that ends its side still gets the answer it waits for', async () => {
      const heard = await threeTimes(async (place) => {
        await using client = await login(place);
        return await query(client, 'SELECT 1').end().lines();
      });
      expect(heard.recorded).toEqual(heard.direct);
      expect(heard.replayed).toEqual(heard.direct);
      expect(heard.direct.at(-1)).toBe('closed');
    });

    test('a client that sends commands ahead and ends its side gets all of their answers', async () => {
      const heard = await threeTimes(async (place) => {
        await using client = await login(place);
        const ahead = ['SELECT 1', 'DO SLEEP(0.05)', 'SELECT 2'].map((sql) => frameSmall(Buffer.from(`\x03${sql}`), 0));
        return await client.send(Buffer.concat(ahead)).end().lines();
      });
      expect(heard.recorded).toEqual(heard.direct);
      expect(heard.replayed).toEqual(heard.direct);
    });

    test.each([
      ['between commands', Buffer.alloc(0)],
      ['in a command', CUT_PACKET],
    ])('a client that ends its side %s hears what the server says to it', async (_name, bytes) => {
      const heard = await threeTimes(async (place) => {
        await using client = await login(place);
        await query(client, 'DO 1').line();
        return await client.send(bytes).end().lines();
      });
      expect(heard.recorded).toEqual(heard.direct);
      expect(heard.replayed).toEqual(heard.direct);
    });

    test('a statement that another connection kills is answered as it was', async () => {
      const heard = await threeTimes(async (place, isLive) => {
        await using client = await login(place);
        await using other = await login(place);
        const id = await idOf(client);
        query(client, SLOW);
        if (isLive) await untilSlow(server, id);
        const killed = await query(other, `KILL QUERY ${id}`).line();
        const answer = [await client.line(), await client.line(), await client.line(), await client.line()];
        return [killed, ...answer, await client.sendPacket(0, '\x0e').line()];
      });
      expect(heard.recorded).toEqual(heard.direct);
      expect(heard.replayed).toEqual(heard.direct);
    });

    test('a busy connection that another kills ends without an answer', async () => {
      const heard = await threeTimes(async (place, isLive) => {
        await using client = await login(place);
        await using other = await login(place);
        const id = await idOf(client);
        query(client, SLOW);
        if (isLive) await untilSlow(server, id);
        return [await query(other, `KILL ${id}`).line(), ...(await client.lines())];
      });
      expect(heard.recorded).toEqual(heard.direct);
      expect(heard.replayed).toEqual(heard.direct);
      expect(heard.direct).toEqual(['1 OK', 'closed']);
    });

    test.each(['KILL CONNECTION_ID()', 'KILL QUERY CONNECTION_ID()'])('%s is told to the one who asks', async (sql) => {
      const heard = await threeTimes(async (place) => {
        await using client = await login(place);
        const told = await query(client, sql).line();
        // MariaDB may still answer what comes before it has looked
        if (sql === 'KILL CONNECTION_ID()') return [told, ...(await client.lines())];
        return [told, await client.sendPacket(0, '\x0e').line()];
      });
      expect(heard.recorded).toEqual(heard.direct);
      expect(heard.replayed).toEqual(heard.direct);
      expect(heard.direct[0]).toMatch(/ERR (1317|1927) #70100/);
    });

    test('an idle connection is ended when the server has waited long enough, with the same words', async () => {
      const heard = await threeTimes(async (place) => {
        await using client = await login(place);
        await query(client, 'SET wait_timeout = 1').line();
        const lastWords = await client.lines();
        // alone behind it, in the recording's text too
        await using next = await login(place);
        return [...lastWords, await query(next, 'DO 1').line()];
      });
      expect(heard.recorded).toEqual(heard.direct);
      expect(heard.replayed).toEqual(heard.direct);
      expect(heard.direct.at(-2)).toBe('closed');
    });

    test('one that stops within a packet for so long is told of that', async () => {
      const heard = await threeTimes(async (place) => {
        await using client = await login(place);
        await query(client, 'SET wait_timeout = 1').line();
        return await client.send(CUT_PACKET).lines();
      });
      expect(heard.recorded).toEqual(heard.direct);
      expect(heard.replayed).toEqual(heard.direct);
    });

    test('a client that asks in time is not ended on replay', async () => {
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      {
        await using client = await login(recorder);
        await query(client, 'SET wait_timeout = 1').line();
        await client.lines();
        await recorder.close();
      }
      await using replayer = await startReplay(folder, recorder.file);
      await using client = await login(replayer);
      await query(client, 'SET wait_timeout = 1').line();
      for (let n = 0; n < 3; n++) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        expect(await client.sendPacket(0, '\x0e').line()).toBe('1 OK');
      }
      expect((await client.lines()).at(-1)).toBe('closed');
    });

    test("on replay KILL is about the replay's own connections", async () => {
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      {
        await using client = await login(recorder);
        await query(client, 'DO 1').line();
        client.sendPacket(0, '\x01');
        await client.lines();
      }
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      await using client = await login(replayer); // connection 1
      await using other = await login(replayer);
      expect(await query(other, 'KILL QUERY 1').line()).toBe('1 OK');
      expect(await client.sendPacket(0, '\x0e').line()).toBe('1 OK');
      expect(await query(other, 'KILL CONNECTION 1').line()).toBe('1 OK');
      expect(await client.lines()).toEqual(['closed']);
      await expect
        .poll(() => query(other, 'kill 1;').line(), { timeout: 5000 })
        .toBe('1 ERR 1094 #HY000Unknown thread id: 1');
      expect(await query(other, 'KILL 2').line()).toMatch(/^1 ERR (1317|1927) #70100/);
      expect(await other.lines()).toEqual(['closed']);
    });

    test('a server that shuts down in the middle of a command ends the connection', async () => {
      const hear = async (place: Place, stop: () => Promise<void>) => {
        await using client = await login(place);
        await query(client, 'DO 1').line();
        query(client, SLOW);
        const ended = client.lines();
        await stop();
        return await ended;
      };
      const stopped = async (server: TestServer, place: Place) => {
        return await hear(place, async () => {
          await untilSlow(server);
          await server.stop();
        });
      };
      await using first = await START[kind]();
      const direct = await stopped(first, first);
      await using second = await START[kind]();
      const recorder = await startRecord(folder, { upstream: `${second.host}:${second.port}` });
      const recorded = await stopped(second, recorder);
      await recorder.close();
      expect(recorded).toEqual(direct);
      expect(recorded.at(-1)).toBe('closed');
      await using replayer = await startReplay(folder, recorder.file);
      expect(await hear(replayer, async () => undefined)).toEqual(direct);
    });

    test('a server that has too many connections is heard', async () => {
      await using own = await START[kind]({ args: ['--max-connections=10', '--skip-name-resolve'] });
      const recorder = await startRecord(folder, { upstream: `${own.host}:${own.port}` });
      const refused = async (place: Place) => {
        const clients = [await login(place)];
        try {
          for (;;) {
            const client = await BareClient.connect({ host: place.host, port: place.port }, false);
            clients.push(client);
            const line = await client.line();
            if (line.includes('ERR')) return [line, await client.line()];
            if (clients.length > 20) throw new Error('nobody is refused');
          }
        } finally {
          for (const client of clients) client.destroy();
        }
      };
      const direct = await refused(own);
      const { user, password } = accounts[kind].root;
      const root = await mysql2.createConnection({ host: own.host, port: own.port, user, password });
      expect(await refused(recorder)).toEqual(direct);
      expect(direct[0]).toMatch(/^0 ERR 1040 .*Too many connections/);
      // nobody may come from here any more
      const strangers =
        kind === 'mysql' ? "DELETE FROM mysql.user WHERE host = '%'" : "DELETE FROM mysql.global_priv WHERE host = '%'";
      for (const sql of [strangers, 'FLUSH PRIVILEGES']) await root.query(sql);
      root.destroy();
      const stranger = async (place: Place) =>
        (await BareClient.connect({ host: place.host, port: place.port }, false)).lines();
      const unwelcome = await stranger(own);
      expect(unwelcome[0]).toMatch(/^0 ERR 1130 .*is not allowed to connect/);
      expect(await stranger(recorder)).toEqual(unwelcome);
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      expect([await refused(replayer), await stranger(replayer)]).toEqual([direct, unwelcome]);
      // what was recorded was played
      (await login(replayer)).destroy();
    });
  });

  /** @param id of the connection, where there may be others */
  const untilSlow = async (server: ServerAddress, id?: number) => {
    await using watcher = await login(server);
    const which = id === undefined ? '' : ` AND id = ${id}`;
    const sql = `SELECT COUNT(*) FROM information_schema.processlist WHERE info = '${SLOW}'${which}`;
    await expect.poll(() => value(query(watcher, sql)), { timeout: 5000 }).toBe('1');
  };
}

/** The one value of a result: count, definition, EOF, row, EOF. */
async function value(client: BareClient): Promise<string> {
  for (let n = 0; n < 3; n++) await client.packet();
  const { payload } = await client.packet();
  await client.packet();
  return payload.toString('latin1', 1);
}
