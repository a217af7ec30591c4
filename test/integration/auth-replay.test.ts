// Who may enter a replay, and what the others hear: with any password where the recording knows the user, with the
// right one where it was given, whatever plugin and channel the client insists on.

import * as mariadb from 'mariadb';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordingRun, ReplayRun } from '../../src/index.ts';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { askAs, channels, clientsOf, describeError, type Place } from '../support/logins.ts';
import { type Folder, type Started, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const { cachingSha2, empty, sha256 } = accounts.mysql;
const SQL = "SELECT 'forty-two'";
const wrong = 'pw-wrong-5b21';

describeWithServer('mysql', (server) => {
  let folder: Folder;
  let recorder: Started<RecordingRun>;
  let open: Started<ReplayRun>;
  let guarded: Started<ReplayRun>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const first = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    for (const { user, password } of [cachingSha2, sha256, empty]) {
      await askAs('mysql2', first, 'tls', { user, password, sql: SQL });
    }
    await askAs('mysql2', first, 'tls', { ...cachingSha2, database: 'no_such_database' });
    await askAs('mysql2', first, 'tls', { user: 'always_refused', password: wrong });
    await first.close();
    open = await startReplay(folder, first.file);
    guarded = await startReplay(folder, first.file, {
      users: [{ user: 'somebody', password: 'pw-some-9c07' }, cachingSha2, empty],
      requireAuth: true,
    });
    recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
  });
  afterAll(async () => {
    await open?.close();
    await guarded?.close();
    await recorder?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  const plugins: Readonly<Record<string, readonly (readonly string[])[]>> = {
    mysql: [
      [],
      ['--default-auth=sha256_password'],
      ['--default-auth=mysql_clear_password', '--enable-cleartext-plugin'],
    ],
    mysql2: [[]],
    'mariadb-npm': [[]],
  };
  const sides = clientsOf('mysql').flatMap((client) => channels.map((channel) => ({ client, channel })));

  test.each(sides)('$client, $channel: any password for a recorded user', async ({ client, channel }) => {
    for (const args of plugins[client] ?? []) {
      for (const user of ['caching_sha2', 'sha256', 'empty']) {
        for (const password of ['anything', '']) {
          const answer = await askAs(client, open, channel, { user, password, sql: SQL, args });
          expect({ args, user, password, answer }).toMatchObject({ answer: expect.stringContaining('forty-two') });
        }
      }
    }
  });

  test.each(sides)('$client, $channel: nobody else, in the words of the server', async ({ client, channel }) => {
    const login = { user: 'nobody', password: 'anything', sql: SQL };
    const answer = await askAs(client, open, channel, login);
    expect(answer).toEqual(await askAs(client, server, channel, login));
    expect(answer).toContain('1045');
  });

  test('whom nobody set a password for slows nobody down: there is nothing to guess', async () => {
    for (let n = 0; n < 12; n++) {
      await using stranger = await BareClient.connect(open);
      await expect(stranger.login({ ...cachingSha2, user: 'nobody' })).rejects.toThrow('Access denied');
    }
    // one try after the other, a tenth of a second apart, the last of these would be refused
    await Promise.all(
      Array.from({ length: 150 }, async () => {
        await using client = await BareClient.connect(open);
        await client.login(cachingSha2);
      }),
    );
  });

  test.each(sides)('$client, $channel: a login that was refused is refused again', async ({ client, channel }) => {
    const refused = await askAs(client, open, channel, { user: 'always_refused', password: 'x', sql: SQL });
    expect(refused).toContain("Access denied for user 'always_refused'@'localhost' (using password: YES)");
    const noDatabase = { user: cachingSha2.user, password: 'x', database: 'no_such_database', sql: SQL };
    expect(await askAs(client, open, channel, noDatabase)).toContain("Unknown database 'no_such_database'");
  });

  test.each(sides)('$client, $channel: given passwords are verified', async ({ client, channel }) => {
    for (const args of plugins[client] ?? []) {
      const ask = (user: string, password: string) =>
        askAs(client, guarded, channel, { user, password, sql: SQL, args });
      const denied = (user: string, using: string) =>
        `Access denied for user '${user}'@'localhost' (using password: ${using})`;
      expect(await ask('somebody', 'pw-some-9c07')).toContain('forty-two');
      expect(await ask(cachingSha2.user, cachingSha2.password)).toContain('forty-two');
      expect(await ask('empty', '')).toContain('forty-two');
      expect(await ask('empty', wrong)).toContain(denied('empty', 'YES'));
      expect(await ask('somebody', wrong)).toContain(denied('somebody', 'YES'));
      expect(await ask('somebody', '')).toContain(denied('somebody', 'NO'));
      expect(await ask('sha256', sha256.password)).toContain(denied('sha256', 'YES'));
    }
  });

  test('a client that gives no answer with COM_CHANGE_USER is asked for one', async () => {
    for (const to of [server, recorder, open]) {
      await using client = await BareClient.connect({ host: to.host, port: to.port });
      await client.login(cachingSha2);
      client.sendPacket(0, Buffer.from('\x11caching_sha2\0\0\0\x2d\0caching_sha2_password\0', 'latin1'));
      const { payload, sequenceId } = await client.packet();
      expect([sequenceId, payload.toString('latin1', 0, 23)]).toEqual([1, '\xfecaching_sha2_password\0']);
      client.scramble = payload.subarray(23, 43);
      client.sendPacket(2, client.answer(cachingSha2));
      expect(await client.line()).toBe('3 0103');
      expect(await client.line()).toBe('4 OK');
    }
  });
});

describeWithServer('mariadb', (server) => {
  const { native, ed25519, empty: none } = accounts.mariadb;
  let folder: Folder;
  let open: Started<ReplayRun>;
  let guarded: Started<ReplayRun>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const first = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    for (const { user, password } of [native, ed25519, none]) {
      await askAs('mariadb-npm', first, 'tls', { user, password, sql: SQL });
    }
    await first.close();
    open = await startReplay(folder, first.file);
    guarded = await startReplay(folder, first.file, { users: [native, ed25519, none], requireAuth: true });
  });
  afterAll(async () => {
    await open?.close();
    await guarded?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  const plugins: Readonly<Record<string, readonly (readonly string[])[]>> = {
    mariadb: [
      [],
      ['--default-auth=client_ed25519'],
      ['--default-auth=mysql_native_password'],
      ['--default-auth=caching_sha2_password'],
      ['--default-auth=mysql_clear_password'],
    ],
    mysql2: [[]],
    'mariadb-npm': [[]],
  };
  /** A server asks for the account's plugin, whatever the client has. */
  const lacksPlugin = (client: string, user: string) => client === 'mysql2' && user === ed25519.user;
  const sides = clientsOf('mariadb').flatMap((client) => channels.map((channel) => ({ client, channel })));

  test.each(sides)('$client, $channel: any password for a recorded user, nobody else', async ({ client, channel }) => {
    for (const args of plugins[client] ?? []) {
      for (const user of ['native', 'ed25519', 'empty']) {
        for (const password of ['anything', '']) {
          const login = { user, password, sql: SQL, args };
          const answer = await askAs(client, open, channel, login);
          const told = lacksPlugin(client, user) ? await askAs(client, server, channel, login) : 'forty-two';
          expect({ args, user, password, answer }).toMatchObject({ answer: expect.stringContaining(told) });
        }
      }
    }
    const login = { user: 'nobody', password: 'anything', sql: SQL };
    expect(await askAs(client, open, channel, login)).toEqual(await askAs(client, server, channel, login));
  });

  test.each(sides)('$client, $channel: given passwords are verified', async ({ client, channel }) => {
    for (const args of plugins[client] ?? []) {
      const ask = (user: string, password: string) =>
        askAs(client, guarded, channel, { user, password, sql: SQL, args });
      for (const { user, password } of [native, ed25519, none]) {
        if (lacksPlugin(client, user)) continue;
        expect({ args, user, answer: await ask(user, password) }).toMatchObject({
          answer: expect.stringContaining('forty-two'),
        });
        expect({ args, answer: await ask(user, wrong) }).toMatchObject({
          answer: expect.stringContaining(`Access denied for user '${user}'@'localhost' (using password: YES)`),
        });
      }
    }
    const login = { user: 'native', password: '', sql: SQL };
    expect(await askAs(client, guarded, channel, login)).toEqual(await askAs(client, server, channel, login));
  });
});

const changes = {
  // mysql2 does not change to an account without a password; mariadb refuses to change at MySQL (its bug 83472).
  mysql: { change: changeWithMysql2, from: cachingSha2, to: [sha256, cachingSha2, accounts.mysql.root] },
  mariadb: {
    change: changeWithMariadb,
    from: accounts.mariadb.native,
    to: [accounts.mariadb.ed25519, accounts.mariadb.root, accounts.mariadb.native],
  },
};
for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { change, from, to } = changes[kind];
    test('a change of user, and one that is refused', async () => {
      const steps = [...to, { ...from, password: wrong }];
      await using folder = await temporaryFolder();
      const direct = await change(server, from, steps);
      expect(direct.slice(0, -1)).toEqual(to.map(({ user }) => expect.stringContaining(`${user}@`)));
      expect(direct.at(-1)).toContain('1045');
      const recording = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      expect(await change(recording, from, steps)).toEqual(direct);
      await recording.close();
      await using open = await startReplay(folder, recording.file);
      expect((await change(open, from, steps)).slice(0, to.length)).toEqual(direct.slice(0, -1));
      await using strict = await startReplay(folder, recording.file, { users: [from, ...to], requireAuth: true });
      expect(await change(strict, from, steps)).toEqual(direct);
    });
  });
}

