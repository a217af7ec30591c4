// Where the real server is and how to reach it: dialling, its greeting, and TLS towards it.
// https://dev.mysql.com/doc/refman/9.7/en/connection-options.html#option_general_ssl-mode

import { Capability, hasCapability } from '../classic/constants/capabilities.ts';
import { decodeGreeting, type Greeting } from '../classic/packets/greeting.ts';
import { decodeHandshakeResponse, encodeHandshakeResponse } from '../classic/packets/handshake-response.ts';
import { encodeSslRequest } from '../classic/packets/ssl-request.ts';
import { PacketStream } from '../classic/session/packet-stream.ts';
import { ConnectionLost, MockError, messageOf } from '../domain/errors.ts';
import type { TlsFacts } from '../domain/recording.ts';
import { Connection } from '../net/connection.ts';
import { describeEndpoint, type Endpoint } from '../net/endpoint.ts';
import type { ClientTlsOptions } from '../net/tls-context.ts';

/** `as_client`: TLS towards the server exactly where the client uses it towards us. */
export type ServerSslMode = 'disabled' | 'preferred' | 'required' | 'as_client';

export interface UpstreamOptions {
  readonly endpoint: Endpoint;
  readonly sslMode: ServerSslMode;
  /** How the server's certificate is checked, and with which of ours. */
  readonly tls: ClientTlsOptions;
  readonly connectTimeoutMs: number;
}

const ERR = 0xff;
/** More than any server sends in the connection phase; rows never pass through here. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;

/** One connection to the real server, up to the point where commands begin. */
export class Upstream {
  readonly connection: Connection;
  readonly packets: PacketStream;
  /** The payload as it came: a greeting or an ERR packet. */
  readonly firstPayload: Buffer;
  readonly #options: UpstreamOptions;
  tls: TlsFacts | null = null;

  private constructor(connection: Connection, packets: PacketStream, firstPayload: Buffer, options: UpstreamOptions) {
    this.connection = connection;
    this.packets = packets;
    this.firstPayload = firstPayload;
    this.#options = options;
  }

  /**
   * Connects and reads the first packet.
   * @throws MockError `UPSTREAM_UNREACHABLE`
   */
  static async connect(options: UpstreamOptions): Promise<Upstream> {
    const connection = await Connection.connect(options.endpoint, { timeoutMs: options.connectTimeoutMs });
    const packets = new PacketStream(connection, 'server', MAX_PAYLOAD_BYTES);
    try {
      const first = await withDeadline(packets.readPacket(), options.connectTimeoutMs, connection);
      if (first === null) throw new ConnectionLost('server');
      if (first[0] !== ERR) decodeGreeting(first);
      return new Upstream(connection, packets, first, options);
    } catch (cause) {
      connection.terminate();
      const where = describeEndpoint(options.endpoint);
      throw new MockError('UPSTREAM_UNREACHABLE', `no greeting came from ${where}: ${messageOf(cause)}`, { cause });
    }
  }

  /** The server refuses connections: its first packet is an ERR packet. */
  get isRefused(): boolean {
    return this.firstPayload[0] === ERR;
  }

  greeting(): Greeting {
    return decodeGreeting(this.firstPayload);
  }

  /**
   * Sends the client's handshake response with the capabilities that hold on this side, behind TLS where the mode asks.
   * @param clientUsesTls for `as_client`
   * @param translateAuth what the client's auth response becomes on this side's channel
   * @throws MockError `UPSTREAM_TLS` where TLS is required and cannot be had
   */
  async sendLogin(
    payload: Buffer,
    capabilities: bigint,
    clientUsesTls: boolean,
    translateAuth: (authResponse: Buffer) => Promise<Buffer>,
  ): Promise<void> {
    const response = decodeHandshakeResponse(payload);
    const wantsTls = this.#wantsTls(clientUsesTls);
    const own = (capabilities & ~Capability.SSL) | (wantsTls ? Capability.SSL : 0n);
    if (wantsTls) await this.#startTls({ ...response, capabilities: own });
    const authResponse = await translateAuth(response.authResponse);
    await this.packets.writePacket(encodeHandshakeResponse({ ...response, capabilities: own, authResponse }));
  }

  #wantsTls(clientUsesTls: boolean): boolean {
    const { sslMode, endpoint } = this.#options;
    const offered = hasCapability(this.greeting().capabilities, Capability.SSL);
    if (sslMode === 'disabled') return false;
    if (sslMode === 'as_client' && !clientUsesTls) return false;
    // As MySQL's clients: PREFERRED does not encrypt what never leaves the machine's socket.
    if (sslMode === 'preferred') return offered && endpoint.kind !== 'unix';
    if (!offered) {
      const where = describeEndpoint(endpoint);
      throw new MockError('UPSTREAM_TLS', `${where} offers no TLS: pass --server-ssl-mode DISABLED or PREFERRED`);
    }
    return true;
  }

  async #startTls(request: Parameters<typeof encodeSslRequest>[0]): Promise<void> {
    await this.packets.writePacket(encodeSslRequest(request));
    this.packets.release();
    const { endpoint, tls } = this.#options;
    this.tls = await this.connection.upgradeToTlsClient(tls, endpoint.kind === 'tcp' ? endpoint.host : 'localhost');
  }
}

async function withDeadline<T>(promise: Promise<T>, timeoutMs: number, connection: Connection): Promise<T> {
  const timer = setTimeout(() => connection.terminate(), timeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
