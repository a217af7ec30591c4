// One connection to the real server's X Protocol port, up to the point where messages are relayed: dialling, what it
// can do, and TLS towards it.

import { ConnectionLost, MockError, messageOf } from '../core/errors.ts';
import type { TlsFacts } from '../core/recording.ts';
import type { XMessage } from '../core/x-responder.ts';
import {
  type ClientChannel,
  startTls,
  type UpstreamOptions,
  wantsTls,
  withDeadline,
} from '../mysql/session/upstream.ts';
import { frameMessage } from '../mysqlx/codec/framing.ts';
import { ClientMessage, endsAnswer, ServerMessage } from '../mysqlx/constants/message-types.ts';
import { toBigInt } from '../mysqlx/messages/message-type.ts';
import { Compression } from '../mysqlx/messages/messages.ts';
import { type CompressionRequest, compressionIn, offersTls, tlsRequest } from '../mysqlx/session/capabilities.ts';
import { createPacker } from '../mysqlx/session/create-packer.ts';
import type { MessagePacker } from '../mysqlx/session/message-packer.ts';
import { MessageStream } from '../mysqlx/session/message-stream.ts';
import { Connection } from '../net/connection.ts';
import { describeEndpoint } from '../net/endpoint.ts';

/** More than any server sends before a login. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** The most that a server lets `mysqlx_max_allowed_packet` be. */
const MAX_PACKED_BYTES = 1024 * 1024 * 1024;

/** The messages of one answer, and the last of them. */
export interface XAnswer {
  /** As they came. */
  readonly frames: Buffer;
  readonly last: XMessage;
}

/** A message as it came, and all that is packed in it. */
export interface XPassing {
  readonly packed: Buffer;
  readonly frames: Buffer;
}

export class XUpstream {
  readonly connection: Connection;
  messages: MessageStream;
  /** What it sent before anybody asked, and its Mysqlx.Connection.Capabilities or an error. */
  readonly greeting: XAnswer;
  readonly #options: UpstreamOptions;
  tls: TlsFacts | null = null;
  /** What the client has agreed on with the server, from its first login on. */
  #compression: CompressionRequest | null = null;
  #packer: MessagePacker | null = null;

  private constructor(connection: Connection, messages: MessageStream, greeting: XAnswer, options: UpstreamOptions) {
    this.connection = connection;
    this.messages = messages;
    this.greeting = greeting;
    this.#options = options;
  }

