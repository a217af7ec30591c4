// The responder of `mock record` for the X Protocol: passes each message on to the real server at once, and its answers
// back unchanged and unbuffered; the recorder gets what it sees.
//
//   client ──message──► take() ──────────────────────────────► upstream    (and into the queue of the unanswered)
//   client ◄── chunk ◄── queue: whose answer is it, where does it end? ◄── upstream

import type { ResponseFacts } from '../core/command.ts';
import { messageOf } from '../core/errors.ts';
import type { RecordingWriter, SessionEnding } from '../core/recording.ts';
import { type ScopeStatement, scopedUser, type UnnamedScope } from '../core/scope.ts';
import type {
  XAgreement,
  XAuthDialogue,
  XClient,
  XCommand,
  XGreeting,
  XLogin,
  XLoginResult,
  XResponder,
} from '../core/x-responder.ts';
import type { UpstreamOptions } from '../mysql/session/upstream.ts';
import { frameError } from '../mysqlx/codec/framing.ts';
import { statementOk } from '../mysqlx/codec/statement-ok.ts';
import { ownError } from '../mysqlx/constants/errors.ts';
import { ServerMessage } from '../mysqlx/constants/message-types.ts';
import type { Connection } from '../net/connection.ts';
import { maskAttributes } from '../sql/secrets/mask-attributes.ts';
import { MIXED_SCOPE_STATEMENT } from '../sql/session/scope-statement.ts';
import type { Backlog } from './backlog.ts';
import { microsecondsNow } from './session-writer.ts';
import { XAnswerQueue } from './x-answer-queue.ts';
import { isAccepted, isOver, relayLogin, wireOf, type XAuthRelayResult } from './x-auth-relay.ts';
import { XSessionRecorder } from './x-recorder.ts';
import { XUpstream } from './x-upstream.ts';

export interface XUpstreamResponderOptions {
  readonly upstream: UpstreamOptions;
  readonly unnamed: UnnamedScope;
  readonly writer: RecordingWriter;
  readonly backlog: Backlog;
  /** Whether an answer is in the recording, and on disk, before its client has all of it. */
  readonly isDurable: boolean;
  /** How long the server may say nothing while it is waited for, in milliseconds; 0: as long as it likes. */
  readonly silenceMs: number;
}

export class XUpstreamResponder implements XResponder {
  readonly carriesCompression: boolean;
  readonly gone: Promise<void>;
  readonly #options: XUpstreamResponderOptions;
  readonly #recorder: XSessionRecorder;
  /** Of the session that is open, or will be next: the first one begins with the connection. */
  #startedAtUs = microsecondsNow();
  /** Messages without an answer yet, in the order in which they were passed on. */
  readonly #answers: XAnswerQueue;
  #upstream: XUpstream | null = null;
  #client: XClient | null = null;
  /** When the server last said something, or was asked while nothing was open; infinite while a client does not read. */
  #heardAt = 0;
  #watch: NodeJS.Timeout | null = null;
  #resolveGone: () => void = () => undefined;

