// Logins that the recorded server refused, and those that nobody recorded: a replay that knows no password lets the first
// kind in, but never at the cost of another's session; what shows without a password it refuses again.

import { type Connection, type ConnectionOptions, createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, type ServerAddress, serverKinds } from '../servers/index.ts';
import { askAs, type ClientName, describeError, type LoginAs } from '../support/logins.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

type Place = Pick<ServerAddress, 'host' | 'port'>;

async function reach(
  { host, port }: Place,
  login: ConnectionOptions,
  work: (c: Connection) => Promise<unknown> = async () => null,
) {
  let connection: Connection;
  try {
    connection = await createConnection({ host, port, ...login });
  } catch (error) {
    return describeError(error);
  }
  try {
    return await work(connection);
  } catch (error) {
    return describeError(error);
  } finally {
    connection.destroy();
  }
}

/** One that asks for what belongs to its session, writes, and reads what all have written. */
const writes = (a: number) => async (c: Connection) => {
  await c.query('SELECT CONNECTION_ID() > 0 AS here');
  await c.query(`INSERT INTO t (a) VALUES (${a})`);
  const [rows] = await c.query<RowDataPacket[]>('SELECT GROUP_CONCAT(a ORDER BY a) AS a FROM t');
  return rows[0]?.['a'];
};

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const own = { user: server.user, password: server.password };

    test('a login that was refused for its password, and any more or less, moves no other', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const login = { ...own, database: schema.name };
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      await reach(recorder, login, (c) => c.query('CREATE TABLE t (a INT)'));
      expect(await reach(recorder, { ...login, password: 'wrong' })).toContain('1045');
      const direct = [await reach(recorder, login, writes(0)), await reach(recorder, login, writes(1))];
      expect(direct).toEqual(['0', '0,1']);
      await recorder.close();
      for (const probes of [0, 1, 3]) {
        const replayer = await startReplay(folder, recorder.file);
        expect(replayer.log.text).toMatch(/refused for their password.*--password-file/);
        await reach(replayer, login, (c) => c.query('CREATE TABLE t (a INT)'));
        for (let n = 0; n < probes; n++) await reach(replayer, { ...login, password: 'wrong' });
        const again = [await reach(replayer, login, writes(0)), await reach(replayer, login, writes(1))];
        expect({ probes, again, misses: replayer.counts().misses }).toEqual({ probes, again: direct, misses: 0 });
        await replayer.close();
      }
      const told = { users: [{ user: server.user, password: server.password }] };
      const strict = await startReplay(folder, recorder.file, told);
      expect(strict.log.text).not.toContain('refused for their password');
      expect(await reach(strict, { ...login, password: 'wrong' })).toContain('1045');
      await strict.close();
    });

    test('a limit of connections is reached again in its turn', async () => {
      await using folder = await temporaryFolder();
      const user = `limited_${process.pid}`;
      await reach(server, own, async (c) => {
        await c.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw-limited' WITH MAX_USER_CONNECTIONS 1`);
      });
      const login = { user, password: 'pw-limited' };
      const twice = (place: Place) =>
        reach(place, login, async () => [await reach(place, login), await reach(place, { ...login })]);
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const direct = await twice(recorder);
      expect(JSON.stringify(direct)).toContain('1226');
      await recorder.close();
      await reach(server, own, (c) => c.query(`DROP USER '${user}'@'%'`));
      const replayer = await startReplay(folder, recorder.file);
      expect(await twice(replayer)).toEqual(direct);
      expect(replayer.counts().misses).toBe(0);
      await replayer.close();
    });

    test('an account that requires TLS is refused without it, whatever the password', async () => {
      await using folder = await temporaryFolder();
      const user = `tls_only_${process.pid}`;
      await reach(server, own, (c) => c.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw-tls-only' REQUIRE SSL`));
      const login = { user, password: 'pw-tls-only' };
      const secure = { ...login, ssl: { rejectUnauthorized: false } };
      const talk = async (place: Place) => {
        const heard: unknown[] = [];
        for (const each of [login, secure, login]) heard.push(await reach(place, each, async () => 'in'));
        return heard;
      };
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const direct = await talk(server);
      expect([await talk(recorder), direct[1]]).toEqual([direct, 'in']);
      await recorder.close();
      await reach(server, own, (c) => c.query(`DROP USER '${user}'@'%'`));
      for (const users of [[], [{ ...login }]]) {
        await using replayer = await startReplay(folder, recorder.file, { users });
        expect(await talk(replayer)).toEqual(direct);
        expect(replayer.log.text).not.toContain('refused for their password');
        expect(replayer.counts().misses).toBe(0);
      }
    });

    test('an unknown user and an unknown database are misses that are named', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      await reach(recorder, own, (c) => c.query('SELECT 1'));
      await recorder.close();
      const replayer = await startReplay(folder, recorder.file);
      expect(await reach(replayer, { user: 'nobody', password: 'x' })).toContain('1045');
      const unknown = await reach(replayer, { ...own, database: 'never_seen' });
      expect(unknown).toContain('no recorded session for: login of user');
      expect(unknown).toContain('[never_seen]');
      expect(replayer.counts().misses).toBe(2);
      await replayer.close();
    });
  });
}

