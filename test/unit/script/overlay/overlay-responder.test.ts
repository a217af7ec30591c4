// An overlay before a replay: what it answers, what it leaves to the recording, and what it makes of the recorded answer.

import { expect, test } from 'vitest';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { encodeComQuery } from '../../../../src/mysql/packets/com-query.ts';
import { decodeErr } from '../../../../src/mysql/packets/err.ts';
import { SessionState } from '../../../../src/mysql/session/session-state.ts';
import { PlaybackResponder } from '../../../../src/replay/session/playback-responder.ts';
import { Budget } from '../../../../src/script/limits/budget.ts';
import type { Overlay } from '../../../../src/script/modern/define-overlay.ts';
import { OverlayResponder } from '../../../../src/script/overlay/overlay-responder.ts';
import { OverlayScript } from '../../../../src/script/overlay/overlay-script.ts';
import { Playback, PlaybackClient, recordingOf, said } from '../../../support/playback.ts';

const RECORDED = [said('SELECT a FROM t', [['1']]), said('SELECT b FROM t', [['2']])];

async function laid(overlay: Overlay) {
  const playback = new Playback(recordingOf(RECORDED));
  const inner = new PlaybackResponder(playback.context, 'localhost');
  const script = new OverlayScript(overlay, {
    path: import.meta.filename,
    callTimeoutMs: 1000,
    budget: new Budget(1000),
  });
  const [scripted, failures]: [string[], string[]] = [[], []];
  const responder = new OverlayResponder(inner, script, {
    port: 3306,
    onScripted: ({ sql }) => void scripted.push(String(sql)),
    onFailure: (message) => void failures.push(message),
  });
  const reader = new PlaybackClient(playback);
  const state = new SessionState({
    capabilities: reader.capabilities,
    user: 'demo',
    database: 'shop',
    charset: 255,
    status: 2,
  });
  const never = new Promise<void>(() => undefined);
  await responder.greet({ closed: never, left: never, hasMore: () => false });
  const login = {
    ...{ payload: Buffer.alloc(0), capabilities: reader.capabilities, user: 'demo', scope: '', database: 'shop' },
    ...{ authPlugin: 'mysql_native_password', authResponse: Buffer.alloc(20, 1), charset: 255, tls: null },
    ...{ isTls: false, isSecure: true },
  };
  await responder.login(login, { send: async () => undefined, receive: async () => Buffer.alloc(20, 1) });
  const send = async (code: number, text: string) => {
    const sent: Buffer[] = [];
    const command = state.decode(
      code === CommandCode.COM_QUERY
        ? encodeComQuery({ sql: Buffer.from(text), attributes: [] }, reader.capabilities)
        : Buffer.concat([Buffer.of(code), Buffer.from(text)]),
    );
    const answer = await responder.respond(command, {
      write: (bytes) => void sent.push(Buffer.from(bytes)),
      readClientPacket: () => Promise.reject(new Error('nobody asks')),
    });
    state.apply(command, answer.facts, answer.exchange);
    return Buffer.concat(sent);
  };
  const query = async (sql: string) => reader.read(await send(CommandCode.COM_QUERY, sql));
  return { playback, responder, query, send, scripted, failures };
}

test('what the overlay answers goes out, and the recording does not hear of it', async () => {
  const { query, scripted, playback } = await laid({
    onQuery: (sql) => (sql.includes('a FROM') ? { columns: ['a'], rows: [['own']] } : undefined),
  });
  expect([await query('SELECT a FROM t'), await query('SELECT b FROM t')]).toEqual([[['own']], [['2']]]);
  expect(scripted).toEqual(['SELECT a FROM t']);
  expect(playback.played.map(({ exchange }) => exchange)).toEqual([2]);
});

test('it may change the recorded answer, or look at it and leave it', async () => {
  const seen: unknown[] = [];
  const { query } = await laid({
    onQuery: async (sql, _session, recorded) => {
      const [result] = await recorded();
      if (result === undefined || !sql.includes('a FROM')) {
        seen.push(result?.rows);
        return undefined;
      }
      return { ...result, rows: [...(result.rows ?? []), ['more']] } as never;
    },
  });
  expect(await query('SELECT a FROM t')).toEqual([['1'], ['more']]);
  expect([await query('SELECT b FROM t'), seen]).toEqual([[['2']], [[['2']]]]);
});

test('a miss is an error for the overlay, too', async () => {
  const { query } = await laid({
    onQuery: async (_sql, _session, recorded) => {
      const [result] = await recorded();
      return { columns: ['code'], rows: [[result?.error?.code ?? 0]] };
    },
  });
  expect(await query('SELECT missing')).toEqual([['1105']]);
});

test('it knows who is connected, and remembers what it wants of the connection', async () => {
  const { query } = await laid({
    onQuery: (_sql, session) => {
      session.state['n'] = Number(session.state['n'] ?? 0) + 1;
      return { columns: ['x'], rows: [[`${session.user} ${session.database} ${session.port} ${session.state['n']}`]] };
    },
  });
  expect([await query('a'), await query('b')]).toEqual([[['demo shop 3306 1']], [['demo shop 3306 2']]]);
});

test('what it throws is an error of that statement, and is told', async () => {
  const { query, failures } = await laid({
    onQuery: () => {
      throw new Error('no idea');
    },
  });
  expect(await query('SELECT a FROM t')).toMatch(/^error 1064 executing statement failed: .*no idea/);
  expect(failures).toEqual([expect.stringContaining('no idea')]);
});

test('statements that it prepares have ids apart from the recorded ones', async () => {
  const { send, scripted } = await laid({
    onPrepare: (sql) => (sql.includes('own') ? { columns: ['a'], parameters: 0 } : undefined),
    onQuery: () => undefined,
  });
  expect((await send(CommandCode.COM_STMT_PREPARE, 'SELECT own')).readUInt32LE(5)).toBe(0x4000_0000);
  expect((await send(CommandCode.COM_STMT_PREPARE, 'SELECT a FROM t')).readUInt32LE(5)).toBe(1);
  expect(scripted).toEqual(['SELECT own']);
  const { send: refusing } = await laid({ onPrepare: () => ({ error: { code: 5, message: 'no' } }) });
  expect(decodeErr((await refusing(CommandCode.COM_STMT_PREPARE, 'x')).subarray(4)).code).toBe(5);
});

test('it hears of the end, once', async () => {
  let ends = 0;
  const { responder } = await laid({ onClose: () => void ends++ });
  await responder.end('quit');
  expect(ends).toBe(1);
});
