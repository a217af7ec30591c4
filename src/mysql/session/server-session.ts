// A classic connection on which we are the server: greet, secure, authenticate, serve commands, in one straight line.
// Who answers is the Responder's business; this code is the same in every mode.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_lifecycle.html

import type { Command } from '../../core/command.ts';
import { ConnectionLost, MalformedPacketError, MockError, messageOf, ProtocolViolation } from '../../core/errors.ts';
import type { SessionEnding, TlsFacts } from '../../core/recording.ts';
import type { Answer, AuthDialogue, Login, LoginResult, Reply, Responder } from '../../core/responder.ts';
import type { Connection } from '../../net/connection.ts';
import { runUntil, type Stopping } from '../../net/run-until.ts';
import { TimeLimit } from '../../net/time-limit.ts';
import type { ServerTlsContext } from '../../net/tls-context.ts';
import { frameSmall } from '../codec/framing.ts';
import type { Compression } from '../compression/compression.ts';
import { hasWrongZstdLevel, negotiatedCompression, ourCompression } from '../compression/negotiation.ts';
import { Capability } from '../constants/capabilities.ts';
import { NOT_CARRIED } from '../constants/capability-sets.ts';
import { CommandCode } from '../constants/commands.ts';
import { flavourOf } from '../constants/flavour.ts';
import { decodeGreeting, encodeGreeting, resetCollation } from '../packets/greeting.ts';
import { decodeHandshakeResponse } from '../packets/handshake-response.ts';
import { decodeOk } from '../packets/ok.ts';
import { isSslRequest } from '../packets/ssl-request.ts';
import { SessionLink } from './client-link.ts';
import { CommandLoop, type GoesOn, type LoopEnd } from './command-loop.ts';
import { CompressedChannel } from './compressed-channel.ts';
import { endAfter } from './end-after.ts';
import { lastWordsWithinPacket } from './last-words.ts';
import { isLoginBefore41 } from './login-before-41.ts';
import { PacketStream } from './packet-stream.ts';
import { readChangeUser, scopeOf } from './read-login.ts';
import { replyThrough } from './reply-through.ts';
import type { ServerSessionOptions } from './server-session-options.ts';
import { SessionState } from './session-state.ts';
import {
  badHandshake,
  clientTooOld,
  encodeViolation,
  insecureTransport,
  readError,
  readTimeout,
  serverShutdown,
  upstreamFailure,
  wrongZstdLevel,
} from './violations.ts';

/** Before anybody is known, nobody may send more than this. */
const HANDSHAKE_MAX_BYTES = 1024 * 1024;

/*
 *   accepted ─► greet ─► handshake response ─► login ─► commands ─► COM_QUIT ──────────► end('quit')
 *                 │          │   ▲               │        │  ▲ │
 *                 │          └TLS┘               │        └──┘ ├─ COM_CHANGE_USER ─► login again
 *                 │ ERR                          │ ERR         ├─ answer says so ─────► end('server_closed')
 *                 ▼                              ▼             ├─ client goes away ───► end('client_closed')
 *           end('error')                   end('error')        └─ shutdown between two ► end('shutdown')
 */

/** Serves one client to its end; never rejects. Aborting `shutdown` ends it between two packets. */
export function serveClassic(
  connection: Connection,
  responder: Responder,
  options: ServerSessionOptions,
  shutdown: AbortSignal | Stopping,
): Promise<void> {
  return runUntil(shutdown, new ServerSession(connection, responder, options));
}

class ServerSession {
  readonly #connection: Connection;
  readonly #responder: Responder;
  readonly #options: ServerSessionOptions;
  readonly #packets: PacketStream;
  #ending: SessionEnding = 'client_closed';
  #clientTls: TlsFacts | null = null;
  #capabilities = 0n;
  /** Of the greeting. */
  #flavour = flavourOf('');
  /** What a reset gives the connection. */
  #resetCollation: number | null = null;
  /** A command is waited for, or its rest. */
  #isReading = false;
  /** Of whoever is logged in. */
  #state: SessionState | null = null;
  /** What the client chose, from the first command on; null for none. */
  #compression: Compression | null = null;
  /** Of its handshake response. */
  #zstdLevel: number | null = null;
  /** How much had been written when the last command came: whether its answer has begun. */
  #answeredFrom = -1;

