// Where the real server is and how to reach it: dialling, its greeting, and TLS towards it.
// https://dev.mysql.com/doc/refman/9.7/en/connection-options.html#option_general_ssl-mode

import { ConnectionLost, MockError, messageOf } from '../../core/errors.ts';
import type { TlsFacts } from '../../core/recording.ts';
import { Connection } from '../../net/connection.ts';
import { describeEndpoint, type Endpoint } from '../../net/endpoint.ts';
import type { ClientTlsOptions } from '../../net/tls-context.ts';
import { serverNameFor } from '../../net/tls-handshake.ts';
import { type Compression, ZSTD_DEFAULT_LEVEL } from '../compression/compression.ts';
import { negotiatedCompression } from '../compression/negotiation.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { NOT_CARRIED } from '../constants/capability-sets.ts';
import { decodeGreeting, type Greeting } from '../packets/greeting.ts';
import { type HandshakeResponse, withCapabilities } from '../packets/handshake-response.ts';
import { encodeSslRequest } from '../packets/ssl-request.ts';
import { CompressedChannel } from './compressed-channel.ts';
import { PacketStream } from './packet-stream.ts';

/** `as_client`: TLS towards the server where the client uses it towards us and the server offers it. */
export type ServerSslMode = 'disabled' | 'preferred' | 'required' | 'as_client';

export interface UpstreamOptions {
  readonly endpoint: Endpoint;
  readonly sslMode: ServerSslMode;
  /** How the server's certificate is checked, and with which of ours. */
  readonly tls: ClientTlsOptions;
  /** Asked of the server on every connection; `as_client`: where the client asks us for it and the server has it; null: none. */
  readonly compression: UpstreamCompression | 'as_client' | null;
  readonly connectTimeoutMs: number;
  /** Hears of a connection that `as_client` left without TLS. */
  readonly onPlain?: () => void;
}

/** How the client reached us, as far as the way to the server follows it. */
export interface ClientChannel {
  readonly isTls: boolean;
  /** The server's name that the client asked for (SNI); null where it said none. */
  readonly serverName: string | null;
  /** Its version of TLS, as TlsFacts has it; absent where it has none, or nobody asks. */
  readonly protocol?: string;
  /** Whether its TLS went on with a session of before. */
  readonly isResumed?: boolean;
  /** What it asked for, of what we offered: capability flags. Absent: none. */
  readonly compression?: { readonly capabilities: bigint; readonly zstdLevel: number | null };
}

/** Algorithms by MySQL's names. */
export type UpstreamCompression = 'zlib' | 'zstd';

