// The smallest client of the classic protocol: logs in without a password and asks statements as text, in order.

import { ConnectionLost, MockError } from '../core/errors.ts';
import { framePayload } from '../mysql/codec/framing.ts';
import { ResponseTracker } from '../mysql/codec/response-tracker.ts';
import { Capability } from '../mysql/constants/capabilities.ts';
import { NOT_CARRIED } from '../mysql/constants/capability-sets.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { decodeErr } from '../mysql/packets/err.ts';
import { decodeGreeting, type Greeting } from '../mysql/packets/greeting.ts';
import { encodeHandshakeResponse } from '../mysql/packets/handshake-response.ts';
import { PacketStream } from '../mysql/session/packet-stream.ts';
import { Connection } from '../net/connection.ts';
import type { Endpoint } from '../net/endpoint.ts';

const MAX_BYTES = 1024 * 1024 * 1024;
const UTF8MB4 = 255;
const ERR = 0xff;
const AUTH_SWITCH = 0xfe;

/** What it cannot do: attributes, several factors, anything that needs a password. */
const WANTED =
  ~(NOT_CARRIED | Capability.CONNECT_ATTRS | Capability.CONNECT_WITH_DB | Capability.MULTI_FACTOR_AUTHENTICATION) &
  ~(Capability.QUERY_ATTRIBUTES | Capability.OPTIONAL_RESULTSET_METADATA) &
  0xffff_ffffn;

export class PlainClient {
  readonly #connection: Connection;
  readonly #capabilities: bigint;

  private constructor(connection: Connection, capabilities: bigint) {
    this.#connection = connection;
    this.#capabilities = capabilities;
  }

  /** @throws MockError where it is not let in */
  static async login(endpoint: Endpoint, user: string): Promise<PlainClient> {
    const connection = await Connection.connect(endpoint);
    const packets = new PacketStream(connection, 'server', MAX_BYTES);
    const greeting = decodeGreeting(accepted(await packets.readPacket()));
    const capabilities = greeting.capabilities & WANTED;
    await packets.writePacket(handshakeResponse(user, greeting, capabilities));
    for (;;) {
      const payload = accepted(await packets.readPacket());
      if (payload[0] === 0x00) break;
      if (payload[0] === AUTH_SWITCH) await packets.writePacket(Buffer.alloc(0));
    }
    packets.release();
    return new PlainClient(connection, capabilities);
  }

  /** Asks, and waits for the whole answer, whatever it is. */
  async query(statement: string): Promise<void> {
    const payload = Buffer.concat([Buffer.from([CommandCode.COM_QUERY]), Buffer.from(statement)]);
    for (const piece of framePayload(payload, 0)) await this.#connection.write(piece);
    const tracker = new ResponseTracker();
    tracker.begin(CommandCode.COM_QUERY, this.#capabilities);
    while (!tracker.isDone) {
      const chunk = await this.#connection.read();
      if (chunk === null) throw new ConnectionLost('server');
      tracker.scan(chunk);
    }
  }

  async quit(): Promise<void> {
    for (const piece of framePayload(Buffer.from([CommandCode.COM_QUIT]), 0)) await this.#connection.write(piece);
    await this.#connection.ended;
  }

  close(): void {
    this.#connection.terminate();
  }
}

function accepted(payload: Buffer | null): Buffer {
  if (payload === null) throw new ConnectionLost('server');
  if (payload[0] !== ERR) return payload;
  throw new MockError('PROTOCOL_VIOLATION', `not let in: ${decodeErr(payload).message.toString('utf8')}`);
}

function handshakeResponse(user: string, { authPlugin }: Greeting, capabilities: bigint): Buffer {
  return encodeHandshakeResponse({
    capabilities,
    maxPacketBytes: MAX_BYTES,
    charset: UTF8MB4,
    filler: Buffer.alloc(23),
    user: Buffer.from(user),
    authResponse: Buffer.alloc(0),
    database: null,
    authPlugin,
    attributes: null,
    zstdLevel: null,
    trailing: Buffer.alloc(0),
  });
}
