// A connection of the X Protocol on which we are the server: what is agreed on, the login, then message by message; a
// session may end and another begin on the same connection. Who answers is the XResponder's business; this code is the
// same in every mode.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_lifecycle.html

import { ConnectionLost, MockError, messageOf } from '../../core/errors.ts';
import type { Logger } from '../../core/log/logger.ts';
import type { SessionEnding, TlsFacts } from '../../core/recording.ts';
import type {
  XAgreement,
  XAuthDialogue,
  XClient,
  XCommand,
  XLoginResult,
  XMessage,
  XResponder,
} from '../../core/x-responder.ts';
import type { Connection } from '../../net/connection.ts';
import { runUntil, type Stopping } from '../../net/run-until.ts';
import { TimeLimit } from '../../net/time-limit.ts';
import type { ServerTlsContext } from '../../net/tls-context.ts';
import { PLAIN } from '../auth/auth-data.ts';
import { frameError, frameMessage } from '../codec/framing.ts';
import { invalidMechanism, XErrors } from '../constants/errors.ts';
import { ClientMessage, ServerMessage } from '../constants/message-types.ts';
import { AuthenticateStart, Ok } from '../messages/messages.ts';
import {
  type CapabilityRequest,
  type CompressionRequest,
  type Offer,
  offeredCapabilities,
  readCapabilityRequest,
} from './capabilities.ts';
import { ClientChannel } from './client-channel.ts';
import { ALGORITHMS } from './create-packer.ts';
import { endsSession } from './ends-session.ts';
import { TIMED_OUT } from './last-notices.ts';
import { readLimitMs } from './read-limit.ts';
import { XSessionState } from './session-state.ts';
import { assertReadable, XViolation } from './x-violation.ts';

export interface XSessionOptions {
  /** Loads what TLS needs when the first client asks for it; null where TLS is not offered. */
  readonly tls: (() => Promise<ServerTlsContext>) | null;
  /** Clients without TLS are refused (a Unix socket counts as safe, as for MySQL). */
  readonly isTlsRequired: boolean;
  /** Longest message accepted, in bytes; mysqlx_max_allowed_packet. */
  readonly maxPacketBytes: number;
  /** From the connection to the end of the login, in milliseconds; mysqlx_connect_timeout. */
  readonly connectTimeoutMs: number;
  readonly logger: Logger;
}

/** Serves one client to its end; never rejects. Aborting `shutdown` ends it between two messages. */
export function serveX(
  connection: Connection,
  responder: XResponder,
  options: XSessionOptions,
  shutdown: AbortSignal | Stopping,
): Promise<void> {
  return runUntil(shutdown, new XServerSession(connection, responder, options));
}

/** `fresh`: nobody has logged in yet; `left`: a session has ended, another may begin; `over`: the connection ends. */
type Phase = 'fresh' | 'left' | 'over';

class XServerSession {
  readonly #connection: Connection;
  readonly #responder: XResponder;
  readonly #options: XSessionOptions;
  readonly #channel: ClientChannel;
  #ending: SessionEnding = 'client_closed';
  #tls: TlsFacts | null = null;
  #attributes: Readonly<Record<string, string>> = {};
  #capabilities: Buffer = Buffer.alloc(0);
  /** Agreed on, and put to use from the first login on. */
  #compression: CompressionRequest | null = null;

  constructor(connection: Connection, responder: XResponder, options: XSessionOptions) {
    this.#connection = connection;
    this.#responder = responder;
    this.#options = options;
    this.#channel = new ClientChannel(connection, options.maxPacketBytes);
  }

  stop(): void {
    this.#ending = 'shutdown';
    this.#connection.terminate();
  }

