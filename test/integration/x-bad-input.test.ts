// What breaks the rules of the X Protocol: `record` and `replay` answer it, and end the connection or not, as MySQL does.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { frameMessage } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage as C } from '../../src/mysqlx/constants/message-types.ts';
import {
  AuthenticateContinue,
  AuthenticateStart,
  CapabilitiesSet,
  StmtExecute,
} from '../../src/mysqlx/messages/messages.ts';
import { type DatatypesAny, DatatypesAnyType, DatatypesScalarType } from '../../src/mysqlx/messages/schema.ts';
import { accounts, describeWithServer } from '../servers/index.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { integerValue, textValue, XClient } from '../support/x-client.ts';

const lengthOnly = (length: number, ...rest: number[]) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return Buffer.concat([bytes, Buffer.from(rest)]);
};
const garbage = Buffer.from([0xff, 0xff, 0xff]);
const types = [...Object.values(C), 0, 99, 255];

const statement = StmtExecute.encode({ stmt: Buffer.from('SELECT 1'), args: [] });
const endings = ['00', '8000', '000801', '0c', '0cff', '0b0c', '0b08010c', '02', 'f48f01'];

const objectOf = (fields: Readonly<Record<string, DatatypesAny>>): DatatypesAny => ({
  type: DatatypesAnyType.OBJECT,
  obj: { fld: Object.entries(fields).map(([key, value]) => ({ key, value })) },
});
const setting = (name: string, value: DatatypesAny): Buffer =>
  frameMessage(C.CON_CAPABILITIES_SET, CapabilitiesSet.encode({ capabilities: { capabilities: [{ name, value }] } }));
const nothing: DatatypesAny = { type: DatatypesAnyType.SCALAR };
const values: Readonly<Record<string, DatatypesAny>> = {
  'a number': integerValue(1),
  'a text': textValue('1'),
  'no value': nothing,
  'a list that has a number': { ...integerValue(1), type: DatatypesAnyType.ARRAY },
  'an object of nothing': objectOf({}),
  'an object that is called a scalar': { ...objectOf({ algorithm: textValue('zstd_stream') }), type: 1 },
  'a text in an object': objectOf({ algorithm: textValue('lz4_message'), level: nothing }),
  'a number in an object': objectOf({ algorithm: integerValue(1) }),
  'a text without one': objectOf({
    algorithm: { type: DatatypesAnyType.SCALAR, scalar: { type: DatatypesScalarType.V_STRING } },
  }),
  'a list in an object': objectOf({ a: { ...textValue('b'), type: DatatypesAnyType.ARRAY }, b: nothing }),
  'a long name': objectOf({ ['é'.repeat(17)]: textValue('b') }),
  'a name of nothing': objectOf({ '': textValue('b') }),
  'a name with a NUL': objectOf({ 'a\0b': textValue('b'.repeat(1025)) }),
  'very much': objectOf(Object.fromEntries(Array.from({ length: 65 }, (_, n) => [n, textValue('b'.repeat(1020))]))),
};
const capabilities = [
  'client.interactive',
  'compression',
  'session_connect_attrs',
  'node_type',
  'authentication.mechanisms',
  'a\0b',
];

const loginAs = (user: string): Buffer =>
  Buffer.concat([
    frameMessage(C.SESS_AUTHENTICATE_START, AuthenticateStart.encode({ mechName: 'SHA256_MEMORY' })),
    frameMessage(
      C.SESS_AUTHENTICATE_CONTINUE,
      AuthenticateContinue.encode({ authData: Buffer.from(`\0${user}\0${'A'.repeat(64)}`) }),
    ),
  ]);

const inputs: Readonly<Record<string, Buffer>> = {
  'no length': lengthOnly(0),
  'no length, then a message': Buffer.concat([lengthOnly(0), frameMessage(C.CON_CAPABILITIES_GET)]),
  'longer than 4 GiB less one': lengthOnly(0xffffffff, C.SQL_STMT_EXECUTE),
  'unknown compression': frameMessage(C.COMPRESSION, Buffer.from('2200', 'hex')),
  ...Object.fromEntries(types.map((type) => [`type ${type}, empty`, frameMessage(type)])),
  ...Object.fromEntries(types.map((type) => [`type ${type}, garbage`, frameMessage(type, garbage)])),
  ...Object.fromEntries(
    endings.flatMap((hex) => [
      [
        `a statement, then ${hex}`,
        frameMessage(C.SQL_STMT_EXECUTE, Buffer.concat([statement, Buffer.from(hex, 'hex')])),
      ],
      [`nothing, then ${hex}`, frameMessage(C.EXPECT_CLOSE, Buffer.from(hex, 'hex'))],
    ]),
  ),
};
/** What is said before a login. */
const greetings: Readonly<Record<string, Buffer>> = {
  ...Object.fromEntries(
    capabilities.flatMap((name) =>
      Object.entries(values).map(([what, value]) => [
        `capability ${JSON.stringify(name)}: ${what}`,
        setting(name, value),
      ]),
    ),
  ),
  'a mechanism with a NUL': frameMessage(C.SESS_AUTHENTICATE_START, AuthenticateStart.encode({ mechName: 'SHA\0X' })),
};
/** Messages that a session lives on with, and that are part of logging in or change who answers. */
const excluded = new Set(['type 6, empty']);

