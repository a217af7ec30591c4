// How scripts let clients in: users, passwords, plugins, certificates, and errors in place of a welcome.

import * as mariadb from 'mariadb';
import { expect, test } from 'vitest';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { clientPrograms, describeWithServer, runClient } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { connectTo, errorOf, firstValue, startScript, startScriptText } from '../support/script.ts';

const DENIED = (user: string) => `1045 Access Denied for user '${user}'@'localhost'`;

test.each([
  [{ username: 'ada', password: 'pw-1' }, 'ada', 'pw-1', 'fine'],
  [{ username: 'ada' }, 'ada', 'whatever', 'fine'],
  [{ username: 'ada', password: 'pw-1' }, 'ada', 'other', DENIED('ada')],
  [{ username: 'ada', password: 'pw-1' }, 'ada', '', DENIED('ada')],
  [{ username: 'ada', password: 'pw-1' }, 'bob', 'pw-1', DENIED('bob')],
  [{ password: '' }, 'bob', '', 'fine'],
  [{ password: '' }, 'bob', 'pw', DENIED('bob')],
])('globals %j let in %s with %j: %s', async (globals, user, password, outcome) => {
  const server = await startScript('globals.js', { globals });
  expect(await errorOf(connectTo(server, { user, password }))).toBe(outcome);
  const login = mariadb.createConnection({ host: server.host, port: server.port, user, password, charset: 'UTF8MB4' });
  const refusal = await login.then(
    async (connection) => {
      await connection.end();
      return 'fine';
    },
    (error) => String(error.errno),
  );
  // The script knows no SET NAMES, which that driver says when it is in.
  expect(outcome === 'fine' ? ['fine', '1273'] : ['1045']).toContain(refusal);
});

test('a greeting takes as long as the script says', async () => {
  const server = await startScript('globals.js', { globals: { connect_exec_time: 120 } });
  const startedAt = performance.now();
  await connectTo(server);
  expect(performance.now() - startedAt).toBeGreaterThan(119);
});

test.each(['greeting', 'login'])('an error at the %s', async (when) => {
  const server = await startScript('connects.js', { globals: { when } });
  expect(await errorOf(connectTo(server))).toBe('fine');
  expect(await errorOf(connectTo(server))).toBe('1040 Too many connections');
  expect(await errorOf(connectTo(server))).toBe('fine');
});

test.each([
  ['mysql_native_password', 'ada', 'pw-1', 'mysql_native_password'],
  ['mysql_clear_password', 'ada', 'pw-1', 'mysql_clear_password'],
  ['caching_sha2_password', 'ada', 'pw-1', 'caching_sha2_password'],
])('a client is switched to %s', async (method, user, password) => {
  const auth = JSON.stringify({ username: user, password, auth_method_name: method });
  const server = await startScriptText(`({ handshake: { auth: ${auth} }, stmts: [{ ok: {} }] })`);
  const options = { enableCleartextPlugin: true } as object;
  expect(await errorOf(connectTo(server, { user, password, ...options }))).toBe('fine');
  expect(await errorOf(connectTo(server, { user, password: 'other', ...options }))).toBe(DENIED(user));
});

test('the bytes of a login are those of the mock server of MySQL Router', async () => {
  const server = await startScriptText('({ stmts: [] })');
  await using client = await BareClient.connect({ host: server.host, port: server.port }, false);
  const greeting = await client.packet();
  expect(greeting.payload.toString('latin1')).toContain('9.7.4-mock\0');
  expect(greeting.payload.readUInt16LE(greeting.payload.indexOf(0) + 1 + 4 + 8 + 1)).toBe(0xa2df);
  client.sendPacket(1, client.handshakeResponse({ user: 'u', password: '', plugin: 'mysql_native_password' }));
  expect((await client.packet()).payload.toString('latin1')).toBe(`\xfecaching_sha2_password\0${'a'.repeat(20)}\0`);
  client.sendPacket(3, Buffer.alloc(0));
  expect((await client.packet()).payload.toString('hex')).toBe('00000000000000');
});

test('with SESSION_TRACK the login ends with a tracker', async () => {
  const server = await startScriptText('({ stmts: [] })');
  const capabilities = PLAIN | Capability.SESSION_TRACK;
  await using client = await RawClient.login({ host: server.host, port: server.port, user: 'u', capabilities });
  expect((await client.command(Buffer.from([14]))).toString('hex')).toBe('080000010000000000000000');
});

test.each([
  [2, 'mysql', true],
  [9, '', false],
  [4, 'x\0', false],
  [255, '', false],
])('command %i', async (code, rest, isKnown) => {
  const server = await startScriptText('({ stmts: [] })');
  await using client = await BareClient.connect({ host: server.host, port: server.port }, false);
  await client.packet();
  client.sendPacket(1, client.handshakeResponse({ user: 'u', password: '', plugin: '' }, 0xa201));
  await client.packet();
  client.sendPacket(0, Buffer.concat([Buffer.from([code]), Buffer.from(rest)]));
  expect(await client.line()).toBe(isKnown ? '1 OK' : `1 ERR 1064 #HY000Unsupported command: ${code}`);
  if (!isKnown) expect(await client.line()).toBe('closed');
});

test('globals are copies, shared by all connections', async () => {
  const server = await startScript('globals.js');
  const [one, other] = [await connectTo(server), await connectTo(server)];
  expect([await firstValue(one, 'count'), await firstValue(other, 'count')]).toEqual([1, 2]);
  expect([await firstValue(one, 'push'), await firstValue(other, 'push')]).toEqual([0, 0]);
  expect(await firstValue(one, 'keys')).toBe('count,list');
  expect(await firstValue(one, 'delete')).toBe('false');
  expect(await firstValue(one, 'keys')).toBe('list');
  expect(await errorOf(one.query('undefined'))).toBe(
    '1064 executing statement failed: basic_string: construction from null is not valid',
  );
});

test('COM_CHANGE_USER and COM_RESET_CONNECTION leave the script where it is', async () => {
  const server = await startScriptText(`({ stmts: [{ ok: { message: 'one' } }, { ok: { message: 'two' } }] })`);
  const client = await connectTo(server);
  expect((await client.query('a'))[0]).toMatchObject({ info: 'one' });
  await client.changeUser({ user: 'other', password: 'x' });
  expect((await client.query('a'))[0]).toMatchObject({ info: 'two' });
});

describeWithServer('mysql', () => {
  test('the mysql client logs in and asks', async () => {
    const { host, port } = await startScript('select-port.js');
    const outcome = await runClient(clientPrograms('mysql')?.shell ?? '', {
      user: 'u',
      password: 'pw-x',
      to: { host, port },
      args: ['--batch', '--skip-column-names', '--execute=select @@port'],
    });
    expect(outcome).toMatchObject({ exitCode: 0, stdout: `${port}\n` });
  });
});
