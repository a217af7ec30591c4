// The rest of the situations that recorders before this one paid for, each test named after one; the others are in
// peers-matching.test.ts and peers-values.test.ts, vanishing-peers.test.ts (killed in the middle of a result) and
// commands.test.ts (pipelined commands).
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import { writeDigests } from '../../src/store/file/write-digests.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { fakeGreeting, fakeOk, startFakeUpstream } from '../support/fake-upstream.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const ANYONE = { user: 'anyone', password: '', plugin: 'caching_sha2_password' };
const tcp = ({ host, port }: { host: string; port: number }) => ({ host, port });

/** COM_STMT_EXECUTE without parameters, COM_STMT_RESET and COM_STMT_SEND_LONG_DATA by a statement's id. */
function execute(id: number, ...rest: number[]): Buffer {
  const head = Buffer.from([CommandCode.COM_STMT_EXECUTE, 0, 0, 0, 0, 0, 1, 0, 0, 0, ...rest]);
  head.writeUInt32LE(id, 1);
  return head;
}

function aboutStatement(code: number, id: number, ...rest: (number | string)[]): Buffer {
  const head = Buffer.from([code, 0, 0, 0, 0]);
  head.writeUInt32LE(id, 1);
  return Buffer.concat([head, ...rest.map((each) => Buffer.from(typeof each === 'string' ? each : [each]))]);
}

