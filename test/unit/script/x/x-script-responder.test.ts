// A client of the X Protocol that a script answers.

import { expect, test } from 'vitest';
import { formatAuthData, PLAIN } from '../../../../src/mysqlx/auth/auth-data.ts';
import { framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { ErrorMessage, ExpectOpen } from '../../../../src/mysqlx/messages/messages.ts';
import { XSessionState } from '../../../../src/mysqlx/session/session-state.ts';
import type { Script } from '../../../../src/script/script.ts';
import type { Trace } from '../../../../src/script/trace/trace.ts';
import { TraceScript } from '../../../../src/script/trace/trace-script.ts';
import { XScriptResponder } from '../../../../src/script/x/x-script-responder.ts';
import { xMessage } from '../../../support/x-golden.ts';
import { xSaid } from '../../../support/x-recording.ts';

const STMTS = [
  { stmt: 'DO 1', ok: {}, repeat: 99 },
  { stmt: 'BAD', error: { code: 5, message: 'no' }, repeat: 99 },
];

async function responding(script: Script | Trace) {
  const failures: string[] = [];
  const opened = 'stmts' in script ? new TraceScript('x.json', script, 1000) : script;
  const responder = new XScriptResponder(opened, {
    ...{ connectionId: 7, port: 33060, tlsResumptions: () => 0, certificate: () => undefined },
    ...{ onLogin: () => undefined, onStatement: () => undefined, onFailure: (message) => void failures.push(message) },
  });
  const sent: Buffer[] = [];
  const greeting = await responder.greet({
    write: (bytes) => void sent.push(Buffer.from(bytes)),
    closed: new Promise(() => undefined),
  });
  const state = new XSessionState('shop');
  const taken = () =>
    [...framesOf(sent.splice(0))].map(({ type, payload }) =>
      type === ServerMessage.ERROR ? ErrorMessage.decode(payload).code : type,
    );
  const login = async (user: string, password: string) => {
    const result = await responder.login(
      {
        ...{ message: xMessage(ClientMessage.SESS_AUTHENTICATE_START, Buffer.alloc(0)), mechanism: PLAIN },
        authData: formatAuthData({ schema: '', user, secret: Buffer.from(password) }),
        ...{ attributes: {}, tls: null, isSecure: true },
      },
      { send: async (frames) => void sent.push(frames), receive: () => Promise.reject() },
    );
    return { ...result, frames: taken() };
  };
  const ask = async (type: number, payload: Buffer) => {
    await responder.take(state.decode(xMessage(type, payload)));
    return taken();
  };
  return {
    responder,
    greeting,
    login,
    ask,
    sql: (stmt: string) => ask(ClientMessage.SQL_STMT_EXECUTE, xSaid(stmt, Buffer.alloc(0)).payload),
    failures,
  };
}

test('whom the script lets in', async () => {
  const handshake = { auth: { username: 'ada', password: 'pw' } };
  const { login, greeting } = await responding({ stmts: STMTS, handshake } as Trace);
  expect(greeting.capabilities).not.toBeNull();
  const wrong = await login('ada', 'no');
  expect([wrong.isAccepted, wrong.isOver, wrong.frames]).toEqual([false, false, [1045]]);
  expect((await login('bob', 'pw')).isAccepted).toBe(false);
  expect((await login('ada', 'no')).isOver).toBe(true);
  const other = await responding({ stmts: STMTS } as Trace);
  const right = await other.login('anybody', 'any');
  expect([right.isAccepted, right.frames.at(-1)]).toEqual([true, ServerMessage.SESS_AUTHENTICATE_OK]);
});

test('statements, and a block that one of them fails', async () => {
  const { login, sql, ask } = await responding({ stmts: STMTS } as Trace);
  await login('u', '');
  expect((await sql('DO 1')).at(-1)).toBe(ServerMessage.SQL_STMT_EXECUTE_OK);
  expect(await ask(ClientMessage.EXPECT_OPEN, ExpectOpen.encode({ cond: [{ conditionKey: 1 }] }))).toEqual([
    ServerMessage.OK,
  ]);
  expect(await sql('BAD')).toEqual([5]);
  const [refused] = await sql('DO 1');
  expect(Number(refused)).toBeGreaterThan(5000);
  await ask(ClientMessage.EXPECT_CLOSE, Buffer.alloc(0));
  expect((await sql('DO 1')).at(-1)).toBe(ServerMessage.SQL_STMT_EXECUTE_OK);
});

test('a script that does not load lets its clients in, and tells them at each statement', async () => {
  const { login, sql, failures } = await responding({
    ...{ file: 'x', faults: [], close: async () => undefined },
    open: () => {
      throw new Error('does not load');
    },
  });
  expect((await login('u', '')).isAccepted).toBe(true);
  expect(await sql('DO 1')).toEqual([1064]);
  expect(failures[0]).toBe('does not load');
});

test('a reset is answered', async () => {
  const { login, ask } = await responding({ stmts: STMTS } as Trace);
  await login('u', '');
  expect(await ask(ClientMessage.SESS_RESET, Buffer.alloc(0))).toEqual([ServerMessage.OK]);
});
