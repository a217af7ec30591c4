// A client of the classic protocol that a script answers.

import { expect, test } from 'vitest';
import { packetsOf } from '../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../src/mysql/constants/commands.ts';
import { decodeErr } from '../../../src/mysql/packets/err.ts';
import { decodeGreeting } from '../../../src/mysql/packets/greeting.ts';
import { SessionState } from '../../../src/mysql/session/session-state.ts';
import type { Script, ScriptRun } from '../../../src/script/script.ts';
import { ScriptResponder } from '../../../src/script/script-responder.ts';
import type { Trace } from '../../../src/script/trace/trace.ts';
import { TraceScript } from '../../../src/script/trace/trace-script.ts';

const CAPABILITIES = Capability.PROTOCOL_41 | Capability.PLUGIN_AUTH | Capability.SECURE_CONNECTION;
const STMTS = [
  { stmt: 'DO 1', ok: {}, repeat: 99 },
  { stmt: 'SELECT ?', result: { columns: [{ name: 'a', type: 'LONG' }], rows: [[5]] }, repeat: 99 },
];

function responding(script: Script | Trace) {
  const failures: string[] = [];
  let statements = 0;
  const opened = 'stmts' in script ? new TraceScript('x.json', script, 1000) : script;
  const responder = new ScriptResponder(opened, {
    ...{ connectionId: 7, port: 3306, tlsResumptions: () => 0, certificate: () => undefined, onLogin: () => undefined },
    onStatement: () => void statements++,
    onFailure: (message) => void failures.push(message),
  });
  const state = new SessionState({ capabilities: CAPABILITIES, user: 'u', database: '', charset: 255, status: 2 });
  const login = (authResponse: Buffer) =>
    responder.login(
      {
        ...{ payload: Buffer.alloc(0), capabilities: CAPABILITIES, user: 'ada', scope: '', database: '' },
        ...{ authPlugin: 'mysql_clear_password', authResponse, charset: 255, tls: null, isTls: false, isSecure: true },
      },
      { send: async () => undefined, receive: async () => Buffer.from('pw\0') },
    );
  const send = async (...parts: (number | string)[]) => {
    const payload = Buffer.concat(
      parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))),
    );
    const sent: Buffer[] = [];
    const command = state.decode(payload);
    const answer = await responder.respond(command, {
      write: (bytes) => void sent.push(Buffer.from(bytes)),
      readClientPacket: () => Promise.reject(new Error('nobody asks')),
    });
    state.apply(command, answer.facts, answer.exchange);
    const [first] = [...packetsOf(sent)].map(({ payload: each }) => Buffer.from(each));
    const error = first?.[0] === 0xff ? decodeErr(first) : null;
    return { answer, first, error: error === null ? '' : `${error.code} ${error.message}` };
  };
  return { responder, login, send, failures, count: () => statements };
}

test('it greets as the script says, and lets in whom it lets in', async () => {
  const handshake = { greeting: { server_version: '8.0.1-x' }, auth: { username: 'ada', password: 'pw' } };
  const { responder, login } = responding({ stmts: [], handshake } as Trace);
  const greeting = decodeGreeting(await responder.greet());
  expect(greeting).toMatchObject({ serverVersion: '8.0.1-x' });
  const { accepted, reply } = await login(Buffer.from('pw\0'));
  expect([accepted, reply[0]]).toEqual([true, 0]);
  const other = responding({ stmts: [], handshake: { auth: { username: 'bob' } } } as Trace);
  await other.responder.greet();
  expect((await other.login(Buffer.from('pw\0'))).accepted).toBe(false);
});

test('a greeting that is an error, or a script that fails, is told in place of it', async () => {
  const refused = responding({ stmts: [], handshake: { error: { code: 1040, message: 'full' } } } as never);
  expect(decodeErr(await refused.responder.greet())).toMatchObject({ code: 1040 });
  const broken = responding({
    ...{ file: 'x', faults: [], close: async () => undefined },
    open: () => {
      throw new Error('does not load');
    },
  });
  expect(String(decodeErr(await broken.responder.greet()).message)).toBe('does not load');
  expect(broken.failures).toEqual(['does not load']);
});

test('statements as text and prepared', async () => {
  const { responder, send, count } = responding({ stmts: STMTS });
  await responder.greet();
  expect((await send(CommandCode.COM_QUERY, 'DO 1')).answer.facts.outcome).toBe('ok');
  const prepared = await send(CommandCode.COM_STMT_PREPARE, 'SELECT ?');
  expect(prepared.answer.facts.prepared).toEqual({ id: 1, columns: 1, parameters: 1 });
  const execute = '\x01\0\0\0\0\x01\0\0\0';
  const done = await send(CommandCode.COM_STMT_EXECUTE, `${execute}\0\x01\x03\0\x05\0\0\0`);
  expect(done.answer.facts.outcome).toBe('resultset');
  expect((await send(CommandCode.COM_STMT_EXECUTE, `${execute}\0\x01`)).error).toMatch(/^1835 /);
  expect((await send(CommandCode.COM_STMT_EXECUTE, `\x09\0\0\0\0\x01\0\0\0`)).error).toMatch(/^1243 .*\(9\).*execute/);
  expect((await send(CommandCode.COM_STMT_FETCH, `\x09\0\0\0\x01\0\0\0`)).error).toMatch(/^1243 .*fetch/);
  expect(count()).toBe(2);
});

test('what carries no statement is answered by itself', async () => {
  const { responder, send } = responding({ stmts: STMTS });
  await responder.greet();
  for (const [code, text] of [
    [CommandCode.COM_PING, ''],
    [CommandCode.COM_INIT_DB, 'x'],
    [CommandCode.COM_RESET_CONNECTION, ''],
  ] as const) {
    expect((await send(code, text)).first?.[0]).toBe(0);
  }
  expect((await send(CommandCode.COM_STMT_CLOSE, '\x01\0\0\0')).first).toBeUndefined();
});

test('a command that no script can answer is the last one', async () => {
  const { responder, send } = responding({ stmts: STMTS });
  await responder.greet();
  const { error, answer } = await send(CommandCode.COM_STATISTICS);
  expect([error, answer.closes]).toEqual(['1064 Unsupported command: 9', true]);
});

test('what goes wrong in a script is an error of that statement', async () => {
  const run = {
    ...{ greet: () => ({ kind: 'error', code: 1, sqlState: 'HY000', message: '' }), close: () => undefined },
    answer: async () => Promise.reject(new Error('later')),
    prepare: () => {
      throw new Error('now');
    },
  } as Partial<ScriptRun> as ScriptRun;
  const { responder, send, failures } = responding({
    file: 'x',
    faults: [],
    open: () => run,
    close: async () => undefined,
  });
  await responder.greet();
  expect((await send(CommandCode.COM_QUERY, 'a')).error).toBe('1064 executing statement failed: later');
  expect((await send(CommandCode.COM_STMT_PREPARE, 'a')).error).toBe('1064 executing statement failed: now');
  expect(failures).toEqual(['later', 'now']);
});