/** What a client that leaves in the middle of its login hears of the server, through record and on replay. */
async function leaves(server: ServerAddress, client: ClientName, login: LoginAs): Promise<unknown[]> {
  await using folder = await temporaryFolder();
  const heard: unknown[] = [await askAs(client, server, 'plain', login)];
  const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
  for (let n = 0; n < 2; n++) heard.push(await askAs(client, recorder, 'plain', login));
  await recorder.close();
  await using replayer = await startReplay(folder, recorder.file);
  for (let n = 0; n < 2; n++) heard.push(await askAs(client, replayer, 'plain', login));
  return heard;
}

describeWithServer('mariadb', (server) => {
  test('a client without the account’s plugin leaves again', async () => {
    const heard = await leaves(server, 'mysql2', accounts.mariadb.ed25519);
    expect(heard).toEqual(Array(5).fill(expect.stringContaining('unknown plugin client_ed25519')));
  });

  test('of a user all of whose logins broke off, nobody is let in who does not', async () => {
    await using folder = await temporaryFolder();
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    await askAs('mysql2', recorder, 'plain', accounts.mariadb.ed25519);
    await recorder.close();
    await using replayer = await startReplay(folder, recorder.file);
    expect(await askAs('mariadb-npm', replayer, 'plain', accounts.mariadb.ed25519)).toContain('1045');
    expect(replayer.counts().misses).toBe(1);
  });
});

describeWithServer('mysql', (server) => {
  test('a client that sends no password in clear, nor asks for a key, leaves again', async () => {
    const own = { user: server.user, password: server.password };
    const user = `nobody_yet_${process.pid}`;
    await reach(server, own, (c) => c.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw-nobody-yet'`));
    const login = { user, password: 'pw-nobody-yet', args: ['--skip-get-server-public-key'] };
    const heard = await leaves(server, 'mysql', login);
    await reach(server, own, (c) => c.query(`DROP USER '${user}'@'%'`));
    expect(heard).toEqual(Array(5).fill(expect.stringContaining('2061')));
  });

  test('an account that wrong passwords block is blocked behind as many', async () => {
    await using folder = await temporaryFolder();
    const user = `blocked_${process.pid}`;
    const own = { user: server.user, password: server.password };
    const limits = 'FAILED_LOGIN_ATTEMPTS 2 PASSWORD_LOCK_TIME 1';
    await reach(server, own, (c) => c.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw-blocked' ${limits}`));
    const attempts = async (place: Place) => {
      const heard: unknown[] = [];
      for (const password of ['wrong', 'wrong', 'pw-blocked']) heard.push(await reach(place, { user, password }));
      return heard;
    };
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    const direct = await attempts(recorder);
    await recorder.close();
    await reach(server, own, (c) => c.query(`DROP USER '${user}'@'%'`));
    expect(direct.map((line) => /\b(1045|3955)\b/.exec(String(line))?.[1])).toEqual(['1045', '3955', '3955']);
    const replayer = await startReplay(folder, recorder.file);
    expect(await attempts(replayer)).toEqual(direct);
    await replayer.close();
  });

  test('an expired password is refused to a client that cannot change it', async () => {
    await using folder = await temporaryFolder();
    const user = `expired_${process.pid}`;
    const own = { user: server.user, password: server.password };
    await reach(server, own, (c) => c.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw-expired' PASSWORD EXPIRE`));
    const login = { user, password: 'pw-expired' };
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    const refused = await reach(recorder, { ...login, flags: ['-HANDLE_EXPIRED_PASSWORDS'] });
    expect(refused).toContain('1862');
    await recorder.close();
    await reach(server, own, (c) => c.query(`DROP USER '${user}'@'%'`));
    const replayer = await startReplay(folder, recorder.file);
    for (let n = 0; n < 2; n++) expect(await reach(replayer, { ...login, password: 'other' })).toBe(refused);
    await replayer.close();
  });

  test('and no more once it was changed', async () => {
    await using folder = await temporaryFolder();
    const user = `changed_${process.pid}`;
    const own = { user: server.user, password: server.password };
    await reach(server, own, (c) => c.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw-first' PASSWORD EXPIRE`));
    const changes = async (place: Place) => {
      const heard: unknown[] = [await reach(place, { user, password: 'pw-first' })];
      const change = (c: Connection) => c.query("SET PASSWORD = 'pw-second'");
      await reach(place, { user, password: 'pw-first', flags: ['CAN_HANDLE_EXPIRED_PASSWORDS'] }, change);
      heard.push(await reach(place, { user, password: 'pw-second' }));
      return heard;
    };
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    const direct = await changes(recorder);
    await recorder.close();
    await reach(server, own, (c) => c.query(`DROP USER '${user}'@'%'`));
    expect(direct).toEqual([expect.stringContaining('1862'), null]);
    await using replayer = await startReplay(folder, recorder.file);
    expect(await changes(replayer)).toEqual(direct);
  });
});
