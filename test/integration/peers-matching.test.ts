// Situations in which recorders answered wrongly and exited 0, each test named after one: which answer a statement gets.
import { type Connection, createConnection, createPool, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import type { RecordingRun } from '../../src/index.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { type Folder, type Started, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const upstream = `${server.host}:${server.port}`;
    const place = (port: number, database: string) => ({ host: '127.0.0.1', port, user, password, database });
    const rows = async (asked: Promise<unknown>) => (await asked.then((answer) => (answer as [unknown])[0])) as unknown;

    /** Records what `work` does on one connection; returns the finished recording. */
    async function recording(folder: Folder, database: string, work: (c: Connection) => Promise<unknown>) {
      const recorder: Started<RecordingRun> = await startRecord(folder, { upstream });
      const connection = await createConnection(place(recorder.port, database));
      await work(connection);
      await connection.end();
      await recorder.close();
      return recorder.file;
    }

    test('two SELECTs of equal byte length, only one recorded: the other is a miss', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const file = await recording(folder, schema.name, (c) => c.query('SELECT 11 AS n'));
      await using player = await startReplay(folder, file);
      const asked = await createConnection(place(player.port, schema.name));
      await expect(asked.query('SELECT 12 AS n')).rejects.toThrow(/no recorded answer.*asked 12, recorded 11/);
      expect(await rows(asked.query('SELECT 11 AS n'))).toEqual([{ n: 11 }]);
      await asked.end();
    });

    test("SHOW FULL FIELDS FROM a recorded, FROM b asked: a miss, never a's columns", async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const file = await recording(folder, schema.name, async (c) => {
        await c.query('CREATE TABLE a (one INT)');
        await c.query('SHOW FULL FIELDS FROM a');
        await c.query('SHOW FULL FIELDS FROM `a`');
      });
      await using player = await startReplay(folder, file);
      const asked = await createConnection(place(player.port, schema.name));
      await expect(asked.query('SHOW FULL FIELDS FROM b')).rejects.toThrow(/^mock: /);
      await expect(asked.query('SHOW FULL FIELDS FROM `b`')).rejects.toThrow(/^mock: /);
      await asked.end();
    });

    test('a system variable that was not recorded is never answered with the value of another', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const names =
        kind === 'mysql' ? ['transaction_read_only', 'transaction_isolation'] : ['tx_read_only', 'tx_isolation'];
      const [readOnly, isolation] = names.map((name) => `SELECT @@session.${name} AS v`) as [string, string];
      const file = await recording(folder, schema.name, (c) => c.query(readOnly));
      await using player = await startReplay(folder, file);
      const asked = await createConnection(place(player.port, schema.name));
      const answer = await rows(asked.query(isolation)).catch((error: Error) => error.message);
      if (typeof answer === 'string') expect(answer).toMatch(/^mock: /);
      else expect(answer).toEqual([{ v: 'REPEATABLE-READ' }]);
      await asked.end();
    });

    test('a tracing comment in front, in the middle or at the end does not count; executable ones and hints do', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const file = await recording(folder, schema.name, async (c) => {
        await c.query('SELECT 5 AS n FROM DUAL');
        await c.query('SELECT /*! 6 AS m, */ 5 AS n');
      });
      await using player = await startReplay(folder, file);
      const asked = await createConnection(place(player.port, schema.name));
      for (const sql of [
        "/*traceparent='00-a-b-01'*/ SELECT 5 AS n FROM DUAL",
        'SELECT /* in the middle */ 5 AS n FROM /* and here */ DUAL',
        "SELECT 5 AS n FROM DUAL /*traceparent='00-c-d-01'*/",
        'SELECT 5 AS n FROM DUAL -- behind',
      ]) {
        expect(await rows(asked.query(sql))).toEqual([{ n: 5 }]);
      }
      expect(await rows(asked.query('SELECT /*! 6 AS m, */ 5 AS n'))).toEqual([{ m: 6, n: 5 }]);
      await expect(asked.query('SELECT /*! 7 AS m, */ 5 AS n')).rejects.toThrow(/^mock: /);
      await expect(asked.query('SELECT /*+ NO_MERGE() */ 5 AS n FROM DUAL')).rejects.toThrow(/^mock: /);
      await asked.end();
    });

    test('the same statement prepared several times, closed, prepared again, on several connections', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const sql = 'SELECT ? + 0 AS n';
      const file = await recording(folder, schema.name, async (c) => {
        for (const n of [1, 2, 3]) await c.execute(sql, [n]);
      });
      await using player = await startReplay(folder, file);
      const connections = await Promise.all([1, 2].map(() => createConnection(place(player.port, schema.name))));
      for (const connection of connections) {
        const [one, two] = [await connection.prepare(sql), await connection.prepare(`${sql} `)];
        expect(await rows(two.execute([3]))).toEqual([{ n: 3 }]);
        expect(await rows(one.execute([1]))).toEqual([{ n: 1 }]);
        await one.close();
        connection.unprepare(sql);
        const again = await connection.prepare(sql);
        expect(await rows(again.execute([2]))).toEqual([{ n: 2 }]);
        expect(await rows(two.execute([1]))).toEqual([{ n: 1 }]);
      }
      await Promise.all(connections.map((connection) => connection.end()));
      expect(player.counts().misses).toBe(0);
    });

    test.each([1, 50])('a pool of 10 at recording, of %i at replay: the same answers', async (size) => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const setup = await createConnection(place(server.port, schema.name));
      await setup.query('CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))');
      await setup.end();
      const work = async (port: number, connectionLimit: number) => {
        const pool = createPool({ ...place(port, schema.name), connectionLimit });
        const answers = await Promise.all(
          // from 1 on: 0 equals every text that is no number, so it says nothing of rows while no definition is known
          Array.from({ length: 40 }, async (_, n) => {
            const id = n + 1;
            const connection = await pool.getConnection();
            await connection.beginTransaction();
            await connection.execute('INSERT INTO t VALUES (?, ?)', [id, `name ${id}`]);
            const [found] = await connection.execute<RowDataPacket[]>('SELECT name FROM t WHERE id = ?', [id]);
            await connection.commit();
            connection.release();
            return found;
          }),
        );
        await pool.end();
        return answers;
      };
      const recorder = await startRecord(folder, { upstream });
      const recorded = await work(recorder.port, 10);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      expect(await work(player.port, size)).toEqual(recorded);
      expect(player.counts().misses).toBe(0);
    });

    test('by place, the same query asked N+1 times, recorded N: an error, the last again or a cycle', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const count = 'SELECT COUNT(*) AS n FROM t';
      const file = await recording(folder, schema.name, async (c) => {
        await c.query('CREATE TABLE t (id INT)');
        await c.query(count);
        await c.query('INSERT INTO t VALUES (1)');
        await c.query(count);
      });
      for (const [exhausted, third] of [
        ['error', 'miss'],
        ['repeat-last', 1],
        ['cycle', 0],
      ] as const) {
        await using player = await startReplay(folder, file, { exhausted, strategy: 'ordered' });
        const asked = await createConnection(place(player.port, schema.name));
        const answers: unknown[] = [];
        for (let n = 0; n < 3; n++) {
          const [found] = await asked.query<RowDataPacket[]>(count).catch(() => [[{ n: 'miss' }]]);
          answers.push(found[0]?.n);
        }
        expect(answers).toEqual([0, 1, third]);
        const { misses, repeated } = player.report();
        if (third === 'miss') expect(misses).toMatchObject([{ miss: { reason: 'exhausted' }, count: 1 }]);
        else expect(repeated).toMatchObject([{ times: 1 }]);
        await asked.end();
      }
    });
  });
}