describe('a statement executed whose PREPARE predates the recording', () => {
  test('the recorder marks the gap, and a replay does not serve it', async () => {
    await using folder = await temporaryFolder();
    // no real server knows a statement that was not prepared on the connection
    await using upstream = await startFakeUpstream(async (side) => {
      side.send(fakeGreeting());
      await side.packet();
      side.send(fakeOk(2));
      for (;;) {
        await side.packet();
        side.send(fakeOk(1));
      }
    });
    const recorder = await startRecord(folder, { upstream: upstream.address });
    await using client = await (await BareClient.connect(tcp(recorder))).login(ANYONE);
    expect(await client.sendPacket(0, execute(7)).line()).toBe('1 OK');
    client.destroy();
    await recorder.close();
    const db = new Database(recorder.file, { readonly: true });
    const gaps = db.prepare('SELECT command, gap FROM exchange WHERE gap IS NOT NULL').all();
    db.close();
    expect(gaps).toEqual([{ command: 'COM_STMT_EXECUTE', gap: 'mid stream' }]);

    await using player = await startReplay(folder, recorder.file);
    await using asked = await (await BareClient.connect(tcp(player))).login(ANYONE);
    expect(await asked.sendPacket(0, execute(7)).line()).toMatch(/^1 ERR 1243 .*Unknown prepared statement handler/);
  });
});

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const { empty } = accounts[kind];
    const upstream = `${server.host}:${server.port}`;
    const place = (port: number, database: string) => ({ host: '127.0.0.1', port, user, password, database });

    test('a PREPARE that the recording lacks: made from the same SQL as text where it is known, else explained', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream });
      const connection = await createConnection(place(recorder.port, schema.name));
      await connection.query('SELECT 4 AS n');
      await connection.execute('SELECT 4 AS n');
      await connection.execute('SELECT 5 AS n');
      await connection.end();
      await recorder.close();
      const db = new Database(recorder.file);
      db.exec(`PRAGMA foreign_keys = OFF; UPDATE exchange SET prepare_exchange_id = NULL;
        DELETE FROM exchange WHERE command = 'COM_STMT_PREPARE'`);
      // as if it had been recorded so
      writeDigests(db);
      db.close();
      await using player = await startReplay(folder, recorder.file);
      const asked = await createConnection(place(player.port, schema.name));
      expect((await asked.execute('SELECT 4 AS n'))[0]).toEqual([{ n: 4 }]);
      await expect(asked.execute('SELECT 5 AS n')).rejects.toThrow(/^mock: no recorded answer to: SELECT 5 AS n/);
      await asked.end();
    });

    test('COM_STMT_RESET and SEND_LONG_DATA that are not in the recording: answered as the protocol says', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream });
      const login = { host: '127.0.0.1', user: empty.user, database: schema.name, capabilities: PLAIN };
      const sql = "SELECT CONCAT(?, '') AS v";
      const prepare = Buffer.concat([Buffer.of(CommandCode.COM_STMT_PREPARE), Buffer.from(sql)]);
      const bound = [0, 1, 0xfd, 0, 2, 0x68, 0x69]; // types follow: a text, `hi`
      await using recorded = await RawClient.login({ ...login, port: recorder.port });
      const id = (await recorded.command(prepare)).readUInt32LE(5);
      const answer = await recorded.command(execute(id, ...bound));
      await recorded[Symbol.asyncDispose]();
      await recorder.close();

      await using player = await startReplay(folder, recorder.file);
      await using asked = await RawClient.login({ ...login, port: player.port });
      const own = (await asked.command(prepare)).readUInt32LE(5);
      expect((await asked.command(aboutStatement(CommandCode.COM_STMT_RESET, own)))[4]).toBe(0);
      // it has no answer: the next command's comes, and the value is what was sent ahead
      asked.send(aboutStatement(CommandCode.COM_STMT_SEND_LONG_DATA, own, 0, 0, 'h'));
      asked.send(aboutStatement(CommandCode.COM_STMT_SEND_LONG_DATA, own, 0, 0, 'i'));
      expect(await asked.command(execute(own, 0, 1, 0xfd, 0))).toEqual(answer);
      const unknown = await asked.command(aboutStatement(CommandCode.COM_STMT_RESET, own + 9));
      expect(unknown.toString('latin1')).toContain('Unknown prepared statement handler');
      expect(player.counts().misses).toBe(0);
    });

    test('insert with a fresh UUID, then read back by that UUID', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const setup = await createConnection(place(server.port, schema.name));
      await setup.query('CREATE TABLE orders (id CHAR(36) PRIMARY KEY, what VARCHAR(20))');
      await setup.end();
      const work = async (port: number, id: string) => {
        const connection = await createConnection(place(port, schema.name));
        await connection.execute('INSERT INTO orders VALUES (?, ?)', [id, 'a kite']);
        const [rows] = await connection.execute<RowDataPacket[]>('SELECT * FROM orders WHERE id = ?', [id]);
        await connection.end();
        return rows;
      };
      const recorder = await startRecord(folder, { upstream });
      await work(recorder.port, randomUUID());
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, {
        volatile: [{ kind: 'uuid', statement: 'orders' }],
      });
      const fresh = randomUUID();
      expect(await work(player.port, fresh)).toEqual([{ id: fresh, what: 'a kite' }]);
      expect(player.report().substituted).not.toEqual([]);
    });

    test('the recorder has more than it can hold at once: nothing is lost, and memory is bounded', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream });
      const each = 60;
      const connections = await Promise.all(
        Array.from({ length: 8 }, () => createConnection(place(recorder.port, schema.name))),
      );
      // twice the 16 MiB that may wait to be written, with no pause in between
      await Promise.all(
        connections.flatMap((connection, at) =>
          Array.from({ length: each }, (_, n) =>
            connection.query(`SELECT REPEAT('x', 65536) AS x, ${at * each + n} AS n`),
          ),
        ),
      );
      await Promise.all(connections.map((connection) => connection.end()));
      const { exchanges, gaps } = recorder.counts();
      await recorder.close();
      expect({ queries: exchanges >= 8 * each, gaps }).toEqual({ queries: true, gaps: 0 });
      const db = new Database(recorder.file, { readonly: true });
      const kept = db.prepare("SELECT count(DISTINCT sql) AS n FROM exchange WHERE sql LIKE 'SELECT % AS n'").get();
      db.close();
      expect(kept).toEqual({ n: 8 * each });
    });

    test('a row of 20 MiB, and a result of 1 M rows: streamed, in bounded memory', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const setup = await createConnection(place(server.port, schema.name));
      await setup.query('CREATE TABLE d (n INT)');
      await setup.query('INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)');
      await setup.end();
      const row = `SELECT REPEAT('x', ${20 * 1024 * 1024}) AS wide`;
      const rows = `SELECT REPEAT('y', 60) AS narrow FROM d a, d b, d c, d e, d f, d g`;
      const login = { host: '127.0.0.1', user: empty.user, database: schema.name, capabilities: PLAIN };
      const query = (sql: string) => Buffer.concat([Buffer.of(CommandCode.COM_QUERY), Buffer.from(sql)]);
      const ask = async (port: number) => {
        await using client = await RawClient.login({ ...login, port });
        const answers: { bytes: number; hash: string }[] = [];
        for (const sql of [row, rows]) answers.push(await client.digest(query(sql)));
        return answers;
      };
      const recorder = await startRecord(folder, { upstream });
      const recorded = await ask(recorder.port);
      await recorder.close();
      expect(recorded[0]?.bytes).toBeGreaterThan(20 * 1024 * 1024);
      expect(recorded[1]?.bytes).toBeGreaterThan(64_000_000);
      await using player = await startReplay(folder, recorder.file);
      expect(await ask(player.port)).toEqual(recorded);
      // a client that does not read: what the replay holds for it stays far below the answer
      await using idle = await RawClient.login({ ...login, port: player.port });
      const before = process.memoryUsage().arrayBuffers;
      const played = player.counts().bytes;
      idle.send(query(rows));
      let most = 0;
      for (let turns = 0; turns < 1000; ) {
        await setImmediate();
        if (player.counts().bytes === played) continue;
        turns++;
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
      expect(most).toBeLessThan(32 * 1024 * 1024);
    }, 120_000);
  });
}
