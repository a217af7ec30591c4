// Clients that connect to mysql_server_mock as MySQL Router's tests let them (test_mock_server.cc, many connections and
// connect): the same options, scripts that ask for the same, and libmysqlclient, which the mysql command is.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { clientPrograms, describeWithServer, runClient } from '../servers/index.ts';
import { type ClientCertificates, makeClientCertificates } from '../support/client-certificates.ts';
import { type Folder, temporaryFolder as sharedFolder } from '../support/serving.ts';
import { temporaryFolder } from './mock-process.ts';
import { type ServerMock, scripts, startServerMock } from './server-mock-process.ts';

let folder: Folder;
let pem: ClientCertificates;

beforeAll(async () => {
  folder = await sharedFolder();
  pem = await makeClientCertificates(folder);
  return () => folder[Symbol.asyncDispose]();
});

const PORT_SCRIPT = join(scripts, 'select-port.js');
const SUBJECT = '/CN=client';

/** Path of a script that lets in whom `auth` describes. */
function scriptFor(auth: object): string {
  const file = join(temporaryFolder(), 'script.js');
  writeFileSync(file, `({ handshake: { auth: ${JSON.stringify(auth)} }, stmts: function () { return { ok: {} }; } })`);
  return file;
}

/** What the Router's tests start it with, and no more. */
function start(file: string, args: readonly string[] = []): Promise<ServerMock> {
  const where = (port: number) => (args.includes('--socket') ? [] : ['--port', String(port)]);
  const logs = ['--logging-folder', temporaryFolder()];
  return startServerMock(({ port }) => {
    return [
      '--filename',
      file,
      '--module-prefix',
      scripts,
      '--bind-address=127.0.0.1',
      ...where(port),
      ...logs,
      ...args,
    ];
  });
}

const serverPair = () => ['--ssl-key', pem.serverKey, '--ssl-cert', pem.serverCert];
const preferred = () => ['--ssl-mode', 'PREFERRED', ...serverPair()];
const withCa = () => [...preferred(), '--ssl-ca', pem.ca];
const required = () => ['--ssl-mode', 'required', '--ssl-ca', pem.ca, ...serverPair()];
const sends = (name: 'client' | 'revoked') => [`--ssl-cert=${pem[`${name}Cert`]}`, `--ssl-key=${pem[`${name}Key`]}`];

test('many connections, each of which is told the port', async () => {
  const { port } = await start(PORT_SCRIPT);
  const clients: Connection[] = [];
  onTestFinished(() => {
    for (const client of clients) client.destroy();
  });
  for (let count = 0; count < 80; count++) {
    clients.push(await createConnection({ host: '127.0.0.1', port, user: 'username', password: 'password' }));
  }
  for (const client of clients) {
    const [rows] = await client.query({ sql: 'select @@port', rowsAsArray: true });
    expect(rows).toEqual([[port]]);
  }
});

