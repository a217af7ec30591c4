// A session of our own at the real server, by an account that the user gave: the client's side of the classic protocol, as
// far as mock needs one. Clients' sessions are never used for that: a statement more shows in their status counters.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html

import type { ResponseFacts } from '../../core/command.ts';
import { ConnectionLost, MockError } from '../../core/errors.ts';
import { describeEndpoint } from '../../net/endpoint.ts';
import {
  CACHING_SHA2_PASSWORD,
  CACHING_SHA2_REQUEST_PUBLIC_KEY,
  CachingSha2Reply,
  cachingSha2Response,
} from '../auth/caching-sha2-password.ts';
import { CLEAR_PASSWORD, clearPasswordResponse } from '../auth/clear-password.ts';
import { NATIVE_PASSWORD, nativePasswordResponse } from '../auth/native-password.ts';
import { encryptPassword } from '../auth/rsa-password.ts';
import { SHA256_PASSWORD, sha256PasswordResponse } from '../auth/sha256-password.ts';
import { framePayload } from '../codec/framing.ts';
import { ResponseTracker } from '../codec/response-tracker.ts';
import { decodeTextResult, type TextResult } from '../codec/text-result.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { decodeAuthMoreData } from '../packets/auth-more-data.ts';
import { decodeAuthSwitchRequest, nonceOf } from '../packets/auth-switch-request.ts';
import { encodeComQuery } from '../packets/com-query.ts';
import { decodeErr } from '../packets/err.ts';
import { encodeHandshakeResponse } from '../packets/handshake-response.ts';
import { decodeOk } from '../packets/ok.ts';
import { Upstream, type UpstreamOptions } from './upstream.ts';

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** What a session asks for at its login, beside what every one of ours has. */
export interface SessionWishes {
  /** Capability flags; those that the server lacks, and those of TLS and compression, are left out. */
  readonly capabilities: bigint;
  /** Collation id. */
  readonly charset: number;
  /** Empty: none. */
  readonly database: string;
}

const BASE =
  Capability.PROTOCOL_41 |
  Capability.TRANSACTIONS |
  Capability.SECURE_CONNECTION |
  Capability.PLUGIN_AUTH |
  Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA;
/** Of what is wished: shapes commands and answers, and nothing else of a client. */
const ALLOWED =
  Capability.LONG_PASSWORD |
  Capability.FOUND_ROWS |
  Capability.LONG_FLAG |
  Capability.ODBC |
  Capability.IGNORE_SPACE |
  Capability.MULTI_STATEMENTS |
  Capability.MULTI_RESULTS |
  Capability.PS_MULTI_RESULTS |
  Capability.DEPRECATE_EOF |
  Capability.QUERY_ATTRIBUTES |
  Capability.MARIADB_STMT_BULK_OPERATIONS |
  Capability.MARIADB_BULK_UNIT_RESULTS |
  Capability.MARIADB_EXTENDED_METADATA;
/** utf8mb4_general_ci, which every server has. */
const UTF8MB4 = 45;
/** A session in utf8mb4, in no database. */
const PLAIN_SESSION: SessionWishes = { capabilities: Capability.LONG_PASSWORD, charset: UTF8MB4, database: '' };
const MAX_PACKET_BYTES = 1024 * 1024 * 1024;
const OK = 0x00;
const MORE_DATA = 0x01;
const AUTH_SWITCH = 0xfe;
const ERR = 0xff;

/** Takes one payload of an answer, which nobody changes afterwards. */
export type TakePayload = (payload: Buffer) => void;

export class ClientSession {
  readonly #upstream: Upstream;
  readonly #user: Buffer;
  readonly #password: Buffer;
  readonly #options: UpstreamOptions;
  readonly #wishes: SessionWishes;
  readonly #tracker = new ResponseTracker();
  #plugin: string;
  #nonce: Buffer;
  #isSecure = false;
  #status = 0;
  /** As negotiated. */
  readonly capabilities: bigint;

