// A client that sends what a test says and keeps every byte that comes back. It logs in as an account without a
// password, with whatever capabilities the test gives it.

import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { framePayload, HEADER_BYTES } from '../../src/mysql/codec/framing.ts';
import { ResponseTracker } from '../../src/mysql/codec/response-tracker.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { asksCursor } from '../../src/mysql/packets/com-stmt-execute.ts';
import { decodeGreeting, type Greeting } from '../../src/mysql/packets/greeting.ts';
import { encodeHandshakeResponse } from '../../src/mysql/packets/handshake-response.ts';

export interface RawClientOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database?: string;
  /** What the client asks for; cut to what the server offers. */
  readonly capabilities: bigint;
}

export class RawClient implements AsyncDisposable {
  readonly greeting: Greeting;
  /** Negotiated. */
  readonly capabilities: bigint;
  readonly #socket: Socket;
  readonly #reader: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, reader: AsyncIterator<Buffer>, greeting: Greeting, capabilities: bigint) {
    this.#socket = socket;
    this.#reader = reader;
    this.greeting = greeting;
    this.capabilities = capabilities;
  }

  static async login(options: RawClientOptions): Promise<RawClient> {
    const socket = connect({ host: options.host, port: options.port, noDelay: true });
    const reader = socket.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await readPayload(reader, Buffer.alloc(0));
    const greeting = decodeGreeting(first.payload);
    const withDatabase = options.database === undefined ? 0n : Capability.CONNECT_WITH_DB;
    const wanted = options.capabilities | withDatabase;
    const client = new RawClient(socket, reader, greeting, wanted & greeting.capabilities);
    client.#rest = first.rest;
    await client.#authenticate(options);
    return client;
  }

  /** The next packet's payload, whatever it is. */
  async packet(): Promise<Buffer> {
    const { payload, rest } = await readPayload(this.#reader, this.#rest);
    this.#rest = rest;
    return payload;
  }

  /** Sends a command and returns the whole response, headers included. */
  async command(payload: Buffer): Promise<Buffer> {
    this.send(payload);
    const code = payload[0] ?? -1;
    return await this.response(code, asksCursor({ code, payload }));
  }

  send(payload: Buffer, sequenceId = 0): void {
    for (const piece of framePayload(payload, sequenceId)) this.#socket.write(piece);
  }

  /** Bytes as they are. */
  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** The response to a command that was sent. */
  async response(code: number, isCursorAsked = false): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.#pieces(code, isCursorAsked)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** Sends a command; of its response, which may be large, only the length and a hash are kept. */
  async digest(payload: Buffer): Promise<{ readonly bytes: number; readonly hash: string }> {
    this.send(payload);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of this.#pieces(payload[0] ?? -1)) {
      hash.update(piece);
      bytes += piece.length;
    }
    return { bytes, hash: hash.digest('hex') };
  }

  async *#pieces(code: number, isCursorAsked = false): AsyncIterable<Buffer> {
    const tracker = new ResponseTracker();
    tracker.begin(code, this.capabilities, isCursorAsked);
    while (!tracker.isDone) {
      if (this.#rest.length === 0) this.#rest = await next(this.#reader);
      const used = tracker.scan(this.#rest);
      yield this.#rest.subarray(0, used);
      this.#rest = this.#rest.subarray(used);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
  }

  async #authenticate({ user, database }: RawClientOptions): Promise<void> {
    const payload = encodeHandshakeResponse({
      capabilities: this.capabilities,
      maxPacketBytes: 1 << 24,
      charset: 45,
      filler: Buffer.alloc(23),
      user: Buffer.from(user),
      authResponse: Buffer.alloc(0),
      database: database === undefined ? null : Buffer.from(database),
      authPlugin: this.greeting.authPlugin,
      attributes: null,
      zstdLevel: null,
      trailing: Buffer.alloc(0),
    });
    this.send(payload, 1);
    let reply = await readPayload(this.#reader, this.#rest);
    if (reply.payload[0] === AUTH_SWITCH) {
      // An empty password is no answer to any plugin.
      this.send(Buffer.alloc(0), 3);
      reply = await readPayload(this.#reader, reply.rest);
    }
    this.#rest = reply.rest;
    if (reply.payload[0] !== 0x00) throw new Error(`the login was refused: ${reply.payload.toString('latin1')}`);
  }
}

const AUTH_SWITCH = 0xfe;

/** Capabilities that every test client has. */
export const PLAIN =
  Capability.PROTOCOL_41 |
  Capability.TRANSACTIONS |
  Capability.SECURE_CONNECTION |
  Capability.PLUGIN_AUTH |
  Capability.MULTI_STATEMENTS |
  Capability.MULTI_RESULTS |
  Capability.PS_MULTI_RESULTS |
  Capability.LONG_FLAG;

async function readPayload(reader: AsyncIterator<Buffer>, rest: Buffer): Promise<{ payload: Buffer; rest: Buffer }> {
  let bytes = rest;
  while (bytes.length < HEADER_BYTES || bytes.length < HEADER_BYTES + bytes.readUIntLE(0, 3)) {
    bytes = Buffer.concat([bytes, await next(reader)]);
  }
  const end = HEADER_BYTES + bytes.readUIntLE(0, 3);
  return { payload: bytes.subarray(HEADER_BYTES, end), rest: bytes.subarray(end) };
}

async function next(reader: AsyncIterator<Buffer>): Promise<Buffer> {
  const { value, done } = await reader.next();
  if (done) throw new Error('the server closed the connection');
  return value;
}