  constructor(connection: Connection, responder: Responder, options: ServerSessionOptions) {
    this.#connection = connection;
    this.#responder = responder;
    this.#options = options;
    this.#packets = new PacketStream(connection, 'client', HANDSHAKE_MAX_BYTES);
  }

  stop(): void {
    // A session that is over already has ended as it did.
    if (this.#ending === 'client_closed' && !this.#connection.hasEnded) this.#ending = 'shutdown';
    const isIdle = this.#isIdle;
    const isTold = this.#state !== null && (isIdle ? this.#flavour.tellsReadError : !this.#isAnswering());
    if (isTold && isIdle) this.#packets.sequenceId = 0;
    else this.#countUnread();
    endAfter(isTold ? this.#sendError(serverShutdown()) : null, this.#connection);
  }

  /** Nothing is being answered. */
  get #isIdle(): boolean {
    return this.#isReading && this.#responder.unread?.isAnswering !== true;
  }

  /** In the middle of an answer no error can be told: the packet would be taken for a part of it. */
  #isAnswering(): boolean {
    return this.#answeredFrom >= 0 && this.#packets.channel.bytesWritten > this.#answeredFrom;
  }

  async run(): Promise<void> {
    try {
      const state = await this.#connect();
      if (state !== null) {
        this.#compress();
        const end = await this.#serveCommands(state);
        if (end === 'ended') await this.#tellReadError();
      }
    } catch (error) {
      await this.#fail(error);
    }
    await this.#responder.end(this.#ending).catch((error) => this.#log(error));
    await this.#connection.close();
  }

  /**
   * The connection phase, bounded in time from the greeting on; null where it ended without a login. What it came to is
   * all that is kept of it: the login's packet would stay in memory as long as the session does.
   */
  async #connect(): Promise<SessionState | null> {
    const offered = await this.#greet();
    if (offered === null) return null;
    const limit = new TimeLimit(this.#options.connectTimeoutMs, () => this.#giveUp());
    try {
      const payload = await this.#readHandshakeResponse(offered, limit);
      const login = this.#readLogin(payload, offered);
      this.#compression = await negotiatedCompression(login.capabilities, this.#zstdLevel);
      const result = await this.#responder.login(login, this.#dialogue());
      if (result.reply.length > 0) await this.#packets.writePacket(result.reply);
      this.#capabilities = result.capabilities;
      return result.accepted ? this.#stateBehind(login, result) : null;
    } finally {
      limit.end();
    }
  }

