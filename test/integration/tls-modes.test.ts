// TLS on either side, each by its own mode; where a mode cannot be met, the client hears why.

import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import type { RecordOptions } from '../../src/index.ts';
import { createAuthority } from '../../src/net/issue-certificate.ts';
import { accounts, describeWithServer, startMysql } from '../servers/index.ts';
import { askAs, channels, clientsOf } from '../support/logins.ts';
import { startRecord, temporaryFolder } from '../support/serving.ts';

const keyOf = { ...accounts.mysql.root, sql: "SHOW STATUS LIKE 'Caching_sha2_password_rsa_public_key'" };
const { cachingSha2 } = accounts.mysql;

describeWithServer('mysql', (server) => {
  const upstream = `${server.host}:${server.port}`;
  const login = { ...cachingSha2, sql: "SHOW SESSION STATUS LIKE 'Ssl_cipher'" };
  const ca = server.ca ?? '';

  const met: readonly (Partial<RecordOptions> & { readonly plain: RegExp; readonly tls: RegExp })[] = [
    { serverSslMode: 'DISABLED', plain: /Ssl_cipher\W*$/, tls: /Ssl_cipher\W*$/ },
    { serverSslMode: 'PREFERRED', plain: /TLS_/, tls: /TLS_/ },
    { serverSslMode: 'REQUIRED', plain: /TLS_/, tls: /TLS_/ },
    { serverSslMode: 'VERIFY_CA', serverSslCa: ca, plain: /TLS_/, tls: /TLS_/ },
    // AS_CLIENT
    { plain: /Ssl_cipher\W*$/, tls: /TLS_/ },
  ];
  test.runIf(server.ca).each(met)('towards the server: $serverSslMode', async ({ plain, tls, ...options }) => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { upstream, ...options });
    for (const client of clientsOf('mysql')) {
      expect(await askAs(client, recorder, 'plain', login)).toMatch(plain);
      expect(await askAs(client, recorder, 'tls', login)).toMatch(tls);
    }
  });

  test.runIf(server.ca)('the server hears the version of TLS that the client speaks', async () => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { upstream });
    const { user, password } = cachingSha2;
    const versionOf = async (port: number, maxVersion: 'TLSv1.2' | 'TLSv1.3') => {
      const ssl = { rejectUnauthorized: false, minVersion: 'TLSv1.2', maxVersion };
      await using client = await createConnection({ host: '127.0.0.1', port, user, password, ssl });
      const [rows] = await client.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Ssl_version'");
      return rows[0]?.Value;
    };
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      expect(await versionOf(server.port, version)).toBe(version);
      expect(await versionOf(recorder.port, version)).toBe(version);
    }
  });

  test.runIf(server.ca)(
    "the server hears the name that the client asks for, where it is not this machine's",
    async () => {
      await using folder = await temporaryFolder();
      await using recorder = await startRecord(folder, { upstream });
      const heard: unknown[] = [];
      for (const host of ['db.example', 'localhost']) {
        const stream = () => connect(recorder.port, '127.0.0.1');
        const { user, password } = cachingSha2;
        await using client = await createConnection({
          host,
          stream,
          user,
          password,
          ssl: { rejectUnauthorized: false },
        });
        const [rows] = await client.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Tls_sni_server_name'");
        heard.push(rows[0]?.Value);
      }
      expect(heard).toEqual(['db.example', '']);
    },
  );

  test.runIf(server.ca)('a server that cannot be verified is named with the reason', async () => {
    await using folder = await temporaryFolder();
    const other = folder.file('other-ca.pem');
    await writeFile(other, (await createAuthority('another CA')).cert);
    const cases: readonly [Partial<RecordOptions>, RegExp][] = [
      [{ serverSslMode: 'VERIFY_CA', serverSslCa: other }, /mock: \[2026\] TLS with the server failed: .*certificate/],
      [{ serverSslMode: 'VERIFY_CA' }, /mock: \[2026\] TLS with the server failed: .*certificate/],
      [
        { serverSslMode: 'VERIFY_IDENTITY', serverSslCa: ca },
        /mock: \[2026\] TLS with the server failed: .*(altnames|certificate)/,
      ],
    ];
    for (const [options, reason] of cases) {
      await using recorder = await startRecord(folder, { upstream, ...options });
      for (const client of clientsOf('mysql')) {
        for (const channel of channels) expect(await askAs(client, recorder, channel, login)).toMatch(reason);
      }
      expect(recorder.log.text).toMatch(/TLS with the server failed: .*(altnames|certificate)/);
    }
  });

  test('a server is asked for by its name (SNI), whatever the client asks for', async () => {
    await using folder = await temporaryFolder();
    const [, port] = upstream.split(':');
    const asked = { ...accounts.mysql.cachingSha2, sql: "SHOW SESSION STATUS LIKE 'Tls_sni_server_name'" };
    await using named = await startRecord(folder, { upstream: `localhost:${port}`, serverSslMode: 'REQUIRED' });
    for (const channel of channels) expect(await askAs('mysql2', named, channel, asked)).toContain('localhost');
    // an address is no name
    await using addressed = await startRecord(folder, { upstream, serverSslMode: 'REQUIRED' });
    expect(await askAs('mysql2', addressed, 'plain', asked)).not.toContain('127.0.0.1');
  });

  test('a server without TLS is named where TLS is required of it', async () => {
    await using plainServer = await startMysql({ args: ['--tls-version='] });
    await using folder = await temporaryFolder();
    const options = { upstream: `${plainServer.host}:${plainServer.port}`, serverSslMode: 'REQUIRED' } as const;
    await using recorder = await startRecord(folder, options);
    expect(await askAs('mysql', recorder, 'plain', login)).toMatch(
      /mock: \[2026\] .* offers no TLS: pass --server-ssl-mode/,
    );
    await using preferring = await startRecord(folder, { ...options, serverSslMode: 'PREFERRED' });
    expect(await askAs('mysql', preferring, 'tls', login)).toMatch(/Ssl_cipher\W*$/);
  });

  test('towards clients: DISABLED and REQUIRED', async () => {
    await using folder = await temporaryFolder();
    await using disabled = await startRecord(folder, { upstream, clientSslMode: 'DISABLED' });
    await using required = await startRecord(folder, { upstream, clientSslMode: 'REQUIRED' });
    for (const client of clientsOf('mysql')) {
      expect(await askAs(client, disabled, 'plain', login)).toContain('Ssl_cipher');
      expect(await askAs(client, disabled, 'tls', login)).toMatch(/SSL|TLS|secure/i);
      expect(await askAs(client, required, 'tls', login)).toContain('Ssl_cipher');
      expect(await askAs(client, required, 'socket', login)).toContain('Ssl_cipher');
      expect(await askAs(client, required, 'plain', login)).toContain('3159');
    }
  });

  test('a client that has the key of the server behind us', async () => {
    await using folder = await temporaryFolder();
    await using own = await startMysql();
    const key = folder.file('public-key.pem');
    const rows: string[][] = JSON.parse(await askAs('mysql2', own, 'tls', keyOf));
    await writeFile(key, rows[0]?.[1] ?? '');
    const place = `${own.host}:${own.port}`;
    const given = {
      ...accounts.mysql.uncached,
      sql: 'SELECT CURRENT_USER()',
      args: [`--server-public-key-path=${key}`, '--skip-get-server-public-key'],
    };
    await using plain = await startRecord(folder, { upstream: place, serverSslMode: 'DISABLED' });
    expect(await askAs('mysql', plain, 'plain', given)).toContain('uncached@%');
    await askAs('mysql2', own, 'tls', { ...accounts.mysql.root, sql: 'FLUSH PRIVILEGES' });
    await using unequal = await startRecord(folder, { upstream: place, serverSslMode: 'REQUIRED' });
    expect(await askAs('mysql', unequal, 'plain', given)).toContain(
      'another public key than ours: let it ask for the key',
    );
  });
});

describeWithServer('mariadb', (server) => {
  const upstream = `${server.host}:${server.port}`;
  const login = { ...accounts.mariadb.native, sql: "SHOW SESSION STATUS LIKE 'Ssl_cipher'" };

  test.runIf(server.ca)(
    'towards a server whose certificate names it: VERIFY_IDENTITY, by address and by name',
    async () => {
      await using folder = await temporaryFolder();
      for (const host of [server.host, 'localhost']) {
        const options = { serverSslMode: 'VERIFY_IDENTITY', serverSslCa: server.ca ?? '' } as const;
        await using recorder = await startRecord(folder, { upstream: `${host}:${server.port}`, ...options });
        for (const client of clientsOf('mariadb')) expect(await askAs(client, recorder, 'tls', login)).toMatch(/TLS_/);
      }
      await using stranger = await startRecord(folder, { upstream, serverSslMode: 'VERIFY_IDENTITY' });
      expect(await askAs('mariadb', stranger, 'plain', login)).toMatch(/mock: \[2026\] TLS with the server failed: /);
    },
  );
});
