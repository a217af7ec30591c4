// What a client of a replay gets, command by command.

import { expect, test } from 'vitest';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { Playback, recordingOf, said } from '../../../support/playback.ts';

const PING = Buffer.of(CommandCode.COM_PING);
const ONE = said('SELECT a FROM t', [['1'], [null]]);

test('a recorded answer is given, and what carries no data needs none', async () => {
  const client = await new Playback(recordingOf([ONE])).connect();
  expect(await client.query('SELECT a FROM t')).toEqual([['1'], [null]]);
  expect(client.lastAnswer).toMatchObject({ exchange: 1, closes: false, facts: { outcome: 'resultset' } });
  expect(client.read(await client.send(PING))).toBe('ok');
  expect(await client.send(Buffer.of(CommandCode.COM_STMT_CLOSE, 9, 0, 0, 0))).toHaveLength(0);
  expect(client.read(await client.send(Buffer.of(CommandCode.COM_STMT_RESET, 9, 0, 0, 0)))).toMatch(/^error 1243 /);
  expect(client.read(await client.send(Buffer.of(CommandCode.COM_STMT_FETCH, 9, 0, 0, 0, 1, 0, 0, 0)))).toMatch(
    /^error 1243 /,
  );
});

test('a miss is an error, the connection goes on, and SHOW WARNINGS tells of it until the next command', async () => {
  const playback = new Playback(recordingOf([ONE]));
  const client = await playback.connect();
  expect(await client.query('SELECT b FROM t')).toMatch(/^error 1105 mock: no recorded answer to: SELECT b FROM t/);
  expect(client.lastAnswer).toMatchObject({ exchange: null, closes: false });
  expect(JSON.stringify(await client.query('SHOW WARNINGS'))).toContain('no recorded answer to: SELECT b FROM t');
  expect(await client.query('SELECT a FROM t')).toEqual([['1'], [null]]);
  expect(await client.query('SHOW WARNINGS')).toMatch(/^error 1105 mock: no recorded answer to: SHOW WARNINGS/);
  expect(playback.misses[0]).toMatchObject({ reason: 'unknown', connection: 1, sql: 'SELECT b FROM t' });
});

test('under the policy `close` a miss says nothing and ends the connection', async () => {
  const client = await new Playback(recordingOf([ONE]), { missPolicy: 'close' }).connect();
  expect(await client.query('SELECT b FROM t')).toBeNull();
  expect(client.lastAnswer).toMatchObject({ closes: true });
});

test.each([
  ['truncated', 'incomplete'],
  ['unsupported', 'incomplete'],
  ['secret', 'redacted'],
])('an answer with the gap %s is never served', async (gap, reason) => {
  const playback = new Playback(recordingOf([said('SELECT a FROM t', [['1']], [`gap ${gap}`])]));
  const client = await playback.connect();
  expect(await client.query('SELECT a FROM t')).toMatch(/^error 1105 mock: /);
  expect(playback.misses[0]?.reason).toBe(reason);
});

test('where the server closed in place of an answer, so does the replay', async () => {
  const lines = ['COM_QUERY', '| KILL 5', 'gap truncated'];
  const client = await new Playback(recordingOf([ONE, lines], 'server_closed')).connect();
  expect(await client.query('SELECT a FROM t')).toEqual([['1'], [null]]);
  expect(client.lastAnswer?.closes).toBe(false);
  expect(await client.query('KILL 5')).toBeNull();
  expect(client.lastAnswer?.closes).toBe(true);
});

test('chatter that is not recorded is answered, and told apart from the recording', async () => {
  const playback = new Playback(recordingOf([ONE]));
  const client = await playback.connect();
  expect(await client.query('SET NAMES utf8mb4')).toBe('ok');
  expect(playback.synthesised).toMatchObject([{ sql: 'SET NAMES utf8mb4', answer: 'ok', scope: '' }]);
  expect(playback.context.synthesisedCount).toBe(1);
  expect([playback.misses, playback.played]).toEqual([[], []]);
});

