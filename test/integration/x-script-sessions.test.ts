// The life of a scripted session of the X Protocol: capabilities, notices, reset, the end; sockets and shutdown.
import { constants, inflateSync } from 'node:zlib';
import { createConnection } from 'mysql2/promise';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ScriptServing } from '../../src/index.ts';
import { MYSQL41, PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { decodeAnswer } from '../../src/mysqlx/codec/decode-answer.ts';
import { formatNotice } from '../../src/mysqlx/codec/format-notice.ts';
import { framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import {
  Capabilities,
  CapabilitiesSet,
  Compression,
  CreateView,
  DropView,
  NoticeFrame,
  Prepare,
  Reset,
  StmtExecute,
} from '../../src/mysqlx/messages/messages.ts';
import { mechanismsOf } from '../../src/mysqlx/session/capabilities.ts';
import { startScriptText } from '../support/script.ts';
import { temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';

const LOGIN = { mechanism: MYSQL41, user: 'u', password: 'p', schema: 'shop' };
const OK_SCRIPT = `export default { onQuery: (statement, session) => ({ rows: [{ id: session.connectionId }] }) }`;

async function open({ host, xPort }: ScriptServing): Promise<XClient> {
  const client = await XClient.open({ host, port: xPort });
  onTestFinished(() => client[Symbol.asyncDispose]());
  return client;
}

function typesOf(frames: Buffer): number[] {
  return [...framesOf([frames])].map(({ type }) => type);
}

function noticesIn(frames: Buffer): string[] {
  const notices = [...framesOf([frames])].filter(({ type }) => type === ServerMessage.NOTICE);
  return notices.map(({ payload }) => formatNotice(payload));
}

/** What a client says after its login, so that it hears what came before the answer. */
async function heard(client: XClient): Promise<string[]> {
  return noticesIn(await client.ask(ClientMessage.EXPECT_CLOSE));
}

describe('capabilities', () => {
  test('are those of a server, PLAIN and TLS as the channel has them', async () => {
    const server = await startScriptText(OK_SCRIPT, 'ok.mjs', { xPort: 0, clientSslMode: 'PREFERRED' });
    const client = await open(server);
    const payloadOf = async () => (await client.ask(ClientMessage.CON_CAPABILITIES_GET)).subarray(5);
    const names = (payload: Buffer) => Capabilities.decode(payload).capabilities.map(({ name }) => name);
    const clear = await payloadOf();
    expect(names(clear)).toEqual([
      'tls',
      'authentication.mechanisms',
      'doc.formats',
      'client.interactive',
      'compression',
      'node_type',
      'client.pwd_expire_ok',
    ]);
    expect(mechanismsOf(clear)).toEqual(['MYSQL41', 'SHA256_MEMORY']);
    await client.secure();
    expect(mechanismsOf(await payloadOf())).toEqual(['MYSQL41', 'PLAIN', 'SHA256_MEMORY']);
    const unknown = { name: 'wings', value: { type: 1, scalar: { type: 7, vBool: true } } };
    const refused = await client.ask(
      ClientMessage.CON_CAPABILITIES_SET,
      CapabilitiesSet.encode({ capabilities: { capabilities: [unknown] } }),
    );
    expect(refused.toString('latin1')).toContain("Capability 'wings' doesn't exist");
  });

  test('no TLS is offered where there is none, and PLAIN is not taken', async () => {
    const server = await startScriptText(OK_SCRIPT, 'ok.mjs', { xPort: 0 });
    const client = await open(server);
    const refusal = await client.login({ ...LOGIN, mechanism: PLAIN });
    expect(refusal.toString('latin1')).toContain('Invalid authentication method PLAIN');
    expect(await client.isClosed()).toBe(true);
  });
});

describe('notices', () => {
  test('of a script of the old form come unasked, when their time has come', async () => {
    const text = `({ stmts: [{ ok: {} }], notices: [
      { type: 4, scope: 'GLOBAL', payload: { type: 2, 'view-id': 'v1' } },
      { type: 99 }, {}, { send_offset: 30, type: 4, scope: 'LOCAL', payload: { type: 4 } }, { send_offset: 3600000, type: 5 },
    ] })`;
    const client = await open(await startScriptText(text, 'notices.js', { xPort: 0 }));
    const begin = performance.now();
    await client.login(LOGIN);
    const told = await heard(client);
    while (told.length < 2) told.push(...(await heard(client)));
    // a timer may be a millisecond early
    expect(performance.now() - begin).toBeGreaterThan(28);
    expect(told).toEqual([
      'group replication: membership view change, view v1',
      'group replication: member state change',
    ]);
  });

  test('of a module, which may look at its session', async () => {
    const text = `export default {
      notices: (session) => [
        { notice: 'warning', level: 'note', code: 1000, message: 'hello ' + session.user },
        { notice: 'variable', name: 'sql_mode', value: 'ANSI' },
        { notice: 'schema', name: session.database },
        { notice: 'groupReplication', change: 'quorumLoss', scope: 'global' },
      ],
    }`;
    const client = await open(await startScriptText(text, 'notices.mjs', { xPort: 0 }));
    await client.login(LOGIN);
    expect(await heard(client)).toEqual([
      'note 1000: hello u',
      'sql_mode = "ANSI"',
      'current schema: "shop"',
      'group replication: membership quorum loss',
    ]);
  });

  test('tell what an answer did, in the order of MySQL', async () => {
    const text = `export default { onQuery: () => ({ affectedRows: 2, lastInsertId: 2n ** 40n, message: 'Records: 2',
      warnings: [{ code: 1265, message: 'cut' }], changes: { schema: 'other', variables: { a: 'b' } } }) }`;
    const client = await open(await startScriptText(text, 'told.mjs', { xPort: 0 }));
    await client.login(LOGIN);
    const answer = await client.sql('insert');
    expect(noticesIn(answer)).toEqual([
      'warning 1265: cut',
      'rows affected: 2',
      'generated insert id: 1099511627776',
      'produced message: "Records: 2"',
      'current schema: "other"',
      'a = "b"',
    ]);
    expect(typesOf(answer).at(-1)).toBe(ServerMessage.SQL_STMT_EXECUTE_OK);
    const first = [...framesOf([answer])][0]?.payload ?? Buffer.alloc(0);
    expect(NoticeFrame.decode(first).scope).toBe(2);
  });

  test('of commands and of what a script does not know: pings succeed, nothing is said of them', async () => {
    const client = await open(
      await startScriptText('{"stmts": [{"stmt": "nothing", "ok": {}}]}', 'x.json', { xPort: 0 }),
    );
    await client.login(LOGIN);
    const command = (stmt: string, namespace = 'mysqlx') =>
      client.ask(ClientMessage.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: Buffer.from(stmt), namespace, args: [] }));
    expect(typesOf(await command('ping'))).toEqual([ServerMessage.SQL_STMT_EXECUTE_OK]);
    expect(typesOf(await command('ping', 'xplugin'))).toEqual([ServerMessage.SQL_STMT_EXECUTE_OK]);
    expect((await command('list_objects')).toString('latin1')).toContain('Unknown statement. (end of stmts)');
  });
});

describe('a session', () => {
  test('forgets what was prepared when it is reset, and goes on or begins anew', async () => {
    const client = await open(await startScriptText(OK_SCRIPT, 'ok.mjs', { xPort: 0 }));
    await client.login(LOGIN);
    const prepare = () =>
      client.ask(
        ClientMessage.PREPARE_PREPARE,
        Prepare.encode({ stmtId: 1, stmt: { type: 5, stmtExecute: { stmt: Buffer.from('select'), args: [] } } }),
      );
    const execute = async () => typesOf(await client.ask(ClientMessage.PREPARE_EXECUTE, Buffer.from([0x08, 0x01])));
    await prepare();
    expect(await execute()).toContain(ServerMessage.RESULTSET_ROW);
    await client.ask(ClientMessage.SESS_RESET, Reset.encode({ keepOpen: true }));
    expect(await execute()).toEqual([ServerMessage.ERROR]);
    await client.ask(ClientMessage.SESS_RESET);
    expect(typesOf(await client.login({ ...LOGIN, user: 'other' })).at(-1)).toBe(ServerMessage.SESS_AUTHENTICATE_OK);
    await client.ask(ClientMessage.SESS_CLOSE);
    await client.login(LOGIN);
    expect(typesOf(await client.sql('x'))).toContain(ServerMessage.RESULTSET_ROW);
    const bye = [...decodeAnswer([await client.ask(ClientMessage.CON_CLOSE)])];
    expect(bye).toEqual([{ kind: 'ok', message: 'bye!' }]);
    expect(await client.isClosed()).toBe(true);
  });

  test('makes and drops views as the script says', async () => {
    const text = `export default { onCrud: (operation) => operation.isLenient
      ? { warnings: [{ level: 'note', code: 1051, message: operation.text }] }
      : { error: { code: 1051, sqlState: '42S02', message: JSON.stringify(operation.definition?.criteria ?? operation.kind) } } }`;
    const client = await open(await startScriptText(text, 'views.mjs', { xPort: 0 }));
    await client.login(LOGIN);
    const collection = { name: 'seen', schema: 'shop' };
    const gone = await client.ask(ClientMessage.CRUD_DROP_VIEW, DropView.encode({ collection, ifExists: true }));
    expect(noticesIn(gone)).toEqual(['note 1051: shop.seen.dropViewIfExists()']);
    expect(typesOf(gone).at(-1)).toBe(ServerMessage.OK);
    const dropped = await client.ask(ClientMessage.CRUD_DROP_VIEW, DropView.encode({ collection }));
    expect(dropped.toString('latin1')).toContain('"dropView"');
    const criteria = {
      type: 5,
      operator: {
        name: '>',
        param: [
          { type: 6, position: 0 },
          { type: 6, position: 1 },
        ],
      },
    };
    const stmt = { collection, criteria, projection: [], args: [], order: [], grouping: [] };
    const made = await client.ask(ClientMessage.CRUD_CREATE_VIEW, CreateView.encode({ collection, column: [], stmt }));
    expect(made.toString('latin1')).toContain('":0 > :1"');
  });

  test('compresses its answers where the client asks for it', async () => {
    const rows = `Array.from({ length: 500 }, (_, n) => ({ text: 'again and again ' + (n % 3) }))`;
    const text = `export default { onQuery: () => ({ rows: ${rows} }) }`;
    const client = await open(await startScriptText(text, 'long.mjs', { xPort: 0 }));
    const algorithm = { type: 1, scalar: { type: 8, vString: { value: Buffer.from('deflate_stream') } } };
    const value = { type: 2, obj: { fld: [{ key: 'algorithm', value: algorithm }] } };
    const capabilities = { capabilities: [{ name: 'compression', value }] };
    await client.ask(ClientMessage.CON_CAPABILITIES_SET, CapabilitiesSet.encode({ capabilities }));
    await client.login(LOGIN);
    const frames = [...framesOf([await client.sql('x')])];
    expect(frames.map(({ type }) => type)).toEqual([ServerMessage.COMPRESSION, ServerMessage.SQL_STMT_EXECUTE_OK]);
    const { payload, uncompressedSize } = Compression.decode(frames[0]?.payload ?? Buffer.alloc(0));
    const unpacked = inflateSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
    expect(unpacked.length).toBe(Number(uncompressedSize));
    expect(typesOf(unpacked).filter((type) => type === ServerMessage.RESULTSET_ROW)).toHaveLength(500);
  });

  test('has the id that the script knows, beside clients of the classic protocol', async () => {
    const server = await startScriptText(OK_SCRIPT, 'ok.mjs', { xPort: 0 });
    const { host, port } = server;
    const classic = await createConnection({ host, port, user: 'u' });
    onTestFinished(() => classic.destroy());
    const client = await open(server);
    expect(noticesIn(await client.login(LOGIN))).toEqual(['client id assigned: 2']);
    const rows = [...decodeAnswer([await client.sql('id')])].flatMap((part) =>
      part.kind === 'row' ? part.decode() : [],
    );
    expect(rows).toEqual([{ kind: 'number', text: '2' }]);
    expect(await classic.query('id')).toMatchObject([[{ id: 1 }], {}]);
    expect(server.counts()).toMatchObject({ connections: 2, statements: 2 });
  });

  test('is ended behind the third login that fails', async () => {
    const text = `export default { auth: { user: 'u', password: 'right' } }`;
    const client = await open(await startScriptText(text, 'auth.mjs', { xPort: 0 }));
    for (let n = 0; n < 3; n++) expect(typesOf(await client.login(LOGIN)).at(-1)).toBe(ServerMessage.ERROR);
    expect(await client.isClosed()).toBe(true);
  });
});

describe('listening', () => {
  test('on a Unix socket alone, where a password may go in clear', async () => {
    await using folder = await temporaryFolder();
    const xSocket = folder.file('x.sock');
    const text = `({ stmts: function () { return { result: { columns: [{ name: 'p', type: 'LONG' }], rows: [[mysqld.session.port]] } }; } })`;
    const server = await startScriptText(text, 'port.js', { port: null, xSocket });
    expect(server.listening).toEqual([`mysqlx+unix://${xSocket}`]);
    const client = await XClient.open({ host: '', port: 0, socket: xSocket });
    onTestFinished(() => client[Symbol.asyncDispose]());
    await client.login({ ...LOGIN, mechanism: PLAIN });
    const [row] = [...decodeAnswer([await client.sql('port')])].flatMap((part) =>
      part.kind === 'row' ? part.decode() : [],
    );
    expect(row).toEqual({ kind: 'number', text: '0' });
  });

  test('a stop lets an answer out that waits for its time', async () => {
    const text = '{"stmts": [{"exec_time": 60, "ok": {}}]}';
    const server = await startScriptText(text, 'slow.json', { xPort: 0 });
    const client = await open(server);
    await client.login(LOGIN);
    const answer = client.sql('slow');
    await expect.poll(() => server.counts().statements).toBe(1);
    await server.close();
    expect(typesOf(await answer).at(-1)).toBe(ServerMessage.SQL_STMT_EXECUTE_OK);
    expect(await client.isClosed()).toBe(true);
  });
});
