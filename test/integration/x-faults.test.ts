// Faults as programs see them over the X Protocol: over scripts and over recordings, from files and through the REST API.
import { writeFile } from 'node:fs/promises';
import { getSession, type Session } from '@mysql/xdevapi';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../src/faults/fault.ts';
import type { ScriptServing } from '../../src/index.ts';
import { MYSQL41, PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { ExpectOpen } from '../../src/mysqlx/messages/messages.ts';
import { describeWithServer } from '../servers/index.ts';
import { startScriptText } from '../support/script.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';

const ROWS = Array.from({ length: 5 }, (_, index) => [index]);
const TRACE = {
  stmts: [
    { 'stmt.regex': '^select', result: { columns: [{ name: 'n', type: 'LONG' }], rows: ROWS } },
    { 'stmt.regex': '^shop.items.find', result: { columns: [{ name: 'doc', type: 'JSON' }], rows: [['{"a": 1}']] } },
    { 'stmt.regex': '', ok: {} },
  ],
};

function startFaulty(...faults: Fault[]): Promise<ScriptServing> {
  return startScriptText(JSON.stringify({ ...TRACE, faults }), 'faulty.json', {
    xPort: 0,
    httpPort: 0,
    clientSslMode: 'PREFERRED',
  });
}

async function connect({ host, xPort }: { host: string; xPort: number }, options: object = {}): Promise<Session> {
  const account = { user: 'u', password: 'p', schema: 'shop' };
  const session = await getSession({ host, port: xPort, ...account, tls: { enabled: true }, ...options });
  onTestFinished(() => session.close().catch(() => undefined));
  return session;
}

async function rawClient({ host, xPort }: ScriptServing): Promise<XClient> {
  const client = await XClient.open({ host, port: xPort });
  onTestFinished(() => client[Symbol.asyncDispose]());
  await client.login({ mechanism: MYSQL41, user: 'u', password: 'p' });
  return client;
}

/** `code message` of what a promise rejects with; `fine` where it does not. */
async function errorOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'fine';
  } catch (error) {
    const { info, message } = error as { info?: { code: number; msg: string }; message: string };
    return info === undefined ? message : `${info.code} ${info.msg}`;
  }
}

const typesOf = (frames: Buffer) => [...framesOf([frames])].map(({ type }) => type);
const { RESULTSET_COLUMN_META_DATA: COLUMN, RESULTSET_ROW: ROW, ERROR } = ServerMessage;

describe('errors', () => {
  test.each([
    [{ fault: 'deadlock' }, 1213],
    [{ fault: 'lockWait' }, 1205],
    [{ fault: 'readOnly' }, 1290],
    [{ fault: 'killed' }, 1317],
    [{ fault: 'error', code: 1146, sqlState: '42S02', message: 'gone' }, 1146],
    [{ fault: 'killed', afterRows: 2 }, 1317],
    [{ fault: 'deadlock', afterRows: 99 }, 1213],
  ] as const)('%j', async (fault, code) => {
    const server = await startFaulty({ ...fault, statement: '^SELECT' });
    const session = await connect(server);
    expect(await errorOf(session.sql('select 1').execute())).toContain(String(code));
    expect(await errorOf(session.sql('update t').execute())).toBe('fine');
    const client = await rawClient(server);
    expect(typesOf(await client.sql('select 1')).at(-1)).toBe(ERROR);
  });

  test('come behind so many rows', async () => {
    const client = await rawClient(await startFaulty({ fault: 'killed', afterRows: 2 }));
    expect(typesOf(await client.sql('select 1'))).toEqual([COLUMN, ROW, ROW, ERROR]);
  });

  test('befall operations by their text, and a block of expectations remembers them', async () => {
    const server = await startFaulty({ fault: 'lockWait', statement: 'items\\.find\\("a = 1"\\)' });
    const items = (await connect(server)).getSchema('shop').getCollection('items');
    expect(await errorOf(items.find('a = 1').execute())).toContain('1205');
    expect(await errorOf(items.find('a = 2').execute())).toBe('fine');
    const client = await rawClient(await startFaulty({ fault: 'deadlock', nth: 1 }));
    await client.ask(ClientMessage.EXPECT_OPEN, ExpectOpen.encode({ cond: [{ conditionKey: 1 }] }));
    expect((await client.sql('update t')).toString('latin1')).toContain('Deadlock found');
    expect((await client.sql('update t')).toString('latin1')).toContain('Expectation failed: no_error');
  });
});

