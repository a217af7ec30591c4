// What the X plugin makes of compressed messages that are odd or broken, of what it is asked for, and how it packs its answers:
// the same directly, through record (where the server and the client agree with each other) and from replay.
import { expect, test } from 'vitest';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { frameMessage, framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { CapabilitiesSet, Compression, ErrorMessage, Row, StmtExecute } from '../../src/mysqlx/messages/messages.ts';
import { type DatatypesAny, DatatypesAnyType } from '../../src/mysqlx/messages/schema.ts';
import { ALGORITHMS, createPacker } from '../../src/mysqlx/session/create-packer.ts';
import type { MessagePacker } from '../../src/mysqlx/session/message-packer.ts';
import { accounts, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { integerValue, textValue, XClient } from '../support/x-client.ts';

const { user, password } = accounts.mysql.cachingSha2;

type Fields = Readonly<Record<string, DatatypesAny>>;

function objectOf(fields: Fields): DatatypesAny {
  const fld = Object.entries(fields).map(([key, value]) => ({ key, value }));
  return { type: DatatypesAnyType.OBJECT, obj: { fld } };
}

function setting(...values: readonly DatatypesAny[]): Buffer {
  const capabilities = values.map((value) => ({ name: 'compression', value }));
  return CapabilitiesSet.encode({ capabilities: { capabilities } });
}

function statement(sql: string): Buffer {
  return frameMessage(ClientMessage.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: Buffer.from(sql), args: [] }));
}

function rowsOf(count: number, width: number): string {
  return `WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r WHERE n < ${count}) SELECT REPEAT('x', ${width}) FROM r`;
}

/** Types of messages, those that came in one in brackets, errors in full. */
async function shown(frames: Buffer, packer: MessagePacker): Promise<string> {
  const words: string[] = [];
  for (const { type, payload } of framesOf([frames])) {
    if (type === ServerMessage.COMPRESSION) {
      const inner = await packer.unpack(Compression.decode(payload).payload);
      words.push(`[${[...framesOf([inner])].map(wordOf).join(' ')}]`);
    } else words.push(wordOf({ type, payload }));
  }
  return words.join(' ');
}

function wordOf({ type, payload }: { type: number; payload: Buffer }): string {
  if (type === ServerMessage.RESULTSET_ROW && payload.length < 60) {
    return Row.decode(payload)
      .field.map((field) => field.subarray(0, -1).toString())
      .join('=');
  }
  if (type !== ServerMessage.ERROR) return String(type);
  const { code, severity, msg } = ErrorMessage.decode(payload);
  return `${code} ${severity} ${msg}`;
}

/** A client that has agreed on an algorithm; what it sends is packed as a case says. */
class Packing {
  readonly #client: XClient;
  readonly #out: MessagePacker;
  readonly #in: MessagePacker;

  constructor(client: XClient, out: MessagePacker, back: MessagePacker) {
    this.#client = client;
    this.#out = out;
    this.#in = back;
  }

  /** Sends frames as one compressed message; `size` is what it says of their length. */
  async pack(frames: Buffer, size: number | null = frames.length): Promise<Buffer> {
    const announced = size === null ? {} : { uncompressedSize: { low: size, high: 0, unsigned: true } };
    const payload = frames.length === 0 ? frames : await this.#out.pack(frames);
    return frameMessage(ClientMessage.COMPRESSION, Compression.encode({ ...announced, payload }));
  }