  private constructor(
    upstream: Upstream,
    { user, password }: Account,
    options: UpstreamOptions,
    wishes: SessionWishes,
  ) {
    const greeting = upstream.greeting();
    this.#upstream = upstream;
    this.#user = Buffer.from(user);
    this.#password = Buffer.from(password);
    this.#options = options;
    this.#wishes = wishes;
    const database = wishes.database === '' ? 0n : Capability.CONNECT_WITH_DB;
    this.capabilities = (BASE | database | (wishes.capabilities & ALLOWED)) & greeting.capabilities;
    this.#plugin = greeting.authPlugin ?? NATIVE_PASSWORD;
    this.#nonce = nonceOf(greeting.authData);
  }

  /**
   * Connects and logs in; both together may take as long as connecting.
   * @throws MockError `UPSTREAM_UNREACHABLE`, `UPSTREAM_TLS`; ServerRefusal where the server says no
   */
  static async open(
    options: UpstreamOptions,
    account: Account,
    wishes: SessionWishes = PLAIN_SESSION,
  ): Promise<ClientSession> {
    let giveUp: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      giveUp = resolve;
    });
    const timer = setTimeout(giveUp, options.connectTimeoutMs);
    try {
      // nothing here is worth compressing
      const upstream = await Upstream.connect({ ...options, compression: null }, over);
      if (upstream.isRefused) throw refusedBy(options, upstream.firstPayload);
      const session = new ClientSession(upstream, account, options, wishes);
      await session.#login();
      upstream.packets.maxPayloadBytes = MAX_PACKET_BYTES;
      return session;
    } catch (error) {
      giveUp();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  get serverVersion(): string {
    return this.#upstream.greeting().serverVersion;
  }

  /** The server's status flags when the login was over. */
  get loginStatus(): number {
    return this.#status;
  }

  /** Ends the connection; what was not committed is rolled back by the server. */
  close(): void {
    this.#upstream.connection.terminate();
  }

  async #login(): Promise<void> {
    const { packets } = this.#upstream;
    const hasTls = hasCapability(this.#upstream.greeting().capabilities, Capability.SSL);
    const response = {
      capabilities: this.capabilities,
      maxPacketBytes: MAX_PACKET_BYTES,
      charset: this.#wishes.charset,
      filler: Buffer.alloc(23),
      user: this.#user,
      authResponse: Buffer.alloc(0),
      database: this.#wishes.database === '' ? null : Buffer.from(this.#wishes.database),
      authPlugin: this.#plugin,
      attributes: null,
      zstdLevel: null,
      trailing: Buffer.alloc(0),
    };
    const secured = await this.#upstream.secure(response, { isTls: hasTls, serverName: null });
    this.#isSecure = this.#upstream.tls !== null || this.#options.endpoint.kind === 'unix';
    // a plugin that we do not know is answered with nothing: the server then asks for the account's own
    const authResponse = this.#answer() ?? Buffer.alloc(0);
    await packets.writePacket(encodeHandshakeResponse({ ...secured, authResponse }));
    let payload = await this.#read();
    for (; payload[0] !== OK; payload = await this.#read()) await this.#goOn(payload);
    this.#status = decodeOk(payload, this.capabilities).status;
  }

  /** A short result of a statement. @throws ServerRefusal where it is an error */
  async query(sql: string): Promise<TextResult> {
    const payloads: Buffer[] = [];
    const command = encodeComQuery({ sql: Buffer.from(sql), attributes: [] }, this.capabilities);
    const { outcome } = await this.ask(command, (payload) => payloads.push(payload));
    const last = payloads.at(-1);
    if (outcome === 'error' && last !== undefined) throw refusedBy(this.#options, last);
    return decodeTextResult(payloads, this.capabilities);
  }

  /**
   * Sends a command and hands its answer on packet by packet. A server that asks for a file (LOCAL INFILE) gets an empty one.
   * @throws ConnectionLost where the server goes away
   */
  async ask(command: Buffer, take: TakePayload): Promise<ResponseFacts> {
    const { packets } = this.#upstream;
    const tracker = this.#tracker;
    tracker.begin(command[0] ?? 0, this.capabilities);
    packets.resetSequence();
    await packets.writePacket(command);
    while (!tracker.isDone) {
      const { sequenceId } = packets;
      const payload = await this.#read();
      for (const piece of framePayload(payload, sequenceId)) tracker.scan(piece);
      take(payload);
      if (!tracker.isClientTurn) continue;
      await packets.writePacket(Buffer.alloc(0));
      tracker.resume();
    }
    return tracker.facts();
  }

  async #read(): Promise<Buffer> {
    const payload = await this.#upstream.packets.readPacket();
    if (payload === null) throw new ConnectionLost('server');
    return payload;
  }

  async #goOn(payload: Buffer): Promise<void> {
    switch (payload[0]) {
      case ERR:
        throw refusedBy(this.#options, payload);
      case AUTH_SWITCH: {
        const request = decodeAuthSwitchRequest(payload);
        this.#plugin = request.authPlugin;
        this.#nonce = Buffer.from(nonceOf(request.authData));
        const answer = this.#answer();
        if (answer === null)
          throw new MockError('PROTOCOL_VIOLATION', `its plugin is ${this.#plugin}, which mock lacks`);
        return await this.#upstream.packets.writePacket(answer);
      }
      case MORE_DATA:
        return await this.#moreData(decodeAuthMoreData(payload));
      default:
        throw new MockError('PROTOCOL_VIOLATION', 'it takes more than a password to log in');
    }
  }

  /** Null for a plugin that we cannot answer; a password in clear only where nobody listens. */
  #answer(): Buffer | null {
    switch (this.#plugin) {
      case NATIVE_PASSWORD:
        return nativePasswordResponse(this.#password, this.#nonce);
      case CACHING_SHA2_PASSWORD:
        return cachingSha2Response(this.#password, this.#nonce);
      case SHA256_PASSWORD:
        return sha256PasswordResponse(this.#password, this.#isSecure);
      case CLEAR_PASSWORD:
        return this.#isSecure ? clearPasswordResponse(this.#password) : null;
      default:
        return null;
    }
  }

  /** The server has the password in its cache, asks for it, or sends the public key to encrypt it with. */
  async #moreData(data: Buffer): Promise<void> {
    const { packets } = this.#upstream;
    if (data.length > 1) {
      return await packets.writePacket(encryptPassword(this.#password, this.#nonce, data.toString('latin1')));
    }
    if (data[0] === CachingSha2Reply.FAST_AUTH_SUCCESS) return;
    const isClear = this.#isSecure;
    await packets.writePacket(
      isClear ? clearPasswordResponse(this.#password) : Buffer.of(CACHING_SHA2_REQUEST_PUBLIC_KEY),
    );
  }
}

/**
 * A session for some quick questions: all of it may take as long as connecting may.
 * @throws as `ClientSession.open`, and what `work` throws
 */
export async function withSession<T>(
  options: UpstreamOptions,
  account: Account,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  const session = await ClientSession.open(options, account);
  const timer = setTimeout(() => session.close(), options.connectTimeoutMs);
  try {
    return await work(session);
  } finally {
    clearTimeout(timer);
    session.close();
  }
}

/** An ERR packet instead of what was asked for. */
export class ServerRefusal extends MockError {
  /** The server's, such as 1045. */
  readonly errno: number;

  constructor(errno: number, message: string) {
    super('PROTOCOL_VIOLATION', message);
    this.name = 'ServerRefusal';
    this.errno = errno;
  }
}

function refusedBy({ endpoint }: UpstreamOptions, payload: Buffer): ServerRefusal {
  const { code, message } = decodeErr(payload);
  return new ServerRefusal(code, `${describeEndpoint(endpoint)} answered ${code}: ${message.toString('utf8')}`);
}