describe('time and bytes', () => {
  test.each([
    [{ fault: 'delay', ms: 60 }, 58],
    [{ fault: 'rowDelay', ms: 15 }, 73],
  ] as const)('%j', async (fault, least) => {
    const session = await connect(await startFaulty({ ...fault, statement: '^select' }));
    const begin = performance.now();
    expect((await session.sql('select 1').execute()).fetchAll()).toEqual(ROWS);
    // a timer may be a millisecond early
    expect(performance.now() - begin).toBeGreaterThan(least);
  });

  test.each(['close', 'reset', 'halfPacket'] as const)('%s ends the connection, and no other one', async (fault) => {
    const server = await startFaulty({ fault, statement: '^select', times: 2 });
    const [session, other] = [await connect(server), await connect(server)];
    expect(await errorOf(session.sql('select 1').execute())).not.toBe('fine');
    const client = await rawClient(server);
    const half = await client.sql('select 1');
    expect(half.length).toBe(0);
    expect(await errorOf(other.sql('select 1').execute())).toBe('fine');
  });

  test('a cut behind so many bytes', async () => {
    const server = await startFaulty({ fault: 'close', afterBytes: 50 });
    const client = await rawClient(server);
    const frames = await client.sql('select 1');
    expect(typesOf(frames)).toEqual([COLUMN, ROW, ROW, ROW]);
    expect(await client.isClosed()).toBe(true);
  });
});

describe('before anybody is in', () => {
  test('too many connections, a login refused, TLS that breaks off', async () => {
    const full = await startFaulty({ fault: 'tooManyConnections', nth: 1 });
    expect(await errorOf(connect(full))).toContain('1040');
    expect(await errorOf(connect(full))).toBe('fine');
    const refusing = await startFaulty({ fault: 'authFailure', times: 2 });
    expect(await errorOf(connect(refusing))).toContain("1045 Access denied for user 'u'@'localhost'");
    expect(await errorOf(connect(refusing, { auth: 'MYSQL41' }))).toContain('1045');
    expect(await errorOf(connect(refusing))).toBe('fine');
    const broken = await startFaulty({ fault: 'tlsFailure', nth: 1 });
    expect(await errorOf(connect(broken))).not.toBe('fine');
    expect(await errorOf(connect(broken))).toBe('fine');
  });

  test('a greeting that comes late', async () => {
    const server = await startFaulty({ fault: 'handshakeStall', ms: 60, times: 1 });
    const begin = performance.now();
    await connect(server);
    expect(performance.now() - begin).toBeGreaterThan(58);
  });
});

test('the REST API shows sessions, ends them, and puts faults on those that are open', async () => {
  const server = await startFaulty();
  const session = await connect(server);
  await session.sql('select 1').execute();
  const api = `${server.httpUrl}/api/v1/mock`;
  const shown = (await (await fetch(`${api}/sessions`)).json()) as { id: number }[];
  expect(shown).toMatchObject([{ user: 'u', statements: 1 }]);
  const body = JSON.stringify([{ fault: 'readOnly' }]);
  await fetch(`${api}/faults`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  expect(await errorOf(session.sql('select 1').execute())).toContain('1290');
  await fetch(`${api}/sessions/${shown[0]?.id}`, { method: 'DELETE' });
  expect(await errorOf(session.sql('select 1').execute())).not.toBe('fine');
});

describeWithServer('mysql', (server) => {
  test('they are laid over a recording', async () => {
    await using folder = await temporaryFolder();
    const { user, password } = server;
    const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };
    const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    const account = { user, password, schema: '', auth: PLAIN };
    const recorded = await connect({ host: '127.0.0.1', xPort: recorder.xPort }, account);
    await recorded.sql('SELECT 1').execute();
    await recorded.close();
    await recorder.close();
    const overlay = folder.file('faults.json');
    await writeFile(overlay, JSON.stringify([{ fault: 'deadlock', nth: 1 }]));
    await using player = await startReplay(folder, recorder.file, { xPort: 0, overlay });
    const session = await connect({ host: '127.0.0.1', xPort: player.xPort }, account);
    expect(await errorOf(session.sql('SELECT 1').execute())).toContain('1213');
    expect((await session.sql('SELECT 1').execute()).fetchOne()).toEqual([1]);
  });
});
