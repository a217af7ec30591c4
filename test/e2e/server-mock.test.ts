// The command mysql_server_mock as a process: options, what it prints, how it ends, and whom it tells that it is ready.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { getSession } from '@mysql/xdevapi';
import { createConnection } from 'mysql2/promise';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeClientCertificates } from '../support/client-certificates.ts';
import { temporaryFolder } from './mock-process.ts';
import { launchServerMock, scripts, startServerMock } from './server-mock-process.ts';

/** What option errors are told of must be found without it. */
const FILE = ['--filename', '@filename@'];
const SERVED = ['--filename', join(scripts, 'select-port.js')];
const WHERE = ['--bind-address=127.0.0.1', '--module-prefix', scripts];

describe('options', () => {
  test.each([
    ['--version', ['--version'], 0, '9.7.4'],
    ['--help', ['--help'], 0, '--version'],
    ['a port that is too high', ['--http-port', '65536'], 1, "was '65536'"],
    ['a hexadecimal HTTP port', ['--http-port', '0xffff', ...FILE], 1, "was '0xffff'"],
    ['a hexadecimal port', ['--port', '0xffff', ...FILE], 1, "was '0xffff'"],
    ['a hexadecimal X port', ['--xport', '0xffff', ...FILE], 1, "was '0xffff'"],
    ['no file', [], 1, 'option filename in [mock_server:classic] needs a value'],
    ['an unknown mode', [...FILE, '--ssl-mode', 'verify_ca'], 1, "invalid value 'verify_ca'"],
    ['required, nothing given', [...FILE, '--ssl-mode', 'required'], 1, 'ssl_cert is empty'],
    ['preferred, nothing given', [...FILE, '--ssl-mode', 'preferred'], 1, 'ssl_cert is empty'],
    ['required, no key', [...FILE, '--ssl-mode', 'required', '--ssl-cert', 'c.pem'], 1, 'ssl_key is empty'],
    ['preferred, no key', [...FILE, '--ssl-mode', 'preferred', '--ssl-cert', 'c.pem'], 1, 'ssl_key is empty'],
    ['required, no certificate', [...FILE, '--ssl-mode', 'required', '--ssl-key', 'k.pem'], 1, 'ssl_cert is empty'],
    ['preferred, no certificate', [...FILE, '--ssl-mode', 'preferred', '--ssl-key', 'k.pem'], 1, 'ssl_cert is empty'],
    [
      'an unknown TLS version',
      [...FILE, '--ssl-mode', 'preferred', '--ssl-cert', 'c', '--ssl-key', 'k', '--tls-version', 'sslv3'],
      1,
      "setting 'tls_version=sslv3' failed",
    ],
    [
      'a wrong core file',
      [...FILE, '--core-file', 'abc'],
      1,
      "Value for parameter '--core-file' needs to be one of: ['0', '1']",
    ],
    ['an argument', ['file.js'], 1, "invalid argument 'file.js'."],
    ['an unknown option', ['--bogus'], 1, "unknown option '--bogus'."],
    ['no value', ['--port', '--verbose'], 1, "option '--port' expects a value, got nothing"],
    ['nothing to listen on', [...FILE, '--port', '0'], 0, ''],
  ])('%s', async (_, args, exitCode, text) => {
    const outcome = await launchServerMock(args).ended;
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.output).toContain(text);
  });

  test('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const outcome = await launchServerMock([...FILE, '--bind-address', '127.0.0.1', '--port', String(port)]).ended;
    expect(outcome.exitCode).toBe(1);
    expect(outcome.output).toContain(
      `ERROR: mock_server:classic: binding to 127.0.0.1:${port} failed: Address already in use`,
    );
  });
});

test.each([
  ['core file, no argument', ['--core-file']],
  ['core file 0', ['--core-file', '0']],
  ['core file 1', ['--core-file', '1']],
])('it serves, says so, and ends well: %s', async (_, args) => {
  const run = await startServerMock(({ port }) => {
    return [...WHERE, '--port', String(port), ...SERVED, ...args];
  });
  const { port } = run;
  const client = await createConnection({ host: '127.0.0.1', port, user: 'username', password: 'password' });
  client.on('error', () => undefined);
  expect((await client.query('select @@port'))[0]).toEqual([{ '@@port': port }]);
  run.child.kill('SIGTERM');
  expect(await run.ended).toEqual({ exitCode: 0, output: '' });
  expect(run.messages).toEqual(['STATUS=running', 'READY=1', 'STOPPING=1\nSTATUS=Router shutdown in progress']);
  client.destroy();
});

describe('over the X Protocol', () => {
  test.each([
    [[]],
    [['--ssl-mode', 'disabled']],
    [['--ssl-mode', 'disabled', '--ssl-key', 'nobody.pem', '--ssl-cert', 'nobody.pem']],
  ])('it serves beside the classic one: %j', async (args) => {
    const run = await startServerMock(({ port, xPort }) => {
      return [...WHERE, '--port', String(port), '--xport', String(xPort), ...SERVED, ...args];
    });
    expect(await portOverX(run.xPort, false)).toEqual([run.xPort]);
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual({ exitCode: 0, output: '' });
  });

  test.each(['required', 'preferred'])('with TLS: %s', async (mode) => {
    const folder = temporaryFolder();
    const pem = await makeClientCertificates({ file: (name: string) => join(folder, name) });
    const tls = ['--ssl-mode', mode, '--ssl-cert', pem.serverCert, '--ssl-key', pem.serverKey, '--ssl-ca', pem.ca];
    const args = [...WHERE, ...SERVED, '--port', '0', ...tls, '--ssl-cipher', ''];
    const run = await startServerMock(({ xPort }) => [...args, '--tls-version', 'TLSv1.2', '--xport', String(xPort)]);
    expect(await portOverX(run.xPort, true)).toEqual([run.xPort]);
    // as there, a client without TLS is not refused
    expect(await portOverX(run.xPort, false)).toEqual([run.xPort]);
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual({ exitCode: 0, output: '' });
  });

  test('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const outcome = await launchServerMock([
      ...FILE,
      '--bind-address',
      '127.0.0.1',
      '--port',
      '0',
      '--xport',
      String(port),
    ]).ended;
    expect(outcome.exitCode).toBe(1);
    expect(outcome.output).toContain(
      `ERROR: mock_server:x: binding to 127.0.0.1:${port} failed: Address already in use`,
    );
  });
});

async function portOverX(port: number, enabled: boolean): Promise<unknown> {
  const account = { user: 'username', password: 'password' };
  const session = await getSession({ host: '127.0.0.1', port, ...account, tls: { enabled } });
  const result = await session.sql('select @@port').execute();
  const row = result.fetchOne();
  await session.close();
  return row;
}

test('an answer that waits for its time is sent before the end', async () => {
  const run = await startServerMock(({ port }) => {
    return ['--bind-address=127.0.0.1', '--filename', join(scripts, 'slow.js'), '--port', String(port)];
  });
  const client = await createConnection({ host: '127.0.0.1', port: run.port, user: 'u', password: 'p' });
  client.on('error', () => undefined);
  const asked = once(run.child.stdout as NodeJS.ReadableStream, 'data');
  const answer = client.query('wait');
  await asked;
  run.child.kill('SIGINT');
  expect((await answer)[0]).toEqual([{ waited: 1 }]);
  expect(await run.ended).toEqual({ exitCode: 0, output: 'asked: wait\n' });
  client.destroy();
});
