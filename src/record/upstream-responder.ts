// The responder of `mock record`: asks the real server, passes its answers on unchanged and unbuffered, and gives the
// recorder what it sees.
//
//   client ──command──► respond() ──frame──► upstream
//   client ◄──────────── chunk ◄──────────── upstream     each chunk: scan (where does it end?), keep, pass on

import { createHash } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ByteChannel } from '../core/byte-channel.ts';
import { type Command, NO_FACTS, type ResponseFacts } from '../core/command.ts';
import { ConnectionLost, MockError, messageOf } from '../core/errors.ts';
import type { RecordingWriter, SessionEnding, SessionFacts } from '../core/recording.ts';
import type { Answer, AuthDialogue, ClientLink, Login, LoginResult, Reply, Responder } from '../core/responder.ts';
import { type ScopeStatement, userWithoutScope } from '../core/scope.ts';
import { NATIVE_PASSWORD } from '../mysql/auth/native-password.ts';
import { framePayload, frameSmall } from '../mysql/codec/framing.ts';
import { ResponseTracker } from '../mysql/codec/response-tracker.ts';
import { NOT_CARRIED } from '../mysql/constants/capability-sets.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { decodeComChangeUser, encodeComChangeUser } from '../mysql/packets/com-change-user.ts';
import { cloneRefusal } from '../mysql/packets/com-clone.ts';
import { asksCursor } from '../mysql/packets/com-stmt-execute.ts';
import type { ConnectAttribute } from '../mysql/packets/connect-attributes.ts';
import { encodeErr } from '../mysql/packets/err.ts';
import { encodeGreeting, type Greeting } from '../mysql/packets/greeting.ts';
import {
  decodeHandshakeResponse,
  encodeHandshakeResponse,
  withCapabilities,
} from '../mysql/packets/handshake-response.ts';
import { encodeOk, plainOk } from '../mysql/packets/ok.ts';
import { Upstream, type UpstreamOptions } from '../mysql/session/upstream.ts';
import { MIXED_SCOPE_STATEMENT, scopeStatement } from '../sql/scope-statement.ts';
import { AuthRelay, type AuthRelayResult, type RsaKeys } from './auth-relay.ts';
import type { Backlog } from './backlog.ts';
import { type Capture, SessionRecorder } from './recorder.ts';
import { microsecondsNow } from './session-writer.ts';

/** First byte of an ERR packet. */
const ERR = 0xff;

export interface UpstreamResponderOptions {
  readonly upstream: UpstreamOptions;
  readonly writer: RecordingWriter;
  /** Of the same writer; one for all connections. */
  readonly backlog: Backlog;
  readonly rsaKeys: RsaKeys;
  /** The scope of connections that name none; empty for the unnamed one. */
  readonly scope: string;
}

export class UpstreamResponder implements Responder {
  readonly gone: Promise<Buffer>;
  readonly #options: UpstreamResponderOptions;
  readonly #recorder: SessionRecorder;
  readonly #tracker = new ResponseTracker();
  readonly #startedAtUs = microsecondsNow();
  #upstream: Upstream | null = null;
  #greeting: Greeting | null = null;
  #capabilities = 0n;
  #isIdle = false;
  #isClientGone = false;
  /** When the last answer ended. */
  #idleSince = 0;
  #resolveGone: (lastWords: Buffer) => void = () => undefined;

