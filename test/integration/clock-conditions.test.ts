// The clock in a condition: `WHERE ends > '2026-11-29 08:00:00'`, with the time at which it is asked. What was recorded is answered only
// where each row stays on its side of it.

import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

type Ask = (sql: string, values?: readonly string[]) => Promise<unknown>;
type Program = (ask: Ask) => Promise<void>;

const inSeconds = (seconds: number) =>
  new Date(Date.now() + seconds * 1000).toISOString().slice(0, 23).replace('T', ' ');
const drawn = () => randomBytes(24).toString('base64url');
const SESSIONS =
  'CREATE TABLE sessions (token VARCHAR(64) PRIMARY KEY, ends DATETIME(6), made DATETIME DEFAULT CURRENT_TIMESTAMP)';
const stays = 'SELECT COUNT(*) AS n FROM sessions WHERE ends > ?';

/** A session is made, is valid, and is over. */
const login: Program = async (ask) => {
  const [token, other] = [drawn(), drawn()];
  await ask(SESSIONS);
  await ask('INSERT INTO sessions (token, ends) VALUES (?, ?)', [token, inSeconds(3600)]);
  await ask('INSERT INTO sessions (token, ends) VALUES (?, ?)', [other, inSeconds(-3600)]);
  const valid = 'SELECT token FROM sessions WHERE ends > ? AND token = ?';
  expect(await ask(valid, [inSeconds(0), token])).toEqual([{ token }]);
  expect(await ask(valid, [inSeconds(0), other])).toEqual([]);
  expect(await ask(stays, [inSeconds(0)])).toEqual([{ n: 1 }]);
  expect(await ask('DELETE FROM sessions WHERE ends < ?', [inSeconds(0)])).toMatchObject({ affectedRows: 1 });
  expect(await ask(valid, [inSeconds(0), token])).toEqual([{ token }]);
  await ask('UPDATE sessions SET ends = ? WHERE token = ?', [inSeconds(-7200), token]);
  expect(await ask(valid, [inSeconds(0), token])).toEqual([]);
};

const CASES: readonly (readonly [why: string, sql: string])[] = [
  ['a row has come to the other side', stays],
  ['the server has stamped the rows', 'SELECT COUNT(*) AS n FROM sessions WHERE made < ?'],
  ['there were rows before', 'SELECT COUNT(*) AS n FROM migrations WHERE applied < ?'],
  ['something is computed', 'SELECT COUNT(*) AS n FROM sessions WHERE DATE(ends) < ?'],
  ['there are alternatives', "SELECT COUNT(*) AS n FROM sessions WHERE ends > ? OR token = 'a'"],
];

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;

    async function run(port: number, database: string, isPrepared: boolean, program: Program): Promise<void> {
      await using client = await createConnection({
        host: '127.0.0.1',
        port,
        user,
        password,
        database,
        dateStrings: true,
      });
      await program(async (sql, values = []) => {
        const isBound = isPrepared && values.length > 0;
        const [rows] = isBound ? await client.execute(sql, [...values]) : await client.query(sql, [...values]);
        return rows;
      });
    }

    /** Records one program, replays another; how many were missed. */
    async function recordThen(first: Program, isPrepared: boolean, then: Program): Promise<number> {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      await run(server.port, schema.name, false, async (ask) => {
        await ask('CREATE TABLE migrations (name VARCHAR(40) PRIMARY KEY, applied DATETIME)');
      });
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      await run(recorder.port, schema.name, isPrepared, first);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      await run(player.port, schema.name, isPrepared, then);
      return player.counts().misses;
    }

    describe.each([
      ['text', false],
      ['prepared', true],
    ])('%s', (_name, isPrepared) => {
      test('it is answered where each row stays on its side of it', async () => {
        expect(await recordThen(login, isPrepared, login)).toBe(0);
      });

      test.each(CASES)('it is a miss where %s', async (_why, sql) => {
        const fixed = inSeconds(-20);
        const rows: Program = async (ask) => {
          await ask(SESSIONS);
          await ask('INSERT INTO sessions (token, ends) VALUES (?, ?)', ['a', fixed]);
        };
        const first: Program = async (ask) => {
          await rows(ask);
          await ask(sql, [inSeconds(-50)]);
        };
        await recordThen(first, isPrepared, async (ask) => {
          await rows(ask);
          await expect(ask(sql, [inSeconds(30)])).rejects.toThrow(/mock: /);
        });
      });
    });
  });
}