const FLAG_OF: Readonly<Record<UpstreamCompression, bigint>> = {
  zlib: Capability.COMPRESS,
  zstd: Capability.ZSTD_COMPRESSION_ALGORITHM,
};
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
  #isCompressed = false;
  /** What holds for this connection; null for none. */
  #compression: Compression | null = null;
  tls: TlsFacts | null = null;

  private constructor(connection: Connection, packets: PacketStream, firstPayload: Buffer, options: UpstreamOptions) {
    this.connection = connection;
    this.packets = packets;
    this.firstPayload = firstPayload;
    this.#options = options;
  }

  /**
   * Connects and reads the first packet.
   * @param unwanted when it resolves the connection ends, whatever it is at
   * @throws MockError `UPSTREAM_UNREACHABLE`
   */
  static async connect(options: UpstreamOptions, unwanted: Promise<void>): Promise<Upstream> {
    const abort = new AbortController();
    void unwanted.then(() => abort.abort());
    const { signal } = abort;
    const connection = await Connection.connect(options.endpoint, { timeoutMs: options.connectTimeoutMs, signal });
    void unwanted.then(() => connection.terminate());
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
   * Goes over to TLS where the mode asks for it.
   * @param response the client's, with the capabilities that hold on both sides
   * @param client for `as_client`
   * @returns the response to send next: what the server is told of TLS and compression is this side's
   * @throws MockError `UPSTREAM_TLS`, `UPSTREAM_COMPRESSION` where what is required cannot be had
   */
  async secure(response: HandshakeResponse, client: ClientChannel): Promise<HandshakeResponse> {
    const compressed = await this.#askCompression(response, client);
    if (!this.#wantsTls(client.isTls)) return compressed;
    const own = withCapabilities(compressed, compressed.capabilities | Capability.SSL);
    await this.#startTls(own, client);
    return own;
  }

  /** A login or a change of user is over: what follows is compressed where that was asked for. */
  startCommands(): void {
    if (this.#compression === null || this.#isCompressed) {
      this.packets.release();
      return;
    }
    const algorithm = this.#compression;
    this.packets.addLayer((channel) => new CompressedChannel(channel, 'server', algorithm));
    this.#isCompressed = true;
  }

  async #askCompression(response: HandshakeResponse, client: ClientChannel): Promise<HandshakeResponse> {
    const carried = response.capabilities & ~NOT_CARRIED;
    const asked = this.#compressionFor(client);
    if (asked === null) return withCapabilities(response, carried);
    const { flag, zstdLevel } = asked;
    this.#compression = await negotiatedCompression(flag, zstdLevel);
    return { ...withCapabilities(response, carried | flag), zstdLevel };
  }

  #compressionFor(client: ClientChannel): { readonly flag: bigint; readonly zstdLevel: number } | null {
    const { compression, endpoint } = this.#options;
    if (compression === null) return null;
    const offered = this.greeting().capabilities;
    if (compression === 'as_client') {
      const { capabilities = 0n, zstdLevel } = client.compression ?? {};
      // where a client asks for both it is zlib
      const flag = [Capability.COMPRESS, Capability.ZSTD_COMPRESSION_ALGORITHM].find((one) =>
        hasCapability(capabilities & offered, one),
      );
      return flag === undefined ? null : { flag, zstdLevel: zstdLevel ?? ZSTD_DEFAULT_LEVEL };
    }
    const flag = FLAG_OF[compression];
    if (hasCapability(offered, flag)) return { flag, zstdLevel: ZSTD_DEFAULT_LEVEL };
    const where = describeEndpoint(endpoint);
    throw new MockError('UPSTREAM_COMPRESSION', `${where} offers no ${compression}: pass --server-compress off`);
  }

  #wantsTls(clientUsesTls: boolean): boolean {
    const isOffered = hasCapability(this.greeting().capabilities, Capability.SSL);
    const isWanted = wantsTls(this.#options, isOffered, clientUsesTls);
    if (!isWanted && this.#options.sslMode === 'as_client') this.#options.onPlain?.();
    return isWanted;
  }

  async #startTls(request: HandshakeResponse, client: ClientChannel): Promise<void> {
    await this.packets.writePacket(encodeSslRequest(request));
    this.packets.release();
    this.tls = await startTls(this.connection, this.#options, client);
  }
}

/**
 * Whether the way to the server is to be encrypted.
 * @throws MockError `UPSTREAM_TLS` where it must be and the server offers none
 */
export function wantsTls(
  { sslMode, endpoint }: Pick<UpstreamOptions, 'sslMode' | 'endpoint'>,
  isOffered: boolean,
  clientUsesTls: boolean,
): boolean {
  if (sslMode === 'disabled') return false;
  if (sslMode === 'as_client') return clientUsesTls && isOffered;
  // As MySQL's clients: PREFERRED does not encrypt what never leaves the machine's socket.
  if (sslMode === 'preferred') return isOffered && endpoint.kind !== 'unix';
  if (isOffered) return true;
  const where = describeEndpoint(endpoint);
  throw new MockError('UPSTREAM_TLS', `${where} offers no TLS: pass --server-ssl-mode DISABLED or PREFERRED`);
}

/**
 * Goes over to TLS, once the server expects it: `as_client` in the version of a client of TLS 1.2, and with a session of before
 * where the client's is one, since its session can be asked for both.
 */
export async function startTls(
  connection: Connection,
  { endpoint, tls, sslMode }: Pick<UpstreamOptions, 'endpoint' | 'tls' | 'sslMode'>,
  { serverName, protocol, isResumed }: Pick<ClientChannel, 'serverName' | 'protocol' | 'isResumed'>,
): Promise<TlsFacts> {
  const host = endpoint.kind === 'tcp' ? endpoint.host : 'localhost';
  const isAlike = sslMode === 'as_client';
  const options = isAlike && protocol === 'TLSv1.2' ? tls.ofTls12 : tls;
  const name = serverNameFor(host, serverName);
  return await connection.upgradeToTlsClient(options, host, name, isAlike && isResumed === true);
}

/** Ends the connection where nothing has come by then. @throws what the promise does, or that it was too late */
export async function withDeadline<T>(promise: Promise<T>, timeoutMs: number, connection: Connection): Promise<T> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    connection.terminate();
  }, timeoutMs);
  try {
    return await promise;
  } catch (error) {
    throw isLate ? new Error(`it takes connections and has said nothing for ${timeoutMs} ms`, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}
