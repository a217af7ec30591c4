// Which recorded answer a message of the X Protocol gets: scopes, the session's state, transactions, strategies, misses.
import { describe, expect, test } from 'vitest';
import { PLAIN, SHA256_MEMORY } from '../../src/mysqlx/auth/auth-data.ts';
import { decodeAnswer } from '../../src/mysqlx/codec/decode-answer.ts';
import { frameMessage } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage } from '../../src/mysqlx/constants/message-types.ts';
import { CapabilitiesSet, StmtExecute } from '../../src/mysqlx/messages/messages.ts';
import { DatatypesAnyType } from '../../src/mysqlx/messages/schema.ts';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { textValue, XClient } from '../support/x-client.ts';

interface Place {
  readonly xPort: number;
}

interface As {
  readonly user?: string;
  readonly mechanism?: string;
  readonly attribute?: string;
}

/** Rows as lists of texts; of an error its message. */
function said(answer: Buffer): unknown {
  const rows: unknown[] = [];
  for (const part of decodeAnswer([answer])) {
    if (part.kind === 'error') return part.error.msg;
    if (part.kind === 'row') rows.push(part.decode().map((value) => ('text' in value ? value.text : value.kind)));
  }
  return rows;
}

describeWithServer('mysql', (server) => {
  const account = accounts.mysql.cachingSha2;
  const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };

  async function connect({ xPort }: Place, schema: string, as: As = {}): Promise<XClient> {
    const client = await XClient.open({ host: '127.0.0.1', port: xPort });
    await client.secure();
    if (as.attribute !== undefined) {
      const obj = { fld: [{ key: 'mock_scope', value: textValue(as.attribute) }] };
      const value = { type: DatatypesAnyType.OBJECT, obj };
      const capabilities = { capabilities: [{ name: 'session_connect_attrs', value }] };
      await client.ask(ClientMessage.CON_CAPABILITIES_SET, CapabilitiesSet.encode({ capabilities }));
    }
    const { mechanism = PLAIN, user = account.user } = as;
    const reply = await client.login({ mechanism, user, password: account.password, schema });
    expect(said(reply)).toEqual([]);
    return client;
  }

  const ask = async (client: XClient, sql: string) => said(await client.sql(sql));

  /** Asks all at once. */
  async function askAll(client: XClient, ...statements: readonly string[]): Promise<unknown[]> {
    const frames = statements.map((sql) =>
      frameMessage(ClientMessage.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: Buffer.from(sql), args: [] })),
    );
    client.send(Buffer.concat(frames));
    const answers: unknown[] = [];
    for (const _ of statements) answers.push(said(await client.answer()));
    return answers;
  }

  describe.skipIf(!server.hasAccounts)('over the X Protocol', () => {
    /** Counts, inserts and counts again. */
    async function work(place: Place, schema: string, as: As, scope?: string): Promise<unknown[]> {
      await using client = await connect(place, schema, as);
      if (scope !== undefined) await ask(client, `SET @mock_scope = '${scope}'`);
      const before = await ask(client, 'SELECT COUNT(*) FROM t');
      await ask(client, 'INSERT INTO t VALUES (1)');
      return [before, await ask(client, 'SELECT COUNT(*) FROM t')];
    }

    test('each scope replays from its own beginning, in any order and in parallel', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const { name } = schema;
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0, scope: 'rest' });
      {
        await using setup = await connect(recorder, name);
        await ask(setup, 'CREATE TABLE t (n INT)');
      }
      const plain = { user: `${account.user}+one` };
      const proof = { user: `${account.user}+two`, mechanism: SHA256_MEMORY };
      expect(await work(recorder, name, plain)).toEqual([[['0']], [['1']]]);
      expect(await work(recorder, name, proof)).toEqual([[['1']], [['2']]]);
      expect(await work(recorder, name, { attribute: 'three' })).toEqual([[['2']], [['3']]]);
      expect(await work(recorder, name, {}, 'four')).toEqual([[['3']], [['4']]]);
      await recorder.close();

      await using player = await startReplay(folder, recorder.file, { xPort: 0 });
      const replayed = await Promise.all([
        work(player, name, {}, 'four'),
        work(player, name, { attribute: 'three' }),
        work(player, name, {}, 'one'),
        work(player, name, proof),
      ]);
      expect(replayed).toEqual([
        [[['3']], [['4']]],
        [[['2']], [['3']]],
        [[['0']], [['1']]],
        [[['1']], [['2']]],
      ]);
      expect(player.counts().misses).toBe(0);
      expect(player.report().scopes).toMatchObject([
        { name: 'four', played: 3, unused: 0 },
        { name: 'one', played: 3, unused: 0 },
        { name: 'rest', played: 0, unused: 1 },
        { name: 'three', played: 3, unused: 0 },
        { name: 'two', played: 3, unused: 0 },
      ]);
    });

    test('a scope begins between two messages that nobody waits for', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const messages = ['SELECT 1', "SET @mock_scope = 'in'", 'SELECT 2', "SET @mock_scope = 'a', @b = 1", 'SELECT 3'];
      const alone = 'mock: SET @mock_scope stands alone in its statement, since no server hears of it';
      const expected = [[['1']], [], [['2']], alone, [['3']]];
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      {
        await using client = await connect(recorder, schema.name);
        expect(await askAll(client, ...messages)).toEqual(expected);
      }
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, { xPort: 0 });
      await using client = await connect(player, schema.name);
      expect(await askAll(client, ...messages)).toEqual(expected);
      expect(await ask(client, "SET @mock_scope = 'inn'")).toBe(
        "mock: the recording has no scope 'inn'; nearest: 'in'",
      );
      await using stranger = await XClient.open({ host: '127.0.0.1', port: player.xPort });
      await stranger.secure();
      const login = { mechanism: PLAIN, user: `${account.user}+nowhere`, password: '' };
      expect(said(await stranger.login(login))).toMatch(/the recording has no scope 'nowhere'/);
    });

    test('a message is answered in the state in which it was asked', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      {
        await using client = await connect(recorder, schema.name);
        expect(await ask(client, 'SELECT 1 AS "x"')).toEqual([['1']]);
        await ask(client, "SET sql_mode = 'PIPES_AS_CONCAT'");
        expect(await ask(client, "SELECT 'a' || 'b'")).toEqual([['ab']]);
        await ask(client, "SET sql_mode = ''");
        expect(await ask(client, "SELECT 'a' || 'b'")).toEqual([['0']]);
      }
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, { xPort: 0, strategy: 'any' });
      await using client = await connect(player, schema.name);
      await ask(client, "SET sql_mode = ''");
      expect(await ask(client, "SELECT 'a' || 'b'")).toEqual([['0']]);
      await ask(client, "SET sql_mode = 'PIPES_AS_CONCAT'");
      expect(await ask(client, "SELECT 'a' || 'b'")).toEqual([['ab']]);
      expect(await ask(client, 'SELECT 1 AS "x"')).toMatch(
        /^mock: recorded only under other session settings: .*; sql_mode differs: asked with 'PIPES_AS_CONCAT', recorded with nothing set$/,
      );
    });

    test('a transaction is answered by one recorded transaction', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const transfer = async (place: Place, from: number) => {
        await using client = await connect(place, schema.name);
        await ask(client, 'BEGIN');
        const before = await ask(client, 'SELECT SUM(n) FROM t');
        await ask(client, `DELETE FROM t WHERE n = ${from}`);
        const after = await ask(client, 'SELECT SUM(n) FROM t');
        await ask(client, 'COMMIT');
        return [before, after];
      };
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      {
        await using client = await connect(recorder, schema.name);
        await ask(client, 'CREATE TABLE t (n INT)');
        await ask(client, 'INSERT INTO t VALUES (1), (2), (4), (8)');
      }
      for (const from of [1, 2, 4]) await transfer(recorder, from);
      await recorder.close();

      await using player = await startReplay(folder, recorder.file, { xPort: 0 });
      {
        // what the transactions read is what these have made
        await using client = await connect(player, schema.name);
        await ask(client, 'CREATE TABLE t (n INT)');
        await ask(client, 'INSERT INTO t VALUES (1), (2), (4), (8)');
      }
      expect(await transfer(player, 1)).toEqual([[['15']], [['14']]]);
      expect(await transfer(player, 2)).toEqual([[['14']], [['12']]]);
      await using client = await connect(player, schema.name);
      await ask(client, 'BEGIN');
      expect(await ask(client, 'SELECT SUM(n) FROM t')).toEqual([['12']]);
      expect(await ask(client, 'DELETE FROM t WHERE n = 1')).toMatch(/^mock: recorded only with other data/);
      expect(await ask(client, 'DELETE FROM t WHERE n = 4')).toEqual([]);
      await ask(client, 'ROLLBACK');
      expect(await ask(client, 'DELETE FROM t WHERE n = 4')).toMatch(
        /recorded only under other session settings: .*; in_transaction differs: asked with 0, recorded with 1$/,
      );
    });

    test("what a session holds counts, whoever's turn it is: variables, the last id, the statement before, bound settings", async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      {
        await using setup = await connect(recorder, schema.name);
        await ask(setup, 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT)');
      }
      const questions = [
        'SELECT @a',
        'SELECT LAST_INSERT_ID() AS id',
        'SELECT ROW_COUNT() AS n',
        "SELECT TIMESTAMP('2026-01-01') = CONVERT_TZ('2026-01-01', @@session.time_zone, '+00:00') AS utc",
      ];
      const session = async (place: Place, n: number): Promise<unknown[]> => {
        await using client = await connect(place, schema.name);
        await client.ask(
          ClientMessage.SQL_STMT_EXECUTE,
          StmtExecute.encode({ stmt: Buffer.from('SET time_zone = ?'), args: [textValue(`+0${n}:00`)] }),
        );
        await ask(client, `SET @a = ${n + 10}`);
        await ask(client, `INSERT INTO t (n) VALUES ${Array.from({ length: n + 1 }, () => `(${n})`).join()}`);
        const answers: unknown[] = [await ask(client, questions[2] ?? '')];
        for (const question of questions) answers.push(await ask(client, question));
        return answers;
      };
      const recorded = [await session(recorder, 0), await session(recorder, 1)];
      expect(recorded).toEqual([
        [[['1']], [['10']], [['1']], [['-1']], [['1']]],
        [[['2']], [['11']], [['2']], [['-1']], [['0']]],
      ]);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, { xPort: 0, strategy: 'ordered' });
      const other = await session(player, 1);
      expect([await session(player, 0), other]).toEqual(recorded);
      expect(player.counts().misses).toBe(0);
      // nobody recorded this session: what depends on it is a miss
      await using third = await connect(player, schema.name);
      await ask(third, 'SET @a = 10');
      expect(await ask(third, 'SELECT LAST_INSERT_ID() AS id')).toMatch(/last_insert_id differs/);
      expect(await ask(third, 'SELECT @a')).toMatch(/recorded only under other session settings/);
    });

    test.each([
      ['error', [['1'], ['2'], 'used up']],
      ['repeat-last', [['1'], ['2'], ['2']]],
      ['cycle', [['1'], ['2'], ['1']]],
    ] as const)('what was given is given again with --exhausted %s', async (exhausted, expected) => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      {
        await using client = await connect(recorder, schema.name);
        await ask(client, 'CREATE TABLE t (n INT)');
        for (const n of [1, 2]) {
          await ask(client, `INSERT INTO t VALUES (${n})`);
          await ask(client, 'SELECT COUNT(*) FROM t');
        }
      }
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, {
        xPort: 0,
        exhausted,
        explain: true,
        strategy: 'ordered',
      });
      await using client = await connect(player, schema.name);
      const answers: unknown[] = [];
      for (const _ of expected) answers.push(await ask(client, 'SELECT COUNT(*) FROM t'));
      const short = answers.map((each) => (Array.isArray(each) ? each[0] : /used up/.exec(String(each))?.[0]));
      expect(short).toEqual(expected);
      expect(player.log.text).toMatch(
        /exchange \d+ \(session 1\) answers: Sql.StmtExecute SELECT COUNT\(\*\) FROM t \(the next that was not played/,
      );
    });

    test('with the strategy sequence the next message must be the next recorded one', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      {
        await using client = await connect(recorder, schema.name);
        await askAll(client, 'SELECT 1', 'SELECT 2', 'SELECT 3');
      }
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, { xPort: 0, strategy: 'sequence' });
      await using client = await connect(player, schema.name);
      expect(await ask(client, 'SELECT 1')).toEqual([['1']]);
      expect(await ask(client, 'SELECT 3')).toMatch(/recorded, but not at this place of the transaction or session/);
      expect(await ask(client, 'SELECT 2')).toEqual([['2']]);
    });
  });
});