describeWithServer('mysql', () => {
  const shell = clientPrograms('mysql')?.shell ?? '';

  /** `fine`, or the number of the error. */
  async function outcome(server: ServerMock, args: readonly string[] = [], user = 'username', password = 'password') {
    const to = { host: '127.0.0.1', port: server.port };
    // a statement that fails is no failure to connect: what the client asks by itself no script knows
    const run = await runClient(shell, { user, password, to, args: [...args, '--batch', '--execute='] });
    return run.exitCode === 0 ? 'fine' : (/ERROR (\d+)/.exec(run.stderr)?.[1] ?? run.stderr);
  }

  describe('a client gets in', () => {
    test.each([
      ['ssl mode default', () => []],
      ['ssl mode disabled', () => ['--ssl-mode', 'disabled']],
      ['ssl mode disabled, the key ignored', () => ['--ssl-mode', 'disabled', '--ssl-key', '/nobody.pem']],
      ['ssl mode disabled, the certificate ignored', () => ['--ssl-mode', 'disabled', '--ssl-cert', '/nobody.pem']],
      ['ssl mode required', () => ['--ssl-mode', 'required', ...serverPair()]],
      ['ssl mode preferred', preferred],
      ['ssl cipher AES128-SHA256', () => [...preferred(), '--ssl-cipher', 'AES128-SHA256']],
      ['ssl cipher empty', () => [...preferred(), '--ssl-cipher', '']],
      ['ssl ca', withCa],
      ['ssl crl, no client certificate', () => [...withCa(), '--ssl-crl', pem.crl]],
    ])('%s', async (_, args) => {
      const server = await start(PORT_SCRIPT, args());
      expect(await outcome(server)).toBe('fine');
    });

    test('by the right user name', async () => {
      const server = await start(scriptFor({ username: 'username' }), withCa());
      expect(await outcome(server)).toBe('fine');
    });

    test('by the right password', async () => {
      const server = await start(scriptFor({ username: 'username', password: 'password' }), withCa());
      expect(await outcome(server)).toBe('fine');
    });

    test('without a certificate where none is required', async () => {
      expect(await outcome(await start(PORT_SCRIPT, withCa()))).toBe('fine');
    });

    test('with a trusted certificate where none is required', async () => {
      expect(await outcome(await start(PORT_SCRIPT, withCa()), sends('client'))).toBe('fine');
    });
  });

  test('mysql_native_password with a password: in, or the client has no such plugin', async () => {
    const file = scriptFor({ username: 'username', password: 'password', auth_method_name: 'mysql_native_password' });
    const server = await start(file, ['--verbose']);
    expect(['fine', '2059']).toContain(await outcome(server, ['--default-auth=mysql_native_password']));
    const { port } = server;
    const client = await createConnection({ host: '127.0.0.1', port, user: 'username', password: 'password' });
    client.destroy();
  });

  test('a wrong password', async () => {
    const server = await start(scriptFor({ username: 'username', password: 'password' }), withCa());
    expect(await outcome(server, [], 'username', 'wrongpass')).toBe('1045');
  });

  test('a wrong user name', async () => {
    const server = await start(scriptFor({ username: 'username' }), withCa());
    expect(await outcome(server, [], 'wronguser')).toBe('1045');
  });

  describe('a certificate is asked for', () => {
    test('and none comes', async () => {
      expect(await outcome(await start(scriptFor({ certificate: {} }), required()))).toBe('1045');
    });

    test.each([
      ['any', {}],
      ['by issuer', { issuer: '/CN=mock script CA' }],
      ['by subject', { subject: SUBJECT }],
    ])('%s', async (_, certificate) => {
      expect(await outcome(await start(scriptFor({ certificate }), required()), sends('client'))).toBe('fine');
    });

    test('by subject, and another comes', async () => {
      const server = await start(scriptFor({ certificate: { subject: SUBJECT } }), required());
      expect(await outcome(server, sends('revoked'))).toBe('1045');
    });

    test('revoked, and another that is not', async () => {
      const file = scriptFor({ certificate: { subject: SUBJECT } });
      const server = await start(file, [...required(), '--ssl-crl', pem.crl]);
      expect(await outcome(server, sends('revoked'))).toMatch(/^20(13|26)$/);
      expect(await outcome(server, sends('client'))).toBe('fine');
    });

    test('the CA and the list of revoked ones in folders', async () => {
      const [caFolder, crlFolder] = [join(temporaryFolder(), 'ca'), join(temporaryFolder(), 'crl')];
      for (const [path, from] of [
        [caFolder, pem.ca],
        [crlFolder, pem.crl],
      ] as const) {
        mkdirSync(path);
        await cp(from, join(path, 'one.pem'));
        writeFileSync(join(path, 'README'), 'no PEM file\n');
      }
      const folders = ['--ssl-capath', caFolder, '--ssl-crlpath', crlFolder];
      const server = await start(scriptFor({ certificate: {} }), [
        '--ssl-mode',
        'required',
        ...serverPair(),
        ...folders,
      ]);
      expect(await outcome(server, sends('revoked'))).toMatch(/^20(13|26)$/);
      expect(await outcome(server, sends('client'))).toBe('fine');
    });
  });

  describe('TLS 1.2 only', () => {
    const only12 = () => [...required(), '--tls-version', 'TLSv1.2'];

    test('a client that has it', async () => {
      const server = await start(scriptFor({ certificate: { subject: SUBJECT } }), only12());
      const args = ['--ssl-mode=REQUIRED', '--tls-version=TLSv1.2', ...sends('client')];
      expect(await outcome(server, args)).toBe('fine');
    });

    test('a client of another version', async () => {
      const server = await start(scriptFor({ certificate: { subject: SUBJECT } }), only12());
      // libmysqlclient knows nothing below 1.2 any more, and refuses before it asks; what it has beside 1.2 is 1.3
      const args = ['--ssl-mode=REQUIRED', '--tls-version=TLSv1.3', ...sends('client')];
      expect(await outcome(server, args)).toBe('2026');
    });
  });

  test('through a Unix socket, where the port is 0', async () => {
    const socket = join(temporaryFolder(), 's.sock');
    await start(PORT_SCRIPT, ['--socket', socket]);
    const args = ['--batch', '--skip-column-names', '--execute=select @@port'];
    const run = await runClient(shell, { user: 'username', password: 'password', to: { socket }, args });
    expect(run).toMatchObject({ exitCode: 0, stdout: '0\n' });
  });
});