  /**
   * Connects, asks what the server can do, and goes over to TLS where the mode asks for it.
   * @param abandoned resolves when nobody needs it any more: the connection ends then, however far it is
   * @throws MockError `UPSTREAM_UNREACHABLE`, `UPSTREAM_TLS`
   */
  static async connect(options: UpstreamOptions, abandoned: Promise<void>): Promise<XUpstream> {
    const connection = await Connection.connect(options.endpoint, { timeoutMs: options.connectTimeoutMs });
    void abandoned.then(() => connection.terminate());
    const messages = new MessageStream(connection, 'server', MAX_MESSAGE_BYTES);
    try {
      await connection.write(frameMessage(ClientMessage.CON_CAPABILITIES_GET));
      const first = await withDeadline(readAnswer(messages), options.connectTimeoutMs, connection);
      const upstream = new XUpstream(connection, messages, first, options);
      if (!upstream.isRefused && upstream.#wantsTls(false))
        await withDeadline(upstream.#startTls({ serverName: null }), options.connectTimeoutMs, connection);
      return upstream;
    } catch (cause) {
      connection.terminate();
      if (cause instanceof MockError && cause.code === 'UPSTREAM_TLS') throw cause;
      const where = describeEndpoint(options.endpoint);
      throw new MockError('UPSTREAM_UNREACHABLE', `no X Protocol at ${where}: ${messageOf(cause)}`, { cause });
    }
  }

  /** The server refuses connections. */
  get isRefused(): boolean {
    return this.greeting.last.type !== ServerMessage.CONN_CAPABILITIES;
  }

  /** Payload of Mysqlx.Connection.Capabilities. */
  get capabilities(): Buffer {
    return this.greeting.last.payload;
  }

  /** Goes over to TLS where the mode follows the client. @throws MockError `UPSTREAM_TLS` */
  async followClient(client: ClientChannel): Promise<void> {
    if (this.tls !== null) return;
    if (this.#wantsTls(client.isTls)) await this.#startTls(client);
    else if (this.#options.sslMode === 'as_client') this.#options.onPlain?.();
  }

  /** Whether the client lets us ask the server for what it asks us for. */
  get carriesCompression(): boolean {
    return this.#options.compression === 'as_client';
  }

  /** Whether what passes has to be unpacked to be read. */
  get isPacked(): boolean {
    return this.#packer !== null;
  }

  /** Payload of the client's Mysqlx.Connection.CapabilitiesSet. @throws ConnectionLost */
  async setCapabilities(payload: Buffer): Promise<XAnswer> {
    const answer = await this.ask(frameMessage(ClientMessage.CON_CAPABILITIES_SET, payload));
    if (answer.last.type === ServerMessage.OK) this.#compression = compressionIn(payload) ?? this.#compression;
    return answer;
  }

  /** A login was accepted: from here on the server may pack. */
  async startMessages(): Promise<void> {
    if (this.#packer !== null) return;
    this.messages.release();
    if (this.#compression === null) return;
    this.messages = new MessageStream(this.connection, 'server', MAX_PACKED_BYTES);
    this.#packer = await createPacker(this.#compression.algorithm, MAX_PACKED_BYTES);
  }

  /** The next message; null where the server ended. @throws ConnectionLost */
  async read(): Promise<XPassing | null> {
    const message = await this.messages.read();
    if (message === null) return null;
    return { packed: message.frame, frames: await this.#unpacked(message) };
  }

  close(): void {
    this.#packer?.close();
  }

  async #unpacked({ type, payload, frame }: XMessage): Promise<Buffer> {
    if (type !== ServerMessage.COMPRESSION || this.#packer === null) return frame;
    const { payload: packed, uncompressedSize } = Compression.decode(payload);
    return await this.#packer.unpack(packed, Number(toBigInt(uncompressedSize)) || null);
  }

  /** Sends frames and reads the answer to them. @throws ConnectionLost */
  async ask(frames: Buffer): Promise<XAnswer> {
    await this.connection.write(frames);
    return await readAnswer(this.messages, (message) => this.#unpacked(message));
  }

  #wantsTls(clientUsesTls: boolean): boolean {
    return wantsTls(this.#options, offersTls(this.capabilities), clientUsesTls);
  }

  async #startTls(client: Pick<ClientChannel, 'serverName' | 'protocol' | 'isResumed'>): Promise<void> {
    const { last } = await this.ask(frameMessage(ClientMessage.CON_CAPABILITIES_SET, tlsRequest()));
    if (last.type !== ServerMessage.OK) {
      throw new MockError(
        'UPSTREAM_TLS',
        `${describeEndpoint(this.#options.endpoint)} refuses TLS on its X Protocol port`,
      );
    }
    this.messages.release();
    this.tls = await startTls(this.connection, this.#options, client);
  }
}

/** All up to the message that ends an answer. @throws ConnectionLost */
async function readAnswer(messages: MessageStream, see?: (message: XMessage) => Promise<unknown>): Promise<XAnswer> {
  const frames: Buffer[] = [];
  for (;;) {
    const message = await messages.read();
    if (message === null) throw new ConnectionLost('server');
    frames.push(message.frame);
    // what is packed must be unpacked in its order
    await see?.(message);
    if (endsAnswer(message.type)) return { frames: Buffer.concat(frames), last: message };
  }
}