  async run(): Promise<void> {
    try {
      if (await this.#greet()) await this.#serveSessions();
    } catch (error) {
      await this.#fail(error);
    }
    await this.#responder.end(this.#ending).catch((error) => this.#log(error));
    await this.#channel.settle();
    await this.#connection.close();
  }

  async #greet(): Promise<boolean> {
    const channel = this.#channel;
    const client: XClient = { write: (bytes, packed) => channel.write(bytes, packed), closed: this.#connection.closed };
    const { frames, capabilities } = await this.#responder.greet(client);
    await channel.write(frames);
    if (capabilities === null) {
      this.#ending = 'error';
      return false;
    }
    this.#capabilities = capabilities;
    void this.#responder.gone.then(async () => {
      this.#ending = 'server_closed';
      await channel.settle();
      await this.#connection.close();
    });
    return true;
  }

  async #serveSessions(): Promise<void> {
    for (let phase: Phase = 'fresh'; phase !== 'over'; ) {
      this.#channel.isLoggedIn = false;
      const login = await this.#logIn(phase);
      if (login === null) return;
      this.#channel.isLoggedIn = true;
      if (this.#compression !== null)
        await this.#channel.compress(this.#compression, this.#responder.carriesCompression);
      this.#compression = null;
      phase = await this.#serveMessages(new XSessionState(login.database));
    }
  }

  /** Up to a login that is accepted, bounded in time; null where the connection ends before. */
  async #logIn(phase: Phase): Promise<XLoginResult | null> {
    const limit = new TimeLimit(this.#options.connectTimeoutMs, () => this.#giveUp());
    try {
      for (;;) {
        const message = await this.#channel.read();
        if (message === null) return null;
        const result = await this.#beforeLogin(message, phase, limit);
        if (result === 'closed') return null;
        if (result === 'open') continue;
        if (result.isAccepted) return result;
        if (!result.isOver) continue;
        this.#ending = 'error';
        return null;
      }
    } finally {
      limit.end();
    }
  }

  #giveUp(): void {
    this.#ending = 'error';
    this.#connection.terminate();
  }

  async #beforeLogin(message: XMessage, phase: Phase, limit: TimeLimit): Promise<XLoginResult | 'open' | 'closed'> {
    const { type, payload } = message;
    assertReadable(type, payload);
    switch (type) {
      case ClientMessage.SESS_AUTHENTICATE_START:
        return await this.#authenticate(message);
      case ClientMessage.CON_CLOSE:
        this.#ending = 'quit';
        await this.#send(ServerMessage.OK, Ok.encode({ msg: 'bye!' }));
        return 'closed';
    }
    if (phase === 'fresh') {
      switch (type) {
        case ClientMessage.CON_CAPABILITIES_GET:
          await this.#send(ServerMessage.CONN_CAPABILITIES, offeredCapabilities(this.#capabilities, this.#offer()));
          return 'open';
        case ClientMessage.CON_CAPABILITIES_SET:
          await this.#agree(readCapabilityRequest(payload, this.#offer(), this.#responder.carriesCompression), limit);
          return 'open';
        case ClientMessage.SESS_RESET:
          // MySQL does not answer it
          return 'open';
      }
    }
    throw new XViolation(XErrors.invalidMessage, `message ${type} before the login`);
  }

  #offer(): Offer {
    const { isTls, isSecure } = this.#connection;
    return { isTlsOffered: this.#options.tls !== null, isTls, isSecure, algorithms: ALGORITHMS };
  }

  async #agree(request: CapabilityRequest, limit: TimeLimit): Promise<void> {
    const { wantsTls, compression, others, attributes, refusal } = request;
    const agreement = others === null ? AGREED : await this.#responder.setCapabilities(others);
    const { frames, isAgreed } =
      agreement.isAgreed && refusal !== null ? { frames: frameError(refusal), isAgreed: false } : agreement;
    if (isAgreed && attributes !== null) this.#attributes = attributes;
    if (!isAgreed || !wantsTls || this.#options.tls === null) {
      await this.#channel.write(frames);
      if (isAgreed) this.#compression = compression ?? this.#compression;
      return;
    }
    const context = await limit.pauseFor(this.#options.tls());
    this.#channel.release();
    await this.#channel.write(frames);
    this.#tls = await this.#connection.upgradeToTlsServer(context);
    this.#compression = compression ?? this.#compression;
  }

  async #authenticate(message: XMessage): Promise<XLoginResult> {
    const { isSecure } = this.#connection;
    if (this.#options.isTlsRequired && !isSecure)
      throw new XViolation(XErrors.insecureTransport, 'a login without TLS');
    const start = AuthenticateStart.decode(message.payload);
    // a server says the same of a mechanism that it does not know
    if (start.mechName === PLAIN && !isSecure && this.#responder.takesAnyMechanism !== true)
      throw new XViolation(invalidMechanism(PLAIN), 'a password in clear');
    const login = {
      message,
      mechanism: start.mechName,
      authData: start.authData ?? Buffer.alloc(0),
      attributes: this.#attributes,
      tls: this.#tls,
      isSecure,
    };
    return await this.#responder.login(login, this.#dialogue());
  }

  #dialogue(): XAuthDialogue {
    return {
      send: async (frames) => await this.#channel.write(frames),
      receive: async () => {
        const message = await this.#channel.read();
        if (message === null) throw new ConnectionLost('client');
        const { type, payload } = message;
        assertReadable(type, payload);
        if (type === ClientMessage.SESS_AUTHENTICATE_CONTINUE) return message;
        throw new XViolation(XErrors.invalidMessage, `message ${type} in the middle of a login`);
      },
    };
  }

  async #serveMessages(state: XSessionState): Promise<Phase> {
    const channel = this.#channel;
    const responder = this.#responder;
    const begun = () => {
      const limit = new TimeLimit(readLimitMs(state.given), () => this.#timeOut());
      return () => limit.end();
    };
    for (;;) {
      const message = channel.tryRead() ?? (await channel.read(begun));
      if (message === null) return 'over';
      const command = state.decode(message);
      if (!endsSession(command)) {
        const full = responder.take(command);
        if (full !== undefined) await full;
        continue;
      }
      const next = await this.#finish(command);
      if (next !== 'on') return next;
    }
  }

  /** A message was begun and not sent to its end. */
  #timeOut(): void {
    this.#ending = 'error';
    void this.#channel.write(TIMED_OUT)?.catch(() => undefined);
    void this.#connection.close();
  }

  /** The last message of a session, or of the connection. */
  async #finish(command: XCommand): Promise<Phase | 'on'> {
    const facts = await this.#responder.finish(command);
    const isClose = command.message.type === ClientMessage.CON_CLOSE;
    if (command.isFatal || isClose) {
      this.#ending = command.isFatal ? 'error' : 'quit';
      return 'over';
    }
    return facts.outcome === 'ok' ? 'left' : 'on';
  }

  async #send(type: number, payload: Buffer): Promise<void> {
    await this.#channel.write(frameMessage(type, payload));
  }

  /** The one place that decides what an error means for the client. */
  async #fail(error: unknown): Promise<void> {
    if (error instanceof ConnectionLost) {
      if (error.who !== 'client') this.#ending = 'server_closed';
      return;
    }
    if (this.#ending !== 'shutdown') this.#ending = 'error';
    this.#log(error);
    if (error instanceof MockError && error.code === 'TLS_SETUP') return;
    const facts =
      error instanceof XViolation
        ? error.facts
        : { code: 2013, sqlState: 'HY000', message: `mock: ${messageOf(error)}`, isFatal: true };
    if (facts !== null) await this.#channel.write(frameError(facts))?.catch(() => undefined);
  }

  #log(error: unknown): void {
    this.#options.logger.warn({ err: error, client: this.#connection.remote }, 'a session ended with an error');
  }
}

const AGREED: XAgreement = { frames: frameMessage(ServerMessage.OK), isAgreed: true };
