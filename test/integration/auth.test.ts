// Every way to authenticate, through `record` between every pair of channels, and then from `replay`: each client must
// see what it sees when it asks the server directly.

import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerSslMode } from '../../src/index.ts';
import {
  accounts,
  describeWithServer,
  type ServerKind,
  startMariadb,
  startMysql,
  type TestServer,
} from '../servers/index.ts';
import { askAs, type ClientName, channels, clientsOf } from '../support/logins.ts';
import { type Folder, startRecord, temporaryFolder } from '../support/serving.ts';

type Upstream = 'tls' | 'plain' | 'socket';
const upstreams: readonly Upstream[] = ['tls', 'plain', 'socket'];

type Recorder = Awaited<ReturnType<typeof startRecord>>;

interface Stage {
  readonly server: TestServer;
  readonly folder: Folder;
  readonly through: Readonly<Record<Upstream, Recorder>>;
  /** Empties MySQL's cache of passwords; so the server is one of our own. */
  forget(): Promise<unknown>;
}

/** A server of our own, with a recorder in front of it for each way to reach it. */
function setStage(kind: ServerKind): { readonly stage: Stage } {
  const stack: (() => Promise<unknown>)[] = [];
  const holder: { stage: Stage } = Object.create(null);
  beforeAll(async () => {
    const server = await (kind === 'mysql' ? startMysql() : startMariadb());
    stack.push(() => server.stop());
    const folder = await temporaryFolder();
    stack.push(async () => await folder[Symbol.asyncDispose]());
    const start = async (upstream: Upstream) => {
      const recorder = await startRecord(folder, reach(server, upstream));
      stack.push(() => recorder.close());
      return recorder;
    };
    const through = { tls: await start('tls'), plain: await start('plain'), socket: await start('socket') };
    const { user, password } = accounts[kind].root;
    const admin = await createConnection({ user, password, socketPath: server.socket ?? '', multipleStatements: true });
    stack.push(() => admin.end());
    await admin.query(FURTHER_ACCOUNTS[kind]);
    holder.stage = { server, folder, through, forget: () => admin.query('FLUSH PRIVILEGES') };
  });
  afterAll(async () => {
    for (const end of stack.reverse()) await end();
  });
  return holder;
}

const FURTHER_ACCOUNTS: Readonly<Record<ServerKind, string>> = {
  mysql: `CREATE USER expired IDENTIFIED BY 'pw-expired-81c4' PASSWORD EXPIRE;
    CREATE USER locked IDENTIFIED BY 'pw-locked-81c5' ACCOUNT LOCK;
    CREATE USER tls_only IDENTIFIED BY 'pw-tls-81c6' REQUIRE SSL`,
  mariadb: `CREATE USER expired@'%' IDENTIFIED BY 'pw-expired-81c4' PASSWORD EXPIRE;
    CREATE USER locked@'%' IDENTIFIED BY 'pw-locked-81c5' ACCOUNT LOCK;
    CREATE USER tls_only@'%' IDENTIFIED BY 'pw-tls-81c6' REQUIRE SSL`,
};

const sides = channels.flatMap((channel) => upstreams.map((upstream) => ({ channel, upstream })));

describeWithServer('mysql', () => {
  const on = setStage('mysql');
  const { cachingSha2, uncached, empty, sha256, twoFactors, socket } = accounts.mysql;
  const wrong = 'pw-wrong-0f3a';
  const cases = [
    { name: 'caching_sha2_password, cached', ...cachingSha2, sees: 'caching_sha2@%' },
    { name: 'caching_sha2_password, not cached', ...uncached, sees: 'uncached@%' },
    { name: 'an empty password', ...empty, sees: 'empty@%' },
    { name: 'sha256_password', ...sha256, sees: 'sha256@%' },
    {
      name: 'a wrong password',
      ...cachingSha2,
      password: wrong,
      sees: "user 'caching_sha2'@'localhost' (using password: YES)",
    },
    {
      name: 'a wrong password, not cached',
      ...uncached,
      password: wrong,
      sees: "user 'uncached'@'localhost' (using password: YES)",
    },
    {
      name: 'a wrong password of sha256_password',
      ...sha256,
      password: wrong,
      sees: "user 'sha256'@'localhost' (using password: YES)",
    },
    { name: 'no password where one is needed', ...cachingSha2, password: '', sees: 'using password: NO' },
    {
      name: 'an unknown user',
      user: 'nobody',
      password: 'pw-nobody-1',
      sees: "user 'nobody'@'localhost' (using password: YES)",
    },
    {
      name: 'an unknown database',
      ...cachingSha2,
      database: 'no_such_database',
      sees: "Unknown database 'no_such_database'",
    },
    { name: 'an expired password', user: 'expired', password: 'pw-expired-81c4', sees: 'expired' },
    { name: 'a locked account', user: 'locked', password: 'pw-locked-81c5', sees: 'Account is locked' },
  ];
  test.each(combine(clientsOf('mysql'), sides))(
    '$client, $channel to $upstream',
    async ({ client, channel, upstream }) => {
      const { server, through, forget } = on.stage;
      for (const { name, sees, plugin, ...login } of cases as ((typeof cases)[number] & { plugin?: string })[]) {
        const isCached = name.includes(', cached') || name === 'a wrong password';
        void plugin;
        const ready = () => (isCached ? askAs('mysql2', server, 'tls', cachingSha2) : forget());
        await ready();
        const answer = await askAs(client, through[upstream], channel, login);
        await ready();
        expect({ name, answer }).toEqual({ name, answer: await askAs(client, server, channel, login) });
        expect(answer).toContain(sees);
      }
    },
  );

  const shell = [
    { name: 'sha256_password first', ...sha256, args: ['--default-auth=sha256_password'], sees: 'sha256@%' },
    {
      name: 'sha256_password first, wrong',
      ...sha256,
      password: wrong,
      args: ['--default-auth=sha256_password'],
      sees: '1045',
    },
    {
      name: 'sha256_password first, switched',
      ...uncached,
      args: ['--default-auth=sha256_password'],
      sees: 'uncached@%',
    },
    { name: 'sha256_password first, none', ...empty, args: ['--default-auth=sha256_password'], sees: 'empty@%' },
    {
      name: 'clear password first',
      ...uncached,
      args: ['--default-auth=mysql_clear_password', '--enable-cleartext-plugin'],
      sees: 'uncached@%',
    },
    {
      name: 'clear password first, to sha256_password',
      ...sha256,
      args: ['--default-auth=mysql_clear_password', '--enable-cleartext-plugin'],
      sees: 'sha256@%',
    },
    { name: 'native password first', ...uncached, args: ['--default-auth=mysql_native_password'], sees: '' },
    { name: 'TLS is required of the account', user: 'tls_only', password: 'pw-tls-81c6', sees: '' },
  ];
  test.each(sides)('mysql, other plugins, $channel to $upstream', async ({ channel, upstream }) => {
    const { server, through, forget } = on.stage;
    for (const { name, sees, ...login } of shell) {
      await forget();
      const answer = await askAs('mysql', through[upstream], channel, login);
      await forget();
      // The account's demand is met by the upstream's channel, not by the client's.
      const asked = login.user === 'tls_only' ? upstream : channel;
      expect({ name, answer }).toEqual({ name, answer: await askAs('mysql', server, asked, login) });
      expect(answer).toContain(sees);
    }
  });

  test.each(channels)('mysql, who is at the socket, %s', async (channel) => {
    const { server, through } = on.stage;
    for (const login of [twoFactors, socket, { ...twoFactors, password: wrong }]) {
      const answer = await askAs('mysql', through.socket, channel, login);
      expect(answer).toEqual(await askAs('mysql', server, 'socket', login));
    }
  });
});

