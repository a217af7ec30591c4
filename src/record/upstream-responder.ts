// The responder of `mock record`: asks the real server, passes its answers on unchanged and unbuffered, and gives the
// recorder what it sees.
//
//   client ──command──► respond() ──frame──► upstream
//   client ◄──────────── chunk ◄──────────── upstream     each chunk, in the turn in which it came: relay.ts

import { type Command, NO_FACTS, type ResponseFacts } from '../core/command.ts';
import { ConnectionLost, MockError, messageOf } from '../core/errors.ts';
import type { RecordingWriter, SessionEnding } from '../core/recording.ts';
import type {
  Answer,
  AskingSession,
  AuthDialogue,
  ClientLink,
  Login,
  LoginResult,
  Outlet,
  Reply,
  Responder,
} from '../core/responder.ts';
import { type ScopeStatement, type UnnamedScope, userWithoutScope } from '../core/scope.ts';
import { NATIVE_PASSWORD } from '../mysql/auth/native-password.ts';
import { frameSmall } from '../mysql/codec/framing.ts';
import { Capability } from '../mysql/constants/capabilities.ts';
import { NOT_CARRIED } from '../mysql/constants/capability-sets.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { type Flavour, flavourOf } from '../mysql/constants/flavour.ts';
import { decodeComChangeUser, encodeComChangeUser } from '../mysql/packets/com-change-user.ts';
import { cloneRefusal } from '../mysql/packets/com-clone.ts';
import { encodeErr } from '../mysql/packets/err.ts';
import { encodeGreeting, type Greeting } from '../mysql/packets/greeting.ts';
import {
  decodeHandshakeResponse,
  encodeHandshakeResponse,
  withCapabilities,
} from '../mysql/packets/handshake-response.ts';
import { encodeOk, plainOk } from '../mysql/packets/ok.ts';
import { type Account, withSession } from '../mysql/session/client-session.ts';
import { Upstream, type UpstreamOptions } from '../mysql/session/upstream.ts';
import { unknownCommand } from '../mysql/session/violations.ts';
import { MIXED_SCOPE_STATEMENT, scopeStatement } from '../sql/session/scope-statement.ts';
import { AuthRelay, type AuthRelayResult, type RsaKeys } from './auth-relay.ts';
import type { Backlog } from './backlog.ts';
import type { Capture } from './capture.ts';
import { type LoginCircumstances, loginFacts } from './login-facts.ts';
import { SessionRecorder } from './recorder.ts';
import { Relay } from './relay.ts';
import { microsecondsNow } from './session-writer.ts';
import type { UnreadCapture } from './unread-capture.ts';
import { UnreadWay } from './unread-way.ts';

/** How long ending a statement at the server may hold up the end. */
const KILL_MS = 2000;
/** First byte of an ERR packet. */
const ERR = 0xff;

export interface UpstreamResponderOptions {
  readonly upstream: UpstreamOptions;
  readonly writer: RecordingWriter;
  /** Of the same writer; one for all connections. */
  readonly backlog: Backlog;
  readonly rsaKeys: RsaKeys;
  /** Whether an answer is in the recording, and on disk, before its client has all of it. */
  readonly isDurable: boolean;
  /** How long the server may say nothing in answer to a command, in milliseconds; 0: as long as it likes. */
  readonly silenceMs: number;
  /** By which a statement under way is ended at the server when we stop; null: it goes on there. */
  readonly account: Account | null;
  readonly unnamed: UnnamedScope;
  /** Connections to the server that are open through us. */
  readonly open: { count: number };
}

export class UpstreamResponder implements Responder {
  readonly gone: Promise<Buffer>;
  /** What is sent on before it is read. */
  readonly unread: UnreadWay;
  readonly #options: UpstreamResponderOptions;
  readonly #recorder: SessionRecorder;
  readonly #startedAtUs = microsecondsNow();
  #upstream: Upstream | null = null;
  #greeting: Greeting | null = null;
  #flavour: Flavour = flavourOf('');
  #capabilities = 0n;
  /** Of whoever is logged in. */
  #relay: Relay | null = null;
  #isIdle = false;
  #isClientGone = false;
  /** What is asked just now. */
  #current: Capture | UnreadCapture | null = null;
  /** The client has left before anything of the answer came. */
  #isAbandoned = false;
  /** The server has been asked and has not answered. */
  #isAsking = false;
  /** When the last answer ended. */
  #idleSince = 0;
  #resolveGone: (lastWords: Buffer) => void = () => undefined;