  constructor(options: UpstreamResponderOptions) {
    this.#options = options;
    this.#recorder = new SessionRecorder(options.writer, options.backlog);
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
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
    if (upstream.isRefused) return upstream.firstPayload;
    this.#greeting = upstream.greeting();
    return encodeGreeting({ ...this.#greeting, capabilities: this.#greeting.capabilities & ~NOT_CARRIED });
  }

  async login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    const { upstream } = this.#connected();
    this.#capabilities = login.capabilities & ~NOT_CARRIED;
    const asked = decodeHandshakeResponse(login.payload);
    const response = { ...asked, user: userWithoutScope(asked.user) };
    const run = async (): Promise<AuthRelayResult> => {
      const own = await upstream.secure(withCapabilities(response, this.#capabilities), login.isTls);
      const relay = this.#relay(login, dialogue);
      const authResponse = await relay.translateFirst(response.authResponse);
      await upstream.packets.writePacket(encodeHandshakeResponse({ ...own, authResponse }));
      return await relay.run();
    };
    return await this.#authenticate(login, response.maxPacketBytes, response.attributes, run, false);
  }

  async changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    const { upstream } = this.#connected();
    const request = decodeComChangeUser(login.payload, this.#capabilities);
    const run = async (): Promise<AuthRelayResult> => {
      upstream.packets.resetSequence();
      const user = userWithoutScope(request.user);
      const relay = this.#relay(login, dialogue);
      const authResponse = await relay.translateFirst(request.authResponse);
      const isUnchanged = user === request.user && authResponse === request.authResponse;
      const changed = { ...request, user, authResponse };
      const payload = isUnchanged ? login.payload : encodeComChangeUser(changed, this.#capabilities);
      await upstream.packets.writePacket(payload);
      return await relay.run();
    };
    const outlivesRefusal = this.#connected().greeting.serverVersion.includes('MariaDB');
    return await this.#authenticate(login, 0, request.attributes, run, outlivesRefusal);
  }

  respond(command: Command, reply: Reply): Promise<Answer> {
    const statement = scopeStatement(command);
    if (statement !== null) return this.#beginScope(statement, command, reply);
    if (command.code === CommandCode.COM_CLONE) return this.#refuseClone(reply);
    this.#isIdle = false;
    const capture = this.#recorder.open(command);
    return this.#exchange(command, reply, capture);
  }

  /** It is said to us: the server does not hear of it. */
  async #beginScope(statement: ScopeStatement, { state }: Command, reply: Reply): Promise<Answer> {
    if (statement.kind === 'mixed') {
      await reply.write(
        frameSmall(encodeErr({ code: 1105, sqlState: 'HY000', message: Buffer.from(MIXED_SCOPE_STATEMENT) }), 1),
      );
      return { facts: { ...NO_FACTS, outcome: 'error' }, exchange: null, closes: false };
    }
    this.#recorder.enterScope(statement.scope || this.#options.scope);
    await reply.write(frameSmall(encodeOk(plainOk(state.status), this.#capabilities), 1));
    return { facts: { ...NO_FACTS, outcome: 'ok' }, exchange: null, closes: false };
  }

  async end(ending: SessionEnding): Promise<void> {
    this.#isIdle = false;
    this.#recorder.end(ending);
    if (this.#upstream === null) return;
    if (ending === 'quit') this.#upstream.connection.end();
    await this.#upstream.connection.close();
  }

  async #refuseClone(reply: Reply): Promise<Answer> {
    const isMariadb = this.#connected().greeting.serverVersion.includes('MariaDB');
    await reply.write(frameSmall(encodeErr(cloneRefusal(isMariadb)), 1));
    return { facts: { ...NO_FACTS, outcome: 'error' }, exchange: null, closes: false };
  }

  async #exchange(command: Command, reply: Reply, capture: Capture): Promise<Answer> {
    const { connection, packets } = this.#connected().upstream;
    const tracker = this.#tracker;
    tracker.begin(command.code, this.#capabilities, asksCursor(command));
    packets.resetSequence();
    try {
      const sending = sendCommand(packets.channel, command.payload);
      if (sending !== undefined) await sending;
      if (tracker.isDone) return this.#keep(capture, NO_FACTS);
      await this.#relayResponse(reply, capture);
    } catch (error) {
      this.#recorder.keep(capture, tracker.facts(), 'truncated');
      connection.terminate();
      if (this.#isClientGone) throw new ConnectionLost('client', { cause: error });
      throw error instanceof MockError ? error : new ConnectionLost('server', { cause: error });
    }
    return this.#keep(capture, tracker.facts());
  }

  #keep(capture: Capture, facts: ResponseFacts): Answer {
    const exchange = this.#recorder.keep(capture, facts, null);
    // A server that closes behind COM_QUIT does what it was asked.
    this.#isIdle = capture.command.code !== CommandCode.COM_QUIT;
    this.#idleSince = performance.now();
    // It may have ended while the answer was under way, as after KILL CONNECTION_ID().
    const { connection } = this.#connected().upstream;
    if (connection.hasEnded) this.#passLastWords();
    return { facts, exchange, closes: false };
  }

  async #relayResponse(reply: Reply, capture: Capture): Promise<void> {
    const { channel } = this.#connected().upstream.packets;
    const tracker = this.#tracker;
    while (!tracker.isDone) {
      const chunk = channel.tryRead() ?? (await channel.read());
      if (chunk === null) throw new ConnectionLost('server');
      const used = tracker.scan(chunk);
      const piece = used === chunk.length ? chunk : chunk.subarray(0, used);
      if (used < chunk.length) channel.unread(chunk.subarray(used));
      const full = reply.write(piece);
      capture.add(piece);
      if (full !== undefined) await full;
      if (tracker.isClientTurn) await this.#relayInfile(reply, capture);
    }
  }

  /** LOCAL INFILE: the client's packets go to the server until an empty one. */
  async #relayInfile(reply: Reply, capture: Capture): Promise<void> {
    const { channel } = this.#connected().upstream.packets;
    const hash = createHash('sha256');
    let bytes = 0;
    for (;;) {
      const { payload, sequenceId } = await reply.readClientPacket();
      for (const piece of framePayload(payload, sequenceId)) await channel.write(piece);
      hash.update(payload);
      bytes += payload.length;
      if (payload.length === 0) break;
    }
    capture.infile = { bytes, sha256: hash.digest('hex') };
    this.#tracker.resume();
  }

  /** What the client answers first is meant for the plugin that it names, else for the greeting's. */
  #relay(login: Login, dialogue: AuthDialogue): AuthRelay {
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
    maxPacketBytes: number,
    attributes: readonly ConnectAttribute[] | null,
    run: () => Promise<AuthRelayResult>,
    outlivesRefusal: boolean,
  ): Promise<LoginResult> {
    this.#isIdle = false;
    const { upstream, greeting } = this.#connected();
    let result: AuthRelayResult = { reply: Buffer.alloc(0), plugin: login.authPlugin };
    let goesOn = false;
    try {
      result = await run();
      goesOn = outlivesRefusal && result.reply[0] === ERR;
    } finally {
      const accepted = result.reply[0] === 0x00;
      const facts: Omit<SessionFacts, 'greeting'> = {
        protocol: 'classic',
        user: login.user,
        database: login.database,
        capabilities: this.#capabilities,
        charset: login.charset,
        maxPacketBytes,
        attributes: Object.fromEntries((attributes ?? []).map(({ name, value }) => [String(name), String(value)])),
        clientTls: login.tls,
        serverTls: upstream.tls,
        serverVersion: greeting.serverVersion,
        authPlugin: result.plugin,
        authOutcome: accepted ? 'ok' : result.reply.length > 0 ? 'error' : 'aborted',
        loginReply: result.reply,
        startedAtUs: this.#startedAtUs,
        scope: login.scope || this.#options.scope,
      };
      if (goesOn) this.#recorder.refuse(facts, upstream.firstPayload);
      else this.#recorder.begin(facts, upstream.firstPayload);
    }
    return this.#loggedIn(upstream, result, goesOn);
  }

  #loggedIn(upstream: Upstream, { reply }: AuthRelayResult, goesOn: boolean): LoginResult {
    const accepted = reply[0] === 0x00;
    if (accepted || goesOn) {
      upstream.startCommands();
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

/** Above this size a packet goes out in slices, and the server is listened to between them. */
const SLICE_BYTES = 256 * 1024;
/** A server judges a packet's length by its header: it gets that much first, and a moment to refuse. */
const FIRST_SLICE_BYTES = 4 * 1024;
const REFUSAL_MS = 1;

/** A promise only where there is something to wait for: most commands go out at once. */
function sendCommand(channel: ByteChannel, payload: Buffer): Promise<void> | undefined {
  if (payload.length > SLICE_BYTES) return sendSliced(channel, payload);
  let full: Promise<void> | undefined;
  for (const piece of framePayload(payload, 0)) full = channel.write(piece);
  // What a server said before it closed is still to be read.
  return full?.catch(() => undefined);
}

async function sendSliced(channel: ByteChannel, payload: Buffer): Promise<void> {
  const pieces = framePayload(payload, 0);
  for (let n = 0; n < pieces.length; n += 2) {
    const body = pieces[n + 1] as Buffer;
    await send(channel, Buffer.concat([pieces[n] as Buffer, body.subarray(0, FIRST_SLICE_BYTES)]));
    if (body.length > SLICE_BYTES) await setTimeout(REFUSAL_MS);
    for (let at = FIRST_SLICE_BYTES; at < body.length; at += SLICE_BYTES) {
      if (await hasSpoken(channel)) return;
      await send(channel, body.subarray(at, at + SLICE_BYTES));
    }
  }
}

/** Waits where the server cannot take more now; what it said before it closed is still to be read. */
async function send(channel: ByteChannel, bytes: Buffer): Promise<void> {
  await channel.write(bytes)?.catch(() => undefined);
}

/** A server that refuses a command (too long) says so before its end, and closes: writing on would lose what it said. */
async function hasSpoken(channel: ByteChannel): Promise<boolean> {
  await setImmediate();
  try {
    const early = channel.tryRead();
    if (early) channel.unread(early);
    return early !== undefined;
  } catch {
    return true;
  }
}