describeWithServer('mariadb', () => {
  const on = setStage('mariadb');
  const { native, empty, ed25519, either } = accounts.mariadb;
  const wrong = 'pw-wrong-0f3a';
  const cases = [
    { name: 'mysql_native_password', ...native, sees: 'native@%' },
    { name: 'an empty password', ...empty, sees: 'empty@%' },
    { name: 'ed25519', ...ed25519, sees: '' },
    { name: 'ed25519 or mysql_native_password', ...either, sees: '' },
    { name: 'a wrong password', ...native, password: wrong, sees: "user 'native'@'localhost' (using password: YES)" },
    { name: 'a wrong password of ed25519', ...ed25519, password: wrong, sees: '' },
    { name: 'a wrong password of either', ...either, password: wrong, sees: '' },
    { name: 'no password where one is needed', ...native, password: '', sees: 'using password: NO' },
    {
      name: 'an unknown user',
      user: 'nobody',
      password: 'pw-nobody-1',
      sees: "user 'nobody'@'localhost' (using password: YES)",
    },
    {
      name: 'an unknown database',
      ...native,
      database: 'no_such_database',
      sees: "Unknown database 'no_such_database'",
    },
    { name: 'an expired password', user: 'expired', password: 'pw-expired-81c4', sees: '' },
    { name: 'a locked account', user: 'locked', password: 'pw-locked-81c5', sees: 'locked' },
  ];
  test.each(combine(clientsOf('mariadb'), sides))(
    '$client, $channel to $upstream',
    async ({ client, channel, upstream }) => {
      const { server, through } = on.stage;
      for (const { name, sees, ...login } of cases) {
        const answer = await askAs(client, through[upstream], channel, login);
        expect({ name, answer }).toEqual({ name, answer: await askAs(client, server, channel, login) });
        expect(answer).toContain(sees);
      }
    },
  );

  const shell = [
    { name: 'clear password first', ...native, args: ['--default-auth=mysql_clear_password'], sees: 'native@%' },
    { name: 'native password for ed25519', ...ed25519, args: ['--default-auth=mysql_native_password'], sees: '' },
    { name: 'ed25519 first', ...native, args: ['--default-auth=client_ed25519'], sees: '' },
    { name: 'TLS is required of the account', user: 'tls_only', password: 'pw-tls-81c6', sees: '' },
  ];
  test.each(sides)('mariadb, other plugins, $channel to $upstream', async ({ channel, upstream }) => {
    const { server, through } = on.stage;
    for (const { name, sees, ...login } of shell) {
      const answer = await askAs('mariadb', through[upstream], channel, login);
      const asked = login.user === 'tls_only' ? upstream : channel;
      expect({ name, answer }).toEqual({ name, answer: await askAs('mariadb', server, asked, login) });
      expect(answer).toContain(sees);
    }
  });
});

function combine<Side>(clients: readonly ClientName[], of: readonly Side[]): (Side & { client: ClientName })[] {
  return clients.flatMap((client) => of.map((side) => ({ client, ...side })));
}

function reach(server: TestServer, upstream: Upstream): { upstream: string; serverSslMode: ServerSslMode } {
  if (upstream === 'socket') return { upstream: server.socket ?? '', serverSslMode: 'PREFERRED' };
  return { upstream: `${server.host}:${server.port}`, serverSslMode: upstream === 'tls' ? 'REQUIRED' : 'DISABLED' };
}