  constructor(options: XUpstreamResponderOptions) {
    this.#options = options;
    this.carriesCompression = options.upstream.compression === 'as_client';
    this.#recorder = new XSessionRecorder(options.writer, options.backlog, options.unnamed);
    const settle = () => {
      options.backlog.drain();
      options.writer.flush();
    };
    this.#answers = new XAnswerQueue(
      this.#recorder,
      (bytes, packed) => this.#client?.write(bytes, packed),
      options.isDurable ? settle : null,
    );
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
  }

  async greet(client: XClient): Promise<XGreeting> {
    this.#client = client;
    try {
      const upstream = await XUpstream.connect(this.#options.upstream, client.closed);
      this.#upstream = upstream;
      const { frames, last } = upstream.greeting;
      if (upstream.isRefused) return { frames, capabilities: null };
      return { frames: frames.subarray(0, frames.length - last.frame.length), capabilities: upstream.capabilities };
    } catch (error) {
      const message = `mock: [2003] ${messageOf(error)}`;
      return { frames: frameError({ code: 2003, sqlState: 'HY000', message, isFatal: true }), capabilities: null };
    }
  }

  async setCapabilities(payload: Buffer): Promise<XAgreement> {
    const { frames, last } = await this.#connected().setCapabilities(payload);
    return { frames, isAgreed: last.type === ServerMessage.OK };
  }

  async login(login: XLogin, dialogue: XAuthDialogue): Promise<XLoginResult> {
    const upstream = this.#connected();
    const { tls } = login;
    const version = tls === null ? {} : { protocol: tls.protocol, isResumed: tls.isResumed === true };
    await upstream.followClient({ isTls: tls !== null, serverName: tls?.serverName ?? null, ...version });
    let result: XAuthRelayResult | null = null;
    try {
      result = await relayLogin(login, dialogue, upstream);
    } finally {
      this.#begin(login, result, upstream);
    }
    const { reply, database } = result;
    await dialogue.send(reply.frames);
    if (isAccepted(reply)) {
      await upstream.startMessages();
      // a recording that cannot be written ends everything from elsewhere
      this.#pump(upstream).catch(() => undefined);
    }
    return { isAccepted: isAccepted(reply), isOver: isOver(reply), database };
  }

  take(command: XCommand): Promise<void> | undefined {
    this.#noteAsked();
    if (command.scope === null) this.#answers.push(command);
    else if (command.message.packed === undefined) return this.#beginScope(command.scope);
    else this.#passScope(command.scope);
    return this.#send(command);
  }

  finish(command: XCommand): Promise<ResponseFacts> {
    this.#noteAsked();
    const answered = this.#answers.pushLast(command);
    void this.#send(command);
    // what comes behind it is another session
    void answered
      .then(() => {
        this.#startedAtUs = microsecondsNow();
      })
      .catch(() => undefined);
    return answered;
  }

  #send({ message }: XCommand): Promise<void> | undefined {
    // What a server said before it closed is still to be read.
    return this.#connected()
      .connection.write(wireOf(message))
      ?.catch(() => undefined);
  }

  async end(ending: SessionEnding): Promise<void> {
    const connection = this.#upstream?.connection;
    if (ending === 'client_closed' && !this.#answers.isEmpty) {
      // it has said all that it wanted, and may still listen: the server ends too when it has answered
      connection?.end();
      await this.gone;
    }
    connection?.terminate();
    this.#upstream?.close();
    this.#answers.abandon();
    this.#recorder.end(ending);
    await connection?.closed;
  }

  #begin(login: XLogin, result: XAuthRelayResult | null, upstream: XUpstream): void {
    const { reply } = result ?? { reply: null };
    const { user, scope } = scopedUser(result?.user ?? '', new Map(Object.entries(login.attributes)));
    this.#recorder.begin({
      protocol: 'x',
      user,
      database: result?.database ?? '',
      scope,
      capabilities: 0n,
      charset: 0,
      maxPacketBytes: 0,
      attributes: maskAttributes(login.attributes),
      clientTls: login.tls,
      serverTls: upstream.tls,
      serverVersion: '',
      greeting: upstream.greeting.frames,
      authPlugin: login.mechanism,
      authOutcome: reply === null ? 'aborted' : isAccepted(reply) ? 'ok' : 'error',
      loginReply: reply?.frames ?? Buffer.alloc(0),
      startedAtUs: this.#startedAtUs,
    });
  }

  /** Passes on what the server says, until it goes away or a session's last message is answered. */
  async #pump(upstream: XUpstream): Promise<void> {
    const answers = this.#answers;
    answers.begin();
    this.#watchSilence(upstream.connection);
    try {
      await (upstream.isPacked ? this.#passPacked(upstream) : this.#passBytes(upstream.connection));
      if (answers.hasEnded) {
        clearInterval(this.#watch ?? undefined);
        return;
      }
    } catch {
      // the connection broke, or we have closed it: what was passed on stands
    }
    clearInterval(this.#watch ?? undefined);
    try {
      answers.abandon();
    } finally {
      this.#resolveGone();
    }
  }

  #noteAsked(): void {
    if (this.#answers.isEmpty) this.#heardAt = performance.now();
  }

  /** A server that owes an answer and says nothing is given up: the client is told, and the connection ends. */
  #watchSilence(connection: XUpstream['connection']): void {
    const { silenceMs } = this.#options;
    if (silenceMs === 0) return;
    const look = () => {
      if (this.#answers.isEmpty || performance.now() - this.#heardAt <= silenceMs) return;
      clearInterval(this.#watch ?? undefined);
      const message = `mock: [2013] the server has said nothing for ${silenceMs} ms`;
      this.#client?.write(frameError({ code: 2013, sqlState: 'HY000', message, isFatal: true }));
      connection.terminate();
    };
    this.#watch = setInterval(look, Math.max(10, silenceMs / 4)).unref();
  }

  async #passBytes(connection: Connection): Promise<void> {
    const answers = this.#answers;
    while (!answers.hasEnded) {
      const chunk = connection.tryRead() ?? (await connection.read());
      if (chunk === null) return;
      this.#heardAt = Number.POSITIVE_INFINITY;
      const full = answers.relay(chunk);
      if (full !== undefined) await full;
      this.#heardAt = performance.now();
    }
  }

  /** As they come: the client unpacks with what it has agreed on with the server. */
  async #passPacked(upstream: XUpstream): Promise<void> {
    const answers = this.#answers;
    while (!answers.hasEnded) {
      const message = await upstream.read();
      if (message === null) return;
      this.#heardAt = Number.POSITIVE_INFINITY;
      await answers.relayPacked(message);
      this.#heardAt = performance.now();
    }
  }

  /** It is packed with what a server has to hear, which takes it for a variable. */
  #passScope(statement: ScopeStatement): void {
    if (statement.kind === 'begins') this.#recorder.beginScope(statement.scope);
    this.#answers.pushPassing();
  }

  /** No server hears of a scope. */
  #beginScope(statement: ScopeStatement): Promise<void> | undefined {
    if (statement.kind === 'begins') this.#recorder.beginScope(statement.scope);
    const frames = statement.kind === 'mixed' ? frameError(ownError(MIXED_SCOPE_STATEMENT)) : statementOk();
    return this.#answers.answerOurselves(frames);
  }

  #connected(): XUpstream {
    if (this.#upstream === null) throw new Error('the responder has not greeted');
    return this.#upstream;
  }
}