type Step = { readonly user: string; readonly password: string };

/** Who the server says it is after each change, or the error that ended it. */
async function changeWithMysql2(to: Place, from: Step, steps: readonly Step[]): Promise<string[]> {
  const seen: string[] = [];
  const { user, password } = from;
  const connection = await createConnection({ host: to.host, port: to.port, user, password });
  connection.on('error', () => undefined);
  try {
    for (const step of steps) {
      await connection.changeUser({ user: step.user, password: step.password });
      const [rows] = await connection.query('SELECT CURRENT_USER() AS who');
      seen.push(String((rows as { who: string }[])[0]?.who));
    }
  } catch (error) {
    seen.push(describeError(error));
  } finally {
    connection.destroy();
  }
  return seen;
}

async function changeWithMariadb(to: Place, from: Step, steps: readonly Step[]): Promise<string[]> {
  const seen: string[] = [];
  const { user, password } = from;
  const options = { host: to.host, port: to.port, user, password, database: 'test' };
  // Without a database here the driver asks for one named '-' in the change.
  const connection = await mariadb.createConnection(options);
  connection.on('error', () => undefined);
  try {
    for (const step of steps) {
      await connection.changeUser({ user: step.user, password: step.password, database: 'test' });
      const rows: { who: string }[] = await connection.query('SELECT CURRENT_USER() AS who');
      seen.push(String(rows[0]?.who));
    }
  } catch (error) {
    seen.push(describeError(error));
  } finally {
    connection.destroy();
  }
  return seen;
}