  /** The client takes too long to log in: it is told, as a server tells it, and the connection ends. */
  #giveUp(): void {
    this.#ending = 'error';
    void this.#sendError(readTimeout()).then(() => this.#connection.terminate());
  }

  /** Sends the greeting and returns the capabilities that it offers; null where an ERR packet stood in its place. */
  async #greet(): Promise<bigint | null> {
    const payload = await this.#responder.greet(new SessionLink(this.#connection, this.#packets));
    if (payload[0] === 0xff) {
      this.#ending = 'error';
      await this.#packets.writePacket(payload);
      return null;
    }
    const greeting = decodeGreeting(payload);
    this.#resetCollation = resetCollation(greeting);
    this.#flavour = flavourOf(greeting.serverVersion);
    // TLS ends at each side and is offered as this side can do it; compression where the server has it too.
    const { tls, compression = ourCompression() } = this.#options;
    const shared = greeting.capabilities & compression;
    const own = tls === null ? shared : shared | Capability.SSL;
    const capabilities = (greeting.capabilities & ~NOT_CARRIED) | own;
    await this.#packets.writePacket(encodeGreeting({ ...greeting, capabilities }));
    return capabilities;
  }

  /** Reads Protocol::HandshakeResponse41, going over to TLS before it where the client asks. */
  async #readHandshakeResponse(offered: bigint, limit: TimeLimit): Promise<Buffer> {
    const first = await this.#readFirst();
    if (first.length < 4) throw badHandshake();
    const flags = BigInt(first.readUInt32LE(0));
    if ((flags & Capability.PROTOCOL_41) === 0n) throw clientTooOld(isLoginBefore41(first, flags));
    if (isSslRequest(first)) {
      if (this.#options.tls === null || (offered & Capability.SSL) === 0n) throw badHandshake();
      // the first certificate is made now: on a busy machine that may take longer than a client may
      await this.#startTls(await limit.pauseFor(this.#options.tls()));
      return await this.#readFirst();
    }
    if (this.#options.isTlsRequired && !this.#connection.isSecure) throw insecureTransport();
    return first;
  }

  async #startTls(context: ServerTlsContext): Promise<void> {
    if (this.#connection.hasEnded) throw badHandshake();
    this.#packets.release();
    const lastWords = frameSmall(encodeViolation(badHandshake()), this.#packets.sequenceId);
    this.#clientTls = await this.#connection.upgradeToTlsServer(context, lastWords);
  }

  /** @throws ProtocolViolation where the client, which may still listen, ended its side instead */
  async #readFirst(): Promise<Buffer> {
    const payload = await this.#packets.readPacket().catch((error) => {
      if (!(error instanceof ConnectionLost) || this.#connection.isOver) throw error;
      this.#packets.sequenceId += 1;
      return null;
    });
    if (payload === null) throw readError();
    return payload;
  }

  #readLogin(payload: Buffer, offered: bigint): Login {
    try {
      const response = decodeHandshakeResponse(payload);
      const capabilities = response.capabilities & offered;
      if (hasWrongZstdLevel(capabilities, response.zstdLevel)) throw wrongZstdLevel();
      this.#zstdLevel = response.zstdLevel;
      return {
        payload,
        capabilities,
        ...scopeOf(response),
        database: response.database?.toString('utf8') ?? '',
        authPlugin: response.authPlugin ?? '',
        authResponse: response.authResponse,
        charset: response.charset,
        ...this.#channelFacts(),
      };
    } catch (error) {
      if (error instanceof MalformedPacketError) throw badHandshake(error);
      throw error;
    }
  }

  #channelFacts(): Pick<Login, 'tls' | 'isSecure' | 'isTls'> {
    return { tls: this.#clientTls, isSecure: this.#connection.isSecure, isTls: this.#connection.isTls };
  }

  #dialogue(): AuthDialogue {
    return {
      send: (payload) => this.#packets.writePacket(payload),
      receive: async () => {
        const payload = await this.#packets.readPacket();
        if (payload === null) throw new ConnectionLost('client');
        return payload;
      },
    };
  }

  /** What the connection holds behind a login that ended with the OK packet in `result`. */
  #stateBehind({ user, database, charset }: Login, result: LoginResult): SessionState {
    const { reply, capabilities, recordedUser } = result;
    const { status } = decodeOk(reply, capabilities);
    const start = { capabilities, user: recordedUser ?? user, database, charset, status };
    return new SessionState({ ...start, resetCollation: this.#resetCollation }, this.#options.rules);
  }

  #compress(): void {
    const compression = this.#compression;
    if (compression === null) return;
    this.#packets.addLayer((channel) => new CompressedChannel(channel, 'client', compression));
  }

  #serveCommands(begun: SessionState): Promise<LoopEnd> {
    const packets = this.#packets;
    packets.maxPayloadBytes = this.#options.maxPacketBytes;
    this.#watchResponder();
    const reply = replyThrough(packets);
    this.#state = begun;
    this.#isReading = true;
    const again = this.#responder.again === undefined ? undefined : this.#again;
    const { unread } = this.#responder;
    const loop = new CommandLoop(
      packets,
      (payload) => this.#serve(payload, reply),
      again,
      unread && (() => unread.settle()),
    );
    return unread === undefined ? loop.run() : Promise.race([loop.run(), unread.broken]);
  }

  /** The quick way: what was asked before may be answered before it is read. */
  readonly #again = (packet: Buffer): boolean => {
    const answeredFrom = this.#connection.bytesWritten;
    if (packet.length > this.#packets.maxPayloadBytes) return false;
    if (this.#state === null || this.#responder.again?.(packet, this.#state, this.#connection) !== true) return false;
    this.#answeredFrom = answeredFrom;
    return true;
  };

  #serve(payload: Buffer, reply: Reply): GoesOn {
    this.#isReading = false;
    this.#answeredFrom = this.#packets.channel.bytesWritten;
    const state = logged(this.#state);
    const command = state.decode(payload);
    if (command.code === CommandCode.COM_CHANGE_USER) return this.#serveChangeUser(command, state);
    const answer = this.#responder.respond(command, reply);
    if (!(answer instanceof Promise)) return this.#note(command, answer);
    return answer.then((given) => this.#note(command, given));
  }

  /** Takes note of what came of a command; false where the session is over. */
  #note(command: Command, { facts, exchange, closes }: Answer): boolean {
    logged(this.#state).apply(command, facts, exchange);
    if (command.code === CommandCode.COM_QUIT) this.#ending = 'quit';
    else if (closes) this.#ending = 'server_closed';
    else this.#isReading = true;
    return this.#isReading;
  }

  async #serveChangeUser(command: Command, state: SessionState): Promise<boolean> {
    const next = await this.#changeUser(command, state);
    if (next !== null) this.#state = next;
    this.#isReading = next !== null;
    return this.#isReading;
  }

  /** Authenticates anew; null where the user was refused and the session ends. */
  async #changeUser(command: Command, state: SessionState): Promise<SessionState | null> {
    const login = readChangeUser(command.payload, this.#capabilities, this.#channelFacts(), this.#flavour);
    // Between the packets of its dialogue an error can be told.
    this.#answeredFrom = -1;
    const result = await this.#responder.changeUser(login, this.#dialogue());
    if (result.reply.length > 0) await this.#packets.writePacket(result.reply);
    if (result.accepted) return this.#stateBehind(login, result);
    if (result.goesOn) {
      state.reset();
      return state;
    }
    this.#ending = 'error';
    return null;
  }

  /** When the answering side goes away between commands, the client hears its last words and the end. */
  #watchResponder(): void {
    void this.#responder.gone.then((lastWords) => {
      this.#ending = 'server_closed';
      const words = this.#packets.isWithinPacket ? lastWordsWithinPacket(lastWords) : lastWords;
      // close() sends what is pending first.
      if (words.length > 0) void this.#packets.channel.write(words)?.catch(() => undefined);
      return this.#connection.close();
    });
  }

  /** A command that is answered and was not read has been a packet all the same. */
  #countUnread(): void {
    if (this.#state !== null && this.#packets.sequenceId === 0) this.#packets.sequenceId = 1;
  }

  /** The one place that decides what an error means for the client. */
  async #fail(error: unknown): Promise<void> {
    if (error instanceof ConnectionLost) {
      if (error.who !== 'client') this.#ending = 'server_closed';
      else if (this.#isIdle) {
        // A packet that was cut counts as read.
        this.#packets.sequenceId = 1;
        await this.#tellReadError();
      }
      return;
    }
    if (this.#ending !== 'shutdown') this.#ending = 'error';
    this.#log(error);
    if (error instanceof MockError && error.code === 'TLS_SETUP') return;
    if (error instanceof ProtocolViolation) return await this.#sendError(error);
    if (this.#isAnswering()) return;
    const known = error instanceof MockError ? error : new MockError('PROTOCOL_VIOLATION', messageOf(error));
    this.#countUnread();
    await this.#sendError(upstreamFailure(known));
  }

  /** To a client that has ended its side only and may still listen: MySQL does, MariaDB just closes. */
  async #tellReadError(): Promise<void> {
    if (this.#flavour.tellsReadError && !this.#connection.isOver) await this.#sendError(readError());
  }

  async #sendError(error: ProtocolViolation): Promise<void> {
    await this.#packets.writePacket(encodeViolation(error)).catch(() => undefined);
  }

  /** Who leaves without a word (a probe of the port, a pool that is given up) is no reason to warn, a thousand times a second. */
  #log(error: unknown): void {
    const { bytesRead, remote } = this.#connection;
    const level = bytesRead === 0 && error instanceof ProtocolViolation ? 'debug' : 'warn';
    this.#options.logger[level]({ err: error, client: remote }, 'a session ended with an error');
  }
}

function logged(state: SessionState | null): SessionState {
  if (state === null) throw new Error('nobody has logged in');
  return state;
}
