// One connection to the real server's X Protocol port, up to the point where messages are relayed: dialling, what it
// can do, and TLS towards it.

import { ConnectionLost, MockError, messageOf } from '../core/errors.ts';
import type { TlsFacts } from '../core/recording.ts';
import type { XMessage } from '../core/x-responder.ts';
import { type ClientChannel, startTls, type UpstreamOptions, wantsTls } from '../mysql/session/upstream.ts';
import { frameMessage } from '../mysqlx/codec/framing.ts';
import { ClientMessage, endsAnswer, ServerMessage } from '../mysqlx/constants/message-types.ts';
import { offersTls, tlsRequest } from '../mysqlx/session/capabilities.ts';
import { MessageStream } from '../mysqlx/session/message-stream.ts';
import { Connection } from '../net/connection.ts';
import { describeEndpoint } from '../net/endpoint.ts';

/** More than any server sends before a login. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** The messages of one answer, and the last of them. */
export interface XAnswer {
  readonly frames: Buffer;
  readonly last: XMessage;
}

export class XUpstream {
  readonly connection: Connection;
  readonly messages: MessageStream;
  /** What it sent before anybody asked, and its Mysqlx.Connection.Capabilities or an error. */
  readonly greeting: XAnswer;
  readonly #options: UpstreamOptions;
  tls: TlsFacts | null = null;

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
    const timer = setTimeout(() => connection.terminate(), options.connectTimeoutMs);
    try {
      await connection.write(frameMessage(ClientMessage.CON_CAPABILITIES_GET));
      const upstream = new XUpstream(connection, messages, await readAnswer(messages), options);
      if (!upstream.isRefused && upstream.#wantsTls(false)) await upstream.#startTls(null);
      return upstream;
    } catch (cause) {
      connection.terminate();
      if (cause instanceof MockError && cause.code === 'UPSTREAM_TLS') throw cause;
      const where = describeEndpoint(options.endpoint);
      throw new MockError('UPSTREAM_UNREACHABLE', `no X Protocol at ${where}: ${messageOf(cause)}`, { cause });
    } finally {
      clearTimeout(timer);
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
    if (this.#wantsTls(client.isTls)) await this.#startTls(client.serverName);
    else if (this.#options.sslMode === 'as_client') this.#options.onPlain?.();
  }

  /** Sends frames and reads the answer to them. @throws ConnectionLost */
  async ask(frames: Buffer): Promise<XAnswer> {
    await this.connection.write(frames);
    return await readAnswer(this.messages);
  }

  #wantsTls(clientUsesTls: boolean): boolean {
    return wantsTls(this.#options, offersTls(this.capabilities), clientUsesTls);
  }

  async #startTls(serverName: string | null): Promise<void> {
    const { last } = await this.ask(frameMessage(ClientMessage.CON_CAPABILITIES_SET, tlsRequest()));
    if (last.type !== ServerMessage.OK) {
      throw new MockError(
        'UPSTREAM_TLS',
        `${describeEndpoint(this.#options.endpoint)} refuses TLS on its X Protocol port`,
      );
    }
    this.messages.release();
    this.tls = await startTls(this.connection, this.#options, serverName);
  }
}

/** All up to the message that ends an answer. @throws ConnectionLost */
async function readAnswer(messages: MessageStream): Promise<XAnswer> {
  const frames: Buffer[] = [];
  for (;;) {
    const message = await messages.read();
    if (message === null) throw new ConnectionLost('server');
    frames.push(message.frame);
    if (endsAnswer(message.type)) return { frames: Buffer.concat(frames), last: message };
  }
}
