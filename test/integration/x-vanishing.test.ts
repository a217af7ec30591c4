// Peers of the X Protocol that go away: nothing hangs, and half an answer is never served.
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { decodeAnswer } from '../../src/mysqlx/codec/decode-answer.ts';
import { frameMessage } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage } from '../../src/mysqlx/constants/message-types.ts';
import { StmtExecute } from '../../src/mysqlx/messages/messages.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { accounts, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.cachingSha2;
  const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };

  async function loggedIn(port: number): Promise<XClient> {
    const client = await XClient.open({ host: '127.0.0.1', port });
    await client.secure();
    await client.login({ mechanism: PLAIN, user, password });
    return client;
  }

  /** What an idle session hears when it is killed, to its end. */
  async function killedWhileIdle(xPort: number): Promise<string> {
    await using client = await loggedIn(xPort);
    const { host, port, user: root, password: secret } = server;
    const killer = await createConnection({ host, port, user: root, password: secret });
    const [row] = [...decodeAnswer([await client.sql('SELECT CONNECTION_ID()')])].flatMap((part) =>
      part.kind === 'row' ? [part.decode()] : [],
    );
    await killer.query(`KILL ${row?.[0]?.kind === 'number' ? row[0].text : ''}`);
    await killer.end();
    return (await client.answer()).toString('latin1');
  }

  test.skipIf(!server.hasAccounts)('a session that is killed while it is idle hears why, and ends', async () => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    const direct = await killedWhileIdle(server.xPort ?? 0);
    expect(direct).toContain('killed');
    expect(await killedWhileIdle(recorder.xPort)).toBe(direct);
  });

  test.skipIf(!server.hasAccounts)(
    'a client that leaves within an answer leaves a gap, which is never served',
    async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      const client = await loggedIn(recorder.xPort);
      client.send(
        frameMessage(
          ClientMessage.SQL_STMT_EXECUTE,
          StmtExecute.encode({ stmt: Buffer.from('SELECT SLEEP(0.5)'), args: [] }),
        ),
      );
      await client.connection.write(Buffer.alloc(0));
      client.connection.end();
      client.connection.terminate();
      await using other = await loggedIn(recorder.xPort);
      await other.sql('SELECT 1');
      await recorder.close();
      const reader = openRecording(recorder.file);
      const gaps = [...reader.listExchanges()].map(({ sql, gap }) => [sql, gap]);
      reader.close();
      expect(gaps.filter(([sql]) => sql === 'SELECT SLEEP(0.5)').every(([, gap]) => gap === 'truncated')).toBe(true);
      await using player = await startReplay(folder, recorder.file, { xPort: 0 });
      await using asking = await loggedIn(player.xPort);
      expect((await asking.sql('SELECT SLEEP(0.5)')).toString('latin1')).toContain('mock: ');
      expect((await asking.sql('SELECT 1')).toString('latin1')).not.toContain('mock: ');
    },
  );

  test.skipIf(!server.hasAccounts)('a client that has said all and still listens gets every answer', async () => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    await using client = await loggedIn(recorder.xPort);
    const statements = ['SELECT SLEEP(0.1)', 'SELECT 2', 'SELECT 3'];
    for (const sql of statements) {
      const payload = StmtExecute.encode({ stmt: Buffer.from(sql), args: [] });
      client.send(frameMessage(ClientMessage.SQL_STMT_EXECUTE, payload));
    }
    client.connection.end();
    for (const sql of statements) expect((await client.answer()).toString('latin1')).toContain(sql.slice(7));
    expect(await client.isClosed()).toBe(true);
  });

  /** What a session hears that has set how long it may ask nothing, or stop within a message. */
  async function waitedFor(xPort: number, settings: string, ahead: Buffer): Promise<string> {
    await using client = await loggedIn(xPort);
    await client.sql(settings);
    if (ahead.length > 0) client.send(ahead);
    const answered = await client.answer();
    return `${answered.toString('latin1')}${await client.isClosed()}`;
  }

  const statement = frameMessage(
    ClientMessage.SQL_STMT_EXECUTE,
    StmtExecute.encode({ stmt: Buffer.from('DO 1'), args: [] }),
  );
  const WAITS: Readonly<Record<string, readonly [settings: string, ahead: Buffer]>> = {
    'idle, set among others': ['/* */ SET @a = 1, SESSION `mysqlx_wait_timeout` = 1', Buffer.alloc(0)],
    'idle, set twice': ['SET mysqlx_wait_timeout = DEFAULT, @@mysqlx_wait_timeout = 1', Buffer.alloc(0)],
    'within a length': ['SET mysqlx_wait_timeout = 1', statement.subarray(0, 3)],
    'behind a length': ['SET mysqlx_read_timeout = 1', statement.subarray(0, 4)],
    'within a message': ['SET mysqlx_read_timeout = 1', statement.subarray(0, -1)],
  };

  /** What an idle session hears whose own limit runs out, and one that another session kills. */
  async function endedWhileIdle(xPort: number): Promise<string[]> {
    await using idle = await loggedIn(xPort);
    await using killed = await loggedIn(xPort);
    await using killer = await loggedIn(xPort);
    const [row] = [...decodeAnswer([await killed.sql('SELECT CONNECTION_ID()')])].flatMap((part) =>
      part.kind === 'row' ? [part.decode()] : [],
    );
    await killer.sql(`KILL ${row?.[0]?.kind === 'number' ? row[0].text : ''}`);
    const said = [await killed.answer()];
    await idle.sql('SET mysqlx_wait_timeout = 1');
    said.push(await idle.answer());
    const waited = Object.entries(WAITS).map(async ([name, [settings, ahead]]) => {
      return `${name}: ${await waitedFor(xPort, settings, ahead)}`;
    });
    return [...said.map((frames) => frames.toString('latin1')), ...(await Promise.all(waited))];
  }

  test.skipIf(!server.hasAccounts)(
    'an idle session ends with the same words directly, recorded and replayed',
    async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      const direct = await endedWhileIdle(server.xPort ?? 0);
      const timedOut = expect.stringContaining('read_timeout exceeded');
      expect(direct).toEqual([
        expect.stringContaining('was killed'),
        timedOut,
        ...Object.keys(WAITS).map(() => timedOut),
      ]);
      expect(await endedWhileIdle(recorder.xPort)).toEqual(direct);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, { xPort: 0 });
      expect(await endedWhileIdle(player.xPort)).toEqual(direct);
    },
  );

  test('a server that is not there is told of, and the proxy goes on', async () => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, {
      upstream: upstreams.upstream,
      upstreamX: '127.0.0.1:1',
      xPort: 0,
    });
    for (let n = 0; n < 2; n++) {
      const client = await import('node:net').then(({ connect }) => connect(recorder.xPort, '127.0.0.1'));
      const text = await new Promise<string>((resolve) =>
        client.once('data', (bytes) => resolve(bytes.toString('latin1'))),
      );
      expect(text).toMatch(/\[2003\].*127\.0\.0\.1:1/);
      client.destroy();
    }
  });
});
