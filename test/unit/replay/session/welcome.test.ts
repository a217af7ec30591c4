// How a replay greets a client and lets it in.

import { expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { decodeErr } from '../../../../src/mysql/packets/err.ts';
import { decodeGreeting } from '../../../../src/mysql/packets/greeting.ts';
import { decodeOk } from '../../../../src/mysql/packets/ok.ts';
import { Playback, recordingOf, said } from '../../../support/playback.ts';

const READ = said('SELECT a FROM t', [['1']]);
const PING_REFUSED = ['COM_PING', '=>', "error 1184 '08S01' 'Aborted connection'"];

test('the greeting is the recorded one, with a scramble and an id of its own, less TLS, which the session offers', async () => {
  const reader = recordingOf([READ]);
  const recorded = decodeGreeting(reader.firstSession()?.facts.greeting ?? Buffer.alloc(0));
  const playback = new Playback(reader);
  const [one, other] = [await playback.connect(), await playback.connect()].map(({ greeting }) =>
    decodeGreeting(greeting),
  );
  expect(one).toMatchObject({
    serverVersion: recorded.serverVersion,
    authPlugin: recorded.authPlugin,
    connectionId: 1,
  });
  expect(other?.connectionId).toBe(2);
  expect(one?.capabilities).toBe(recorded.capabilities & ~Capability.SSL);
  expect(one?.authData.every((byte) => byte === 0)).toBe(false);
  expect(one?.authData).not.toEqual(other?.authData);
});

test('another version is told where one was asked for', async () => {
  const client = await new Playback(recordingOf([READ]), { serverVersion: '8.0.99' }).connect();
  expect(decodeGreeting(client.greeting).serverVersion).toBe('8.0.99');
});

test('an empty recording says so, to whoever comes', async () => {
  const reader = recordingOf([READ]);
  const empty = new Proxy(reader, {
    get: (target, key) => {
      if (key === 'firstSession') return () => undefined;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { greeting } = await new Playback(empty).connect();
  expect(String(decodeErr(greeting).message)).toMatch(/^mock: the recording holds no session, .*: record one first$/);
});

test('the answer to the login is the recorded one, in the client’s capabilities', async () => {
  const client = await new Playback(recordingOf([READ])).connect();
  expect(client.isAccepted).toBe(true);
  expect(decodeOk(client.reply, client.capabilities).status & 2).toBe(2);
});

test('a wrong password, a user of nobody, a database of nothing', async () => {
  const users = [{ user: 'demo', password: 'other' }];
  const playback = new Playback(recordingOf([READ]), { users });
  const refused = await playback.connect({ authPlugin: 'mysql_clear_password', authResponse: Buffer.from('wrong\0') });
  expect([refused.isAccepted, decodeErr(refused.reply).code]).toEqual([false, 1045]);
  expect(String(decodeErr(refused.reply).message)).toBe(
    "Access denied for user 'demo'@'localhost' (using password: YES)",
  );
  const nobody = await playback.connect({ user: 'nobody' });
  expect([nobody.isAccepted, playback.misses.at(-1)?.reason]).toEqual([false, 'unknown login']);
  const nowhere = await new Playback(recordingOf([READ])).connect({ database: 'elsewhere' });
  expect(nowhere.isAccepted).toBe(false);
  expect(String(decodeErr(nowhere.reply).message)).toMatch(/^mock: .*elsewhere/);
});

test('the ping that a recorded server refused is refused again, at the beginning only, and ends the connection', async () => {
  const refused = await new Playback(recordingOf([PING_REFUSED])).connect();
  expect(refused.read(await refused.send(Buffer.of(0x0e)))).toBe('error 1184 Aborted connection');
  expect(refused.lastAnswer?.closes).toBe(true);
  const later = await new Playback(recordingOf([READ, PING_REFUSED])).connect();
  expect(later.read(await later.send(Buffer.of(0x0e)))).toBe('ok');
});

test('whatever else is asked first is refused likewise, with the number of this connection', async () => {
  const refused = "error 1184 '08S01' 'Aborted connection 91 to db: (init_connect command failed)'";
  const recording = recordingOf([['COM_QUERY', '| SELECT 1', '=>', refused]]);
  for (const command of [Buffer.of(0x1f), Buffer.of(0x0e), Buffer.from('\x03SELECT 2')]) {
    const client = await new Playback(recording).connect();
    expect(client.read(await client.send(command))).toMatch(/^error 1184 Aborted connection \d \b/);
    expect(client.lastAnswer?.closes).toBe(true);
  }
});

test('a change of user begins anew, and is refused as a login is', async () => {
  const playback = new Playback(recordingOf([READ]));
  const client = await playback.connect();
  await client.login({}, true);
  expect(client.isAccepted).toBe(true);
  await client.login({ user: 'nobody' }, true);
  expect([client.isAccepted, decodeErr(client.reply).code]).toEqual([false, 1045]);
});