  constructor(options: UpstreamResponderOptions) {
    this.#options = options;
    this.#recorder = new SessionRecorder(options.writer, options.backlog, options.unnamed);
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
    this.unread = new UnreadWay({
      open: (packet, session) => this.#openUnread(packet, session),
      keep: (capture) => this.#keepUnread(capture),
      give: (capture, error) => this.#giveUnread(capture, error),
      read: () => this.#recorder.readUnread(),
    });
  }

  async greet(client: ClientLink): Promise<Buffer> {
    void client.closed.then(() => {
      this.#isClientGone = true;
    });
    let upstream: Upstream;
    try {
      // An answer that nobody waits for any more is not waited for: the server's connection ends with the client's.
      upstream = await Upstream.connect(this.#options.upstream, client.closed);
    } catch (error) {
      // Not 2003 itself: MariaDB's client library takes none of its own numbers from a server.
      return encodeErr({ code: 1105, sqlState: null, message: Buffer.from(`mock: [2003] ${messageOf(error)}`) });
    }
    this.#upstream = upstream;
    // as the server would see it of a client of its own, so that it need not finish what nobody waits for
    const hangUp = () => {
      this.#isClientGone = true;
      this.#isAbandoned = this.#current?.hasBegun === false;
      upstream.connection.hangUp();
    };
    void client.left.then(() => (client.hasMore() ? client.closed.then(hangUp) : hangUp()));
    if (upstream.isRefused) {
      this.#recorder.refuseConnection(upstream.firstPayload, this.#options.open.count, this.#startedAtUs);
      return upstream.firstPayload;
    }
    this.#greeting = upstream.greeting();
    this.#options.open.count++;
    this.#flavour = flavourOf(this.#greeting.serverVersion);
    return encodeGreeting({ ...this.#greeting, capabilities: this.#greeting.capabilities & ~Capability.SSL });
  }

  async login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    const { upstream } = this.#connected();
    this.#capabilities = login.capabilities & ~NOT_CARRIED;
    const asked = decodeHandshakeResponse(login.payload);
    const response = { ...asked, user: userWithoutScope(asked.user) };
    const run = async (begin: () => AuthRelay): Promise<AuthRelayResult> => {
      const own = await upstream.secure(withCapabilities(response, this.#capabilities), {
        isTls: login.isTls,
        serverName: login.tls?.serverName ?? null,
        ...(login.tls !== null && { protocol: login.tls.protocol, isResumed: login.tls.isResumed === true }),
        compression: { capabilities: login.capabilities, zstdLevel: asked.zstdLevel },
      });
      const relay = begin();
      const authResponse = await relay.translateFirst(response.authResponse);
      await upstream.packets.writePacket(encodeHandshakeResponse({ ...own, authResponse }));
      return await relay.run();
    };
    return await this.#authenticate(login, dialogue, response, run, false);
  }

  async changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    const { upstream } = this.#connected();
    if (login.unread !== undefined) return await this.#refuseUnread(upstream, login);
    const request = decodeComChangeUser(login.payload, this.#capabilities);
    const run = async (begin: () => AuthRelay): Promise<AuthRelayResult> => {
      upstream.packets.resetSequence();
      const user = userWithoutScope(request.user);
      const relay = begin();
      const authResponse = await relay.translateFirst(request.authResponse);
      const isUnchanged = user === request.user && authResponse === request.authResponse;
      const changed = { ...request, user, authResponse };
      const payload = isUnchanged ? login.payload : encodeComChangeUser(changed, this.#capabilities);
      await upstream.packets.writePacket(payload);
      return await relay.run();
    };
    const { outlivesRefusedChange } = this.#flavour;
    return await this.#authenticate(login, dialogue, { ...request, maxPacketBytes: 0 }, run, outlivesRefusedChange);
  }

  /** What it has of a change of user that cannot be read is for the server to say; nothing of it is kept. */
  async #refuseUnread(upstream: Upstream, { payload }: Login): Promise<LoginResult> {
    this.#isIdle = false;
    upstream.packets.resetSequence();
    await upstream.packets.writePacket(payload);
    const reply = await upstream.packets.readPacket();
    if (reply?.[0] !== ERR) throw unknownCommand();
    return this.#loggedIn(upstream, reply, this.#flavour.outlivesRefusedChange);
  }

  respond(command: Command, reply: Reply): Promise<Answer> {
    const statement = scopeStatement(command);
    if (statement !== null) return this.#beginScope(statement, command, reply);
    if (command.code === CommandCode.COM_CLONE) return this.#refuseClone(reply);
    this.#isIdle = false;
    const capture = this.#recorder.open(command);
    this.#current = capture;
    return this.#exchange(command, reply, capture);
  }

  again(packet: Buffer, session: AskingSession, client: Outlet): boolean {
    return this.unread.take(packet, session, client);
  }

  #openUnread(packet: Buffer, session: AskingSession): UnreadCapture {
    this.#isIdle = false;
    this.#isAsking = true;
    const capture = this.#recorder.openUnread(packet, session);
    this.#current = capture;
    return capture;
  }

  /** It is said to us: the server does not hear of it. */
  async #beginScope(statement: ScopeStatement, { state }: Command, reply: Reply): Promise<Answer> {
    if (statement.kind === 'mixed') {
      await reply.write(
        frameSmall(encodeErr({ code: 1105, sqlState: 'HY000', message: Buffer.from(MIXED_SCOPE_STATEMENT) }), 1),
      );
      return { facts: { ...NO_FACTS, outcome: 'error' }, exchange: null, closes: false };
    }
    this.#recorder.beginScope(statement.scope);
    await reply.write(frameSmall(encodeOk(plainOk(state.status), this.#capabilities), 1));
    return { facts: { ...NO_FACTS, outcome: 'ok' }, exchange: null, closes: false };
  }

  async end(ending: SessionEnding): Promise<void> {
    // a failure has been told
    await this.unread.settle()?.catch(() => undefined);
    this.#recorder.readUnread();
    this.#isIdle = false;
    this.#recorder.end(ending);
    if (this.#greeting !== null) this.#options.open.count--;
    if (this.#upstream === null) return;
    if (ending === 'shutdown' && this.#isAsking) await this.#killAtServer();
    if (ending === 'quit') this.#upstream.connection.end();
    await this.#upstream.connection.close();
  }

  /** A server does not notice that nobody waits for a statement any more. */
  async #killAtServer(): Promise<void> {
    const { account, upstream } = this.#options;
    if (account === null || this.#greeting === null) return;
    const kill = `KILL ${this.#greeting.connectionId}`;
    const options = { ...upstream, connectTimeoutMs: KILL_MS };
    await withSession(options, account, async (session) => await session.query(kill)).catch(() => undefined);
  }

  async #refuseClone(reply: Reply): Promise<Answer> {
    await reply.write(frameSmall(encodeErr(cloneRefusal(this.#flavour)), 1));
    return { facts: { ...NO_FACTS, outcome: 'error' }, exchange: null, closes: false };
  }

  async #exchange(command: Command, reply: Reply, capture: Capture): Promise<Answer> {
    const { connection } = this.#connected().upstream;
    const relay = this.#asked();
    this.#isAsking = true;
    let answer: Answer | null = null;
    const settle = () => {
      answer = this.#keep(capture, relay.facts());
      this.#options.backlog.drain();
      // throws where it could not be written: the client is not to have what nobody keeps
      this.#options.writer.flush();
    };
    try {
      await relay.pass(command, reply, capture, this.#options.isDurable ? settle : null);
    } catch (error) {
      this.#current = null;
      if (answer === null) this.#recorder.keep(capture, relay.facts(), this.#isAbandoned ? 'abandoned' : 'truncated');
      connection.terminate();
      throw this.#told(error);
    }
    return answer ?? this.#keep(capture, relay.facts());
  }

  #keep(capture: Capture, facts: ResponseFacts): Answer {
    this.#isAsking = false;
    this.#current = null;
    const isQuit = capture.command.code === CommandCode.COM_QUIT;
    const id = this.#recorder.keep(capture, facts, this.#isAbandoned && !isQuit ? 'abandoned' : this.#asked().gap);
    // A server that closes behind COM_QUIT does what it was asked.
    this.#beIdle(!isQuit);
    return { facts, exchange: id, closes: false };
  }

  #keepUnread(capture: UnreadCapture): void {
    this.#isAsking = false;
    this.#current = null;
    this.#recorder.keepUnread(capture, this.#asked().facts(), this.#isAbandoned ? 'abandoned' : null);
    this.#beIdle(true);
  }

  #giveUnread(capture: UnreadCapture, error: unknown): Error {
    this.#current = null;
    this.#recorder.keepUnread(capture, this.#asked().facts(), this.#isAbandoned ? 'abandoned' : 'truncated');
    this.#connected().upstream.connection.terminate();
    return this.#told(error);
  }

  #beIdle(isIdle: boolean): void {
    this.#isIdle = isIdle;
    this.#idleSince = performance.now();
    // It may have ended while the answer was under way, as after KILL CONNECTION_ID().
    if (this.#connected().upstream.connection.hasEnded) this.#passLastWords();
  }

  /** What the session is told of an answer that broke. */
  #told(error: unknown): Error {
    if (this.#isClientGone) return new ConnectionLost('client', { cause: error });
    return error instanceof MockError ? error : new ConnectionLost('server', { cause: error });
  }

  #asked(): Relay {
    if (this.#relay === null) throw new Error('nobody has logged in');
    return this.#relay;
  }

  /** What the client answers first is meant for the plugin that it names, else for the greeting's. */
  #authRelay(login: Login, dialogue: AuthDialogue): AuthRelay {
    const { upstream, greeting } = this.#connected();
    const plugin = login.authPlugin || (greeting.authPlugin ?? NATIVE_PASSWORD);
    const start = { plugin, scramble: greeting.authData };
    const channels = {
      clientIsTls: login.isTls,
      clientIsSecure: login.isSecure,
      serverIsTls: upstream.connection.isTls,
      serverIsSecure: upstream.connection.isSecure,
    };
    return new AuthRelay(dialogue, upstream.packets, channels, this.#options.rsaKeys, start);
  }

  /**
   * Runs an authentication and keeps what came of it as a session of the recording.
   * @param outlivesRefusal whether the connection goes on as it was where the server says no
   */
  async #authenticate(
    login: Login,
    dialogue: AuthDialogue,
    { maxPacketBytes, attributes }: Pick<LoginCircumstances, 'maxPacketBytes' | 'attributes'>,
    run: (begin: () => AuthRelay) => Promise<AuthRelayResult>,
    outlivesRefusal: boolean,
  ): Promise<LoginResult> {
    this.#isIdle = false;
    const { upstream, greeting } = this.#connected();
    let relay = null as AuthRelay | null;
    let reply: Buffer = Buffer.alloc(0);
    let goesOn = false;
    try {
      // begun once the server's side is as it will be: what a password may go through hangs on it
      ({ reply } = await run(() => (relay = this.#authRelay(login, dialogue))));
      goesOn = outlivesRefusal && reply[0] === ERR;
    } finally {
      const circumstances = {
        ...{ maxPacketBytes, attributes, capabilities: this.#capabilities, serverTls: upstream.tls },
        ...{ serverVersion: greeting.serverVersion, startedAtUs: this.#startedAtUs },
      };
      // where the client left, the plugin is the one that the server had asked for
      const facts = loginFacts(login, { reply, plugin: relay?.plugin ?? login.authPlugin }, circumstances);
      if (goesOn) this.#recorder.refuse(facts, upstream.firstPayload);
      else this.#recorder.begin(facts, upstream.firstPayload);
    }
    return this.#loggedIn(upstream, reply, goesOn);
  }

  #loggedIn(upstream: Upstream, reply: Buffer, goesOn: boolean): LoginResult {
    const accepted = reply[0] === 0x00;
    if (accepted || goesOn) {
      upstream.startCommands();
      const { silenceMs, isDurable } = this.#options;
      this.#relay = new Relay(upstream.packets, this.#capabilities, silenceMs, this.#flavour);
      // these two watch each answer
      if (silenceMs === 0 && !isDurable) this.unread.begin(this.#relay, this.#capabilities);
      this.#isIdle = true;
      this.#idleSince = performance.now();
      void upstream.connection.ended.then(() => this.#passLastWords());
    }
    return { accepted, reply, capabilities: this.#capabilities, goesOn };
  }

  /** A server that ends an idle connection (wait_timeout, KILL, shutdown) has its last words passed on. */
  #passLastWords(): void {
    if (!this.#isIdle) return;
    this.#isIdle = false;
    const { channel } = this.#connected().upstream.packets;
    const lastWords: Buffer[] = [];
    try {
      for (let chunk = channel.tryRead(); chunk; chunk = channel.tryRead()) lastWords.push(chunk);
    } catch {
      // The connection broke: what was read before stands.
    }
    const bytes = Buffer.concat(lastWords);
    this.#recorder.keepClosing(bytes, this.#idleSince);
    this.#resolveGone(bytes);
  }

  #connected(): { upstream: Upstream; greeting: Greeting } {
    if (this.#upstream === null || this.#greeting === null) throw new Error('the responder has not greeted');
    return { upstream: this.#upstream, greeting: this.#greeting };
  }
}
