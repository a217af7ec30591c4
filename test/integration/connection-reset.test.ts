// What COM_RESET_CONNECTION gives a connection back, which differs by server: a replay asks for an answer of the state that
// the server would be in.

import { type Connection, type ConnectionOptions, createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

type Place = { readonly host: string; readonly port: number };

/** Each statement's first value, or its error. */
async function talk(
  { host, port }: Place,
  options: ConnectionOptions,
  before: readonly string[],
  behind: readonly string[],
): Promise<unknown[]> {
  const connection: Connection = await createConnection({ host, port, ...options });
  const heard: unknown[] = [];
  const ask = async (sql: string) => {
    const [rows] = await connection.query<RowDataPacket[]>(sql).catch((error: Error) => [[{ error: error.message }]]);
    heard.push(Object.values(Array.isArray(rows) ? (rows[0] ?? {}) : {})[0]);
  };
  for (const sql of before) await ask(sql);
  await connection.reset();
  for (const sql of behind) await ask(sql);
  connection.destroy();
  return heard;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;

    test('the character set: of the server with MySQL, of the login with MariaDB', async () => {
      await using folder = await temporaryFolder();
      const asked = ["SELECT CONCAT(CHARSET('x'), ' here') AS c", "SELECT 'a' = 'A' AS same"];
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const unicode = await talk(recorder, { user, password }, [], asked);
      await recorder.close();
      for (const charset of ['latin1_swedish_ci', 'utf8mb4_bin']) {
        await using replayer = await startReplay(folder, recorder.file);
        const direct = await talk(server, { user, password, charset }, [], asked);
        const replayed = await talk(replayer, { user, password, charset }, [], asked);
        if (kind === 'mysql') expect({ charset, replayed }).toEqual({ charset, replayed: direct });
        const wrong = replayed.filter(
          (value, n) => value !== direct[n] && !String(value).includes('mock: recorded only'),
        );
        expect({ charset, unicode, direct, replayed, wrong }).toMatchObject({ wrong: [] });
      }
    });

    test('its variables, which nobody asked for behind a reset when it was recorded', async () => {
      await using folder = await temporaryFolder();
      const asked = ['SELECT @@collation_connection AS c', 'SELECT @@character_set_client AS c'];
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      await talk(recorder, { user, password }, [], ['SELECT 1']);
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      expect(await talk(replayer, { user, password }, [], asked)).toEqual(
        await talk(server, { user, password }, [], asked),
      );
    });

    test('SET NAMES of before counts no more', async () => {
      await using folder = await temporaryFolder();
      const asked = ["SELECT CONCAT(CHARSET('x'), ' here') AS c"];
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const direct = await talk(recorder, { user, password }, ['SET NAMES gbk'], asked);
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      expect(await talk(replayer, { user, password }, ['SET NAMES latin1'], asked)).toEqual(direct);
    });

    test('the role stays', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const role = `role_${process.pid}`;
      const admin = await createConnection({ ...server, user, password });
      await admin.query(`CREATE ROLE ${role}`);
      const me = kind === 'mysql' ? `'${user}'@'%'` : `'${user}'@'localhost'`;
      await admin.query(`GRANT ${role} TO CURRENT_USER()`).catch(() => admin.query(`GRANT ${role} TO ${me}`));
      const asked = ["SELECT CONCAT('as ', IFNULL(CURRENT_ROLE(), 'NONE')) AS r"];
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const options = { user, password, database: schema.name };
      const direct = await talk(recorder, options, [`SET ROLE ${role}`], asked);
      await recorder.close();
      await admin.query(`DROP ROLE ${role}`);
      await admin.end();
      expect(String(direct.at(-1))).toContain(role);
      await using replayer = await startReplay(folder, recorder.file);
      expect(await talk(replayer, options, [`SET ROLE ${role}`], asked)).toEqual(direct);
      expect(String((await talk(replayer, options, [], asked)).at(-1))).toContain('role');
      expect(replayer.counts().misses).toBe(1);
    });
  });
}
