// What all connections of a replay share.

import { expect, test } from 'vitest';
import { Playback, recordingOf, said } from '../../../support/playback.ts';

const READ = said('SELECT a FROM t', [['1']]);
const WRITE = said("INSERT INTO t VALUES ('x')");
const scoped = (lines: readonly string[], name: string) => [lines[0] ?? '', `scope '${name}'`, ...lines.slice(1)];
const AT = { connection: 1, before: [] };

test('who may log in: recorded users with any password, others with none; with `requireAuth` those told of alone', () => {
  const users = [{ user: 'told', password: 'pw' }];
  const open = new Playback(recordingOf([READ]), { users }).context;
  expect(open.passwordOf('demo')).toBeNull();
  expect(open.passwordOf('told')).toEqual(Buffer.from('pw'));
  expect(open.passwordOf('nobody')).toBeUndefined();
  expect([open.isUnknownUser('demo'), open.isUnknownUser('told'), open.isUnknownUser('nobody')]).toEqual([
    false,
    false,
    true,
  ]);
  const closed = new Playback(recordingOf([READ]), { users, requireAuth: true }).context;
  expect(closed.passwordOf('demo')).toBeUndefined();
  expect(closed.isUnknownUser('nobody')).toBe(false);
});

test('another name stands for the one user of the recording', () => {
  const { context } = new Playback(recordingOf([READ]), { users: [{ user: 'told', password: '' }] });
  expect([context.recordedUserFor('told'), context.recordedUserFor('demo')]).toEqual(['demo', 'demo']);
});

test('a database is known where something is recorded of it', () => {
  const { context } = new Playback(recordingOf([READ]));
  expect(['', 'shop', 'elsewhere'].map((name) => context.knowsDatabase(name))).toEqual([true, true, false]);
  // asked again it is the same
  expect(context.knowsDatabase('elsewhere')).toBe(false);
});

test('misses are counted, logged, and told of', () => {
  const { context, misses, log } = new Playback(recordingOf([scoped(READ, 'cart')]));
  context.missScope('card', 'login', AT);
  context.missLogin(`u${'x'.repeat(200)}`, 'd'.repeat(200), AT);
  expect(context.missCount).toBe(2);
  expect(misses[0]).toMatchObject({
    reason: 'unknown scope',
    scope: 'card',
    nearestScopes: ['cart'],
    command: 'login',
  });
  expect(misses[1]?.command).toBe(`login of user 'u${'x'.repeat(79)}'`);
  expect(misses[1]?.database).toHaveLength(80);
  expect(log.text.match(/^warn mock: /gm)).toHaveLength(2);
});

test('a reset is as at the beginning: answers, counts and scopes, but not the numbers of connections', async () => {
  const playback = new Playback(recordingOf([scoped(WRITE, 'one'), scoped(READ, 'two')]), { exhausted: 'error' });
  const { context } = playback;
  expect([context.beginScope('none'), context.beginScope('one')]).toEqual([false, true]);
  const client = await playback.connect();
  expect(await client.query("INSERT INTO t VALUES ('x')")).toBe('ok');
  expect(await client.query("INSERT INTO t VALUES ('x')")).toMatch(/^error 1105/);
  await client.query('SET NAMES utf8mb4');
  expect([context.missCount, context.synthesisedCount, context.bytesPlayed > 0]).toEqual([1, 1, true]);
  context.reset();
  expect([context.missCount, context.synthesisedCount, context.bytesPlayed]).toEqual([0, 0, 0]);
  expect(context.unnamedScope.name).toBe('');
  context.beginScope('one');
  const again = await playback.connect();
  expect(await again.query("INSERT INTO t VALUES ('x')")).toBe('ok');
  expect(context.connections.count).toBe(2);
});

test('to the letter nothing is made up and no protocol crossed; else both, unless switched off', () => {
  const reader = recordingOf([READ]);
  const traits = (options: object) => {
    const { context } = new Playback(reader, options);
    return [context.isToTheLetter, context.isSynthesising, context.isCrossProtocol];
  };
  expect(traits({})).toEqual([false, true, true]);
  expect(traits({ strategy: 'sequence' })).toEqual([true, false, false]);
  expect(traits({ crossProtocol: false })).toEqual([false, true, false]);
});

test('the quick way is closed where something is to be said or waited for', () => {
  const reader = recordingOf([READ]);
  expect(new Playback(reader).context.isRemembering).toBe(true);
  expect(new Playback(reader, { explain: true }).context.isRemembering).toBe(false);
  expect(new Playback(reader, { latency: { kind: 'fixed', ms: 1 } as never }).context.isRemembering).toBe(false);
});

test('how long a connection may be silent: what its session has set, else the server’s own', () => {
  const { context } = new Playback(recordingOf([READ]));
  expect(context.waitTimeoutMs(new Map([['wait_timeout', '7']]))).toBe(7000);
  for (const value of ['0', 'soon', null]) {
    expect(context.waitTimeoutMs(new Map([['wait_timeout', value]]))).toBeGreaterThanOrEqual(28_800_000);
  }
});

test('`explain` says of each command which exchange answers it, and why', async () => {
  const playback = new Playback(recordingOf([READ]), { explain: true });
  await (await playback.connect()).query('SELECT a FROM t');
  expect(playback.log.text).toMatch(
    /^info exchange 1 \(session 1\) answers: COM_QUERY SELECT a FROM t \(recorded behind/m,
  );
});

test('what is not certain is said once for each exchange', async () => {
  // the same data, and yet two answers: something that no recording shows decides
  const playback = new Playback(recordingOf([READ, said('SELECT a FROM t', [['2']])]));
  const client = await playback.connect();
  for (let time = 0; time < 3; time++) await client.query('SELECT a FROM t');
  const warned = playback.log.text.match(/it is not certain that it fits: the same data were recorded/g);
  expect(warned).toHaveLength(2);
});
