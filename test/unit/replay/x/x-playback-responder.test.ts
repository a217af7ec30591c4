// What a client of the X Protocol gets from a replay, message by message.

import { expect, onTestFinished, test } from 'vitest';
import type { XLogin } from '../../../../src/core/x-responder.ts';
import { formatAuthData, PLAIN } from '../../../../src/mysqlx/auth/auth-data.ts';
import { frameMessage, framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { withClientId } from '../../../../src/mysqlx/codec/login-reply.ts';
import { ClientMessage, ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { ErrorMessage, ExpectOpen } from '../../../../src/mysqlx/messages/messages.ts';
import { XSessionState } from '../../../../src/mysqlx/session/session-state.ts';
import type { ReplayContextOptions } from '../../../../src/replay/session/replay-context.ts';
import { XPlaybackResponder } from '../../../../src/replay/x/x-playback-responder.ts';
import { opened } from '../../../support/edited-recording.ts';
import { Playback } from '../../../support/playback.ts';
import { xMessage } from '../../../support/x-golden.ts';
import { type XSaid, xRecordingOf, xSaid } from '../../../support/x-recording.ts';

const DONE = frameMessage(ServerMessage.SQL_STMT_EXECUTE_OK);
const HELLO = frameMessage(ServerMessage.CONN_CAPABILITIES, Buffer.from('caps'));
const ONE = xSaid('SELECT 1', Buffer.concat([frameMessage(ServerMessage.NOTICE, Buffer.of(8, 1)), DONE]));
const REPLY = withClientId(null, 0);

const as = (user: string, password = 'any', schema = 'shop'): XLogin => ({
  ...{ message: xMessage(ClientMessage.SESS_AUTHENTICATE_START, Buffer.alloc(0)), mechanism: PLAIN },
  authData: formatAuthData({ schema, user, secret: Buffer.from(password) }),
  ...{ attributes: {}, tls: null, isSecure: true },
});

async function playing(
  said: readonly XSaid[],
  options: Partial<ReplayContextOptions> = {},
  who: XLogin | null = as('app'),
) {
  const facts = { greeting: HELLO, loginReply: REPLY, authPlugin: PLAIN };
  const playback = new Playback(opened(xRecordingOf(said, facts)), { protocol: 'x', ...options });
  const responder = new XPlaybackResponder(playback.context, 'localhost');
  onTestFinished(() => responder.end());
  const sent: Buffer[] = [];
  const client = { write: (bytes: Buffer) => void sent.push(bytes), closed: new Promise<void>(() => undefined) };
  const greeting = await responder.greet(client);
  const dialogue = { send: async (frames: Buffer) => void sent.push(frames), receive: () => Promise.reject() };
  const state = new XSessionState('shop');
  const taken = () => [...framesOf(sent.splice(0))].map(({ type, payload }) => ({ type, payload }));
  const login = async (login: XLogin) => ({ ...(await responder.login(login, dialogue)), frames: taken() });
  const ask = async (type: number, payload: Buffer) => {
    await responder.take(state.decode(xMessage(type, payload)));
    return taken().map((frame) =>
      frame.type === ServerMessage.ERROR ? ErrorMessage.decode(frame.payload).msg : frame.type,
    );
  };
  const sql = (stmt: string) => ask(ClientMessage.SQL_STMT_EXECUTE, xSaid(stmt, DONE).payload);
  const first = who === null ? null : await login(who);
  return { playback, responder, greeting, login, first, ask, sql };
}

const FRAMES = [ServerMessage.NOTICE, ServerMessage.SQL_STMT_EXECUTE_OK];

test('the recorded capabilities are told, and the recorded login is answered with an id of its own', async () => {
  const { greeting, first } = await playing([ONE]);
  expect(greeting.capabilities).toEqual(Buffer.from('caps'));
  expect(first).toMatchObject({ isAccepted: true, isOver: false, database: 'shop' });
  expect(first?.frames.at(-1)?.type).toBe(ServerMessage.SESS_AUTHENTICATE_OK);
  expect(Buffer.concat(first?.frames.map(({ type, payload }) => frameMessage(type, payload)) ?? [])).toEqual(
    withClientId(null, 1),
  );
});

test('a recording without such a session says so', async () => {
  const { greeting } = await playing([ONE], {}, null);
  expect(greeting.capabilities).not.toBeNull();
  const none = new Playback(opened(xRecordingOf([ONE], { protocol: 'classic' })));
  const responder = new XPlaybackResponder(none.context, 'localhost');
  const told = await responder.greet({ write: () => undefined, closed: Promise.resolve() });
  expect(told.capabilities).toBeNull();
  expect(String(told.frames)).toContain('record one with --upstream-x first');
});

test('a login that is refused three times is the last', async () => {
  const { login, playback } = await playing([ONE], {}, null);
  const refused = [await login(as('nobody')), await login(as('nobody')), await login(as('nobody'))];
  expect(refused.map(({ isAccepted, isOver }) => [isAccepted, isOver])).toEqual([
    [false, false],
    [false, false],
    [false, true],
  ]);
  expect(refused[0]?.frames[0]?.type).toBe(ServerMessage.ERROR);
  expect(playback.misses.map(({ reason }) => reason)).toEqual(Array(3).fill('unknown login'));
});

test('a known password is verified', async () => {
  const { login } = await playing([ONE], { users: [{ user: 'app', password: 'right' }] }, null);
  expect((await login(as('app', 'wrong'))).isAccepted).toBe(false);
  expect((await login(as('app', 'right'))).isAccepted).toBe(true);
});

test('a message gets its recorded answer, in its turn and again', async () => {
  const { sql, playback } = await playing([ONE]);
  expect([await sql('SELECT 1'), await sql('SELECT 1')]).toEqual([FRAMES, FRAMES]);
  expect(playback.played.map(({ exchange, how }) => [exchange, how])).toEqual([
    [1, 'next'],
    [1, 'again'],
  ]);
  expect(playback.context.bytesPlayed).toBe(2 * ONE.answer.length);
  expect(playback.context.unnamedScope.statements).toBe(2);
});

test('a miss is an error and is told of; under the policy `close` the client hears nothing and is gone', async () => {
  const { sql, playback } = await playing([ONE]);
  expect(await sql('SELECT 2')).toEqual([expect.stringMatching(/^mock: no recorded answer to: SELECT 2/)]);
  expect(playback.misses[0]).toMatchObject({ reason: 'unknown', sql: 'SELECT 2', command: 'Sql.StmtExecute' });
  const closing = await playing([ONE], { missPolicy: 'close' });
  expect(await closing.sql('SELECT 2')).toEqual([]);
  await closing.responder.gone;
});

test('the end of a transaction that is not recorded is answered, unless to the letter', async () => {
  const { sql, playback } = await playing([ONE]);
  expect(await sql('COMMIT')).toContain(ServerMessage.SQL_STMT_EXECUTE_OK);
  expect(playback.synthesised).toMatchObject([{ sql: 'COMMIT', answer: 'ok' }]);
  const strict = await playing([ONE], { strategy: 'sequence' });
  expect(await strict.sql('COMMIT')).toEqual([expect.stringMatching(/^mock: /)]);
});

test('in a block that has failed nothing is asked of the recording any more', async () => {
  const payload = ExpectOpen.encode({ cond: [{ conditionKey: 1 }] });
  const { ask, sql, playback } = await playing([ONE]);
  expect(await ask(ClientMessage.EXPECT_OPEN, payload)).toEqual([ServerMessage.OK]);
  expect(await sql('SELECT 2')).toEqual([expect.stringMatching(/^mock: /)]);
  expect(await sql('SELECT 1')).toEqual([expect.not.stringMatching(/^mock: /)]);
  expect(playback.played).toEqual([]);
  await ask(ClientMessage.EXPECT_CLOSE, Buffer.alloc(0));
  expect(await sql('SELECT 1')).toEqual(FRAMES);
});

test('a scope that the recording lacks is a miss', async () => {
  const { sql, playback } = await playing([ONE]);
  expect(await sql("SET @mock_scope = 'other'")).toEqual([expect.stringMatching(/^mock: .*other/)]);
  expect(playback.misses[0]).toMatchObject({ reason: 'unknown scope', scope: 'other' });
  expect(await sql("SET @mock_scope = ''")).toContain(ServerMessage.SQL_STMT_EXECUTE_OK);
});

test('who ends is no connection any more; KILL ends the connection', async () => {
  const { responder, playback } = await playing([ONE]);
  playback.context.connections.kill(1);
  await responder.gone;
  await responder.end();
  expect(playback.context.connections.canBeKilled(1)).toBe(false);
});