test('to the letter is to the letter: no chatter, and no answer of another session', async () => {
  const playback = new Playback(recordingOf([ONE]), { strategy: 'sequence' });
  const client = await playback.connect();
  expect(await client.query('SET NAMES utf8mb4')).toMatch(/^error 1105/);
  expect(playback.synthesised).toEqual([]);
});

const PREPARE = [
  'COM_STMT_PREPARE',
  '| SELECT a FROM t',
  '=>',
  'prepared 7 parameters 0 columns 1 warnings 0',
  'columns columns-1 eof 0x0002',
];
const EXECUTE = [
  'COM_STMT_EXECUTE',
  'statement 7',
  '=>',
  'columns columns-1 eof 0x0002',
  '| a |',
  "| '1' |",
  'end status 0x0002',
];

test('a statement that was prepared gets an id of this connection', async () => {
  const playback = new Playback(recordingOf([PREPARE, EXECUTE]));
  for (const client of [await playback.connect(), await playback.connect()]) {
    expect(await client.prepare('SELECT a FROM t')).toBe(1);
    const answer = await client.send(Buffer.from('17010000000001000000', 'hex'));
    expect([answer[4], client.lastAnswer?.exchange]).toEqual([1, 2]);
    expect(client.read(await client.send(Buffer.from('17090000000001000000', 'hex')))).toMatch(/^error 1243 /);
  }
});

test('a text statement is answered from a prepared one, unless that is switched off', async () => {
  const reader = recordingOf([PREPARE, EXECUTE]);
  expect(await (await new Playback(reader).connect()).query('SELECT a FROM t')).toEqual([['1']]);
  const strict = await new Playback(reader, { crossProtocol: false }).connect();
  expect(await strict.query('SELECT a FROM t')).toMatch(/^error 1105/);
});

test('a reset brings back the login’s status flags', async () => {
  const begin = ['COM_QUERY', '| BEGIN', '=>', 'ok status 0x0003'];
  const client = await new Playback(recordingOf([begin])).connect();
  await client.query('BEGIN');
  expect(client.lastAnswer?.facts.status).toBe(Status.IN_TRANS | Status.AUTOCOMMIT);
  await client.send(PING);
  expect(client.lastAnswer?.facts.status).toBe(Status.IN_TRANS | Status.AUTOCOMMIT);
  await client.send(Buffer.of(CommandCode.COM_RESET_CONNECTION));
  expect(client.lastAnswer?.facts.status).toBe(Status.AUTOCOMMIT);
});

test('a scope is entered by a statement; one that the recording lacks is a miss with names like it', async () => {
  const scoped = said('SELECT a FROM t', [['2']]);
  const inScope = [scoped[0] ?? '', "scope 'checkout'", ...scoped.slice(1)];
  const playback = new Playback(recordingOf([ONE, inScope]));
  const client = await playback.connect();
  expect(await client.query("SET @mock_scope = 'checkout'")).toBe('ok');
  expect(await client.query('SELECT a FROM t')).toEqual([['2']]);
  expect(await client.query("SET @mock_scope = 'chekout'")).toMatch(/^error 1105 .*checkout/);
  expect(playback.misses[0]).toMatchObject({ reason: 'unknown scope', scope: 'chekout', nearestScopes: ['checkout'] });
});

test('who ends is no connection any more', async () => {
  const playback = new Playback(recordingOf([ONE]));
  const client = await playback.connect();
  expect(playback.context.connections.canBeKilled(1)).toBe(true);
  await client.responder.end();
  expect(playback.context.connections.canBeKilled(1)).toBe(false);
});

test('KILL ends the connection of the replay that has the id', async () => {
  const playback = new Playback(recordingOf([said('KILL 1')]));
  const [one, other] = [await playback.connect(), await playback.connect()];
  expect(await other.query('KILL 1')).toBe('ok');
  expect(await one.responder.gone).toHaveLength(0);
});