  async ask(bytes: Buffer, answers = 1): Promise<string> {
    this.#client.send(bytes);
    const frames: Buffer[] = [];
    for (let count = 0; count < answers; count++) frames.push(await this.#client.answer());
    return await shown(Buffer.concat(frames), this.#in);
  }
}

const ONE = statement("SELECT 'abcdefghij'");
const EMPTY = Buffer.alloc(0);

const MESSAGES: Readonly<Record<string, (packing: Packing) => Promise<string>>> = {
  'one, and another': async (to) => `${await to.ask(await to.pack(ONE))} ${await to.ask(await to.pack(ONE))}`,
  'three in one': async (to) => to.ask(await to.pack(Buffer.concat([ONE, ONE, statement('DO 1')])), 3),
  'no length told': async (to) => to.ask(await to.pack(ONE, null)),
  'a length too long': async (to) => to.ask(await to.pack(ONE, 100_000)),
  'a length too short': async (to) => to.ask(await to.pack(ONE, ONE.length - 1)),
  nothing: async (to) => to.ask(await to.pack(EMPTY, 30)),
  'one that is cut off': async (to) => to.ask(await to.pack(ONE.subarray(0, -3))),
  'one and a piece': async (to) => to.ask(await to.pack(Buffer.concat([ONE, ONE.subarray(0, -3)])), 2),
  'a piece of a header': async (to) => to.ask(await to.pack(Buffer.concat([ONE, Buffer.from([5, 0])]))),
  'a frame of no length': async (to) => to.ask(await to.pack(Buffer.alloc(8))),
  'a compressed one': async (to) => to.ask(await to.pack(await to.pack(ONE))),
  'no such message': async (to) => to.ask(await to.pack(frameMessage(99, EMPTY))),
  status: (to) => to.ask(statement("SHOW STATUS LIKE 'Mysqlx_compression%'")),
  'rows that fill it': (to) => to.ask(statement(rowsOf(12, 4040))),
  'rows that nearly do': (to) => to.ask(statement(rowsOf(12, 4039))),
  'an error and a warning': async (to) =>
    `${await to.ask(statement('SELECT nope'))} ${await to.ask(statement('SELECT 1/0'))}`,
};

const OPTIONS: Readonly<Record<string, readonly DatatypesAny[]>> = {
  'a level that is no number': [objectOf({ algorithm: textValue('lz4_message'), level: textValue('3') })],
  'a level that is none': [objectOf({ algorithm: textValue('lz4_message'), level: integerValue(1000) })],
  'no algorithm': [objectOf({ level: integerValue(3) })],
  'an algorithm that is a number': [objectOf({ algorithm: integerValue(3) })],
  'an unknown option': [objectOf({ nothing: integerValue(1), algorithm: textValue('lzma') })],
  'no object': [integerValue(1)],
  'other letters': [objectOf({ algorithm: textValue('Deflate_STREAM') })],
  twice: [objectOf({ algorithm: textValue('lz4_message') }), objectOf({ algorithm: textValue('lz4_message') })],
};

const ASKS: readonly Fields[] = [
  {},
  { server_max_combine_messages: integerValue(3) },
  { server_combine_mixed_messages: integerValue(0) },
];

describeWithServer('mysql', (server) => {
  async function open(port: number): Promise<XClient> {
    const client = await XClient.open({ host: '127.0.0.1', port });
    await client.secure();
    return client;
  }

  async function withPacking(port: number, algorithm: string, fields: Fields): Promise<[XClient, Packing]> {
    const client = await open(port);
    const options = objectOf({ algorithm: textValue(algorithm), ...fields });
    await client.ask(ClientMessage.CON_CAPABILITIES_SET, setting(options));
    await client.login({ mechanism: PLAIN, user, password });
    const [out, back] = [await createPacker(algorithm, 1 << 24), await createPacker(algorithm, 1 << 24)];
    return [client, new Packing(client, out, back)];
  }

  /** All that a port says to all cases, by their names. */
  async function all(port: number): Promise<Record<string, string>> {
    const said: Record<string, string> = {};
    for (const [name, values] of Object.entries(OPTIONS)) {
      await using client = await open(port);
      const answer = await client.ask(ClientMessage.CON_CAPABILITIES_SET, setting(...values));
      said[name] = [...framesOf([answer])].map(wordOf).join(' ');
    }
    await using asking = await open(port);
    const offered = (await asking.ask(ClientMessage.CON_CAPABILITIES_GET)).toString('latin1');
    said.offered = ['deflate_stream', 'lz4_message', 'zstd_stream'].filter((each) => offered.includes(each)).join();
    for (const algorithm of ALGORITHMS) {
      for (const [name, run] of Object.entries(MESSAGES)) {
        const [client, packing] = await withPacking(port, algorithm, {});
        said[`${algorithm}: ${name}`] = await run(packing);
        await client[Symbol.asyncDispose]();
      }
    }
    for (const [index, fields] of ASKS.entries()) {
      const [client, packing] = await withPacking(port, 'zstd_stream', fields);
      said[`asked for ${index}`] = await packing.ask(statement(rowsOf(7, 100)));
      await client[Symbol.asyncDispose]();
    }
    return said;
  }

  test.skipIf(!server.hasAccounts)('is the same directly, through record and from replay', async () => {
    await using folder = await temporaryFolder();
    const expected = await all(server.xPort ?? 0);
    expect(expected.offered).toBe(ALGORITHMS.join());
    expect(expected['zstd_stream: status']).toContain('Mysqlx_compression_algorithm=ZSTD_STREAM');
    const upstream = `${server.host}:${server.port}`;
    const recorder = await startRecord(folder, { upstream, upstreamX: `${server.host}:${server.xPort}`, xPort: 0 });
    expect(await all(recorder.xPort)).toEqual(expected);
    await recorder.close();
    await using player = await startReplay(folder, recorder.file, { xPort: 0 });
    expect(await all(player.xPort)).toEqual(expected);
  });
});