describeWithServer('mysql', (server) => {
  describe.skipIf(!server.hasAccounts)('bad input', () => {
    const { user, password } = accounts.mysql.cachingSha2;
    const places: { direct: number; record: number; replay: number } = { direct: 0, record: 0, replay: 0 };
    let folder: Folder;
    const running: AsyncDisposable[] = [];

    beforeAll(async () => {
      folder = await temporaryFolder();
      const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      running.push(recorder);
      const seed = await startRecord(folder, { ...upstreams, xPort: 0 });
      await tryOut(seed.xPort, Buffer.alloc(0), true, 1);
      await seed.close();
      const player = await startReplay(folder, seed.file, { xPort: 0 });
      running.push(player);
      Object.assign(places, { direct: server.xPort, record: recorder.xPort, replay: player.xPort });
    });

    afterAll(async () => {
      for (const each of running) await each[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    });

    /** What comes back, and whether the connection still serves behind it. */
    async function tryOut(port: number, bytes: Buffer, isLoggedIn: boolean, answersDue = 2): Promise<string> {
      await using client = await XClient.open({ host: '127.0.0.1', port });
      if (isLoggedIn) {
        await client.secure();
        await client.login({ mechanism: PLAIN, user, password });
      }
      client.send(bytes);
      // an answer of its own for each: a second one tells whether there is a connection to give it
      const probe = isLoggedIn
        ? frameMessage(C.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: Buffer.from('SELECT 1'), args: [] }))
        : frameMessage(C.CON_CLOSE);
      client.send(probe);
      const answers: string[] = [];
      for (let n = 0; n < answersDue; n++) answers.push((await client.answer()).toString('latin1'));
      return answers.join(' | ');
    }

    for (const isLoggedIn of [false, true]) {
      test.each(Object.keys(inputs).filter((name) => !excluded.has(name) && (isLoggedIn || name !== 'type 1, empty')))(
        `%s, logged in ${isLoggedIn}`,
        async (name) => {
          const bytes = inputs[name] ?? Buffer.alloc(0);
          const expected = await tryOut(places.direct, bytes, isLoggedIn);
          expect(await tryOut(places.record, bytes, isLoggedIn), 'record').toBe(expected);
          expect(await tryOut(places.replay, bytes, isLoggedIn), 'replay').toBe(expected);
        },
      );
    }

    test('what is set before the login is taken or refused alike', async () => {
      for (const [name, bytes] of Object.entries(greetings)) {
        const expected = await tryOut(places.direct, bytes, false);
        expect(await tryOut(places.record, bytes, false), `${name}, record`).toBe(expected);
        expect(await tryOut(places.replay, bytes, false), `${name}, replay`).toBe(expected);
      }
    });

    test('of a long name of a user 48 bytes are told', async () => {
      const refused = async (port: number, name: string) => (await tryOut(port, loginAs(name), false)).split(' | ')[1];
      for (const name of ['u'.repeat(60), 'é'.repeat(30)]) {
        const expected = await refused(places.direct, name);
        expect(expected).toContain('Access denied');
        expect(await refused(places.record, name), 'record').toBe(expected);
        expect(await refused(places.replay, name), 'replay').toBe(expected);
      }
    });

    test('a client that stops in the middle of a frame leaves nothing behind', async () => {
      for (const port of [places.record, places.replay]) {
        const client = await XClient.open({ host: '127.0.0.1', port });
        client.send(frameMessage(C.SQL_STMT_EXECUTE, Buffer.alloc(100)).subarray(0, 50));
        client.connection.end();
        await client.connection.ended;
        client.connection.terminate();
      }
    });
  });
});
