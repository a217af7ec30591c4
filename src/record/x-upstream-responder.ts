// The responder of `mock record` for the X Protocol: passes each message on to the real server at once, and its answers
// back unchanged and unbuffered; the recorder gets what it sees.
//
//   client ──message──► take() ──────────────────────────────► upstream    (and into the queue of the unanswered)
//   client ◄── chunk ◄── pump: whose answer is it, where does it end? ◄── upstream

import type { ResponseFacts } from '../domain/command.ts';
import { messageOf } from '../domain/errors.ts';
import type { RecordingWriter, SessionEnding } from '../domain/recording.ts';
import type {
  XAgreement,
  XAuthDialogue,
  XClient,
  XCommand,
  XGreeting,
  XLogin,
  XLoginResult,
  XResponder,
} from '../domain/x-responder.ts';
import { AnswerScanner } from '../x/codec/answer-scanner.ts';
import { frameError, frameMessage } from '../x/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../x/constants/message-types.ts';
import type { Backlog } from './backlog.ts';
import { microsecondsNow } from './recorder.ts';
import type { UpstreamOptions } from './upstream.ts';
import { isAccepted, isOver, relayLogin, type XAuthRelayResult } from './x-auth-relay.ts';
import { type XCapture, XSessionRecorder } from './x-recorder.ts';
import { XUpstream } from './x-upstream.ts';

export interface XUpstreamResponderOptions {
  readonly upstream: UpstreamOptions;
  readonly writer: RecordingWriter;
  readonly backlog: Backlog;
}

/** The last message of a session, and who waits for its answer. */
interface Finishing {
  readonly capture: XCapture;
  readonly done: (facts: ResponseFacts) => void;
}

export class XUpstreamResponder implements XResponder {
  readonly gone: Promise<void>;
  readonly #options: XUpstreamResponderOptions;
  readonly #recorder: XSessionRecorder;
  readonly #startedAtUs = microsecondsNow();
  readonly #scanner = new AnswerScanner();
  #upstream: XUpstream | null = null;
  #client: XClient | null = null;
  /** Messages without an answer yet, in the order in which they were passed on. */
  #unanswered: XCapture[] = [];
  #finishing: Finishing | null = null;
  #resolveGone: () => void = () => undefined;

  constructor(options: XUpstreamResponderOptions) {
    this.#options = options;
    this.#recorder = new XSessionRecorder(options.writer, options.backlog);
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
  }

  async greet(client: XClient): Promise<XGreeting> {
    this.#client = client;
    try {
      const upstream = await XUpstream.connect(this.#options.upstream);
      this.#upstream = upstream;
      void client.closed.then(() => upstream.connection.terminate());
      const { frames, last } = upstream.greeting;
      if (upstream.isRefused) return { frames, capabilities: null };
      return { frames: frames.subarray(0, frames.length - last.frame.length), capabilities: upstream.capabilities };
    } catch (error) {
      const message = `mock: [2003] ${messageOf(error)}`;
      return { frames: frameError({ code: 2003, sqlState: 'HY000', message, isFatal: true }), capabilities: null };
    }
  }

  async setCapabilities(payload: Buffer): Promise<XAgreement> {
    const { frames, last } = await this.#connected().ask(frameMessage(ClientMessage.CON_CAPABILITIES_SET, payload));
    return { frames, isAgreed: last.type === ServerMessage.OK };
  }

  async login(login: XLogin, dialogue: XAuthDialogue): Promise<XLoginResult> {
    const upstream = this.#connected();
    await upstream.followClient(login.tls !== null);
    let result: XAuthRelayResult | null = null;
    try {
      result = await relayLogin(login, dialogue, upstream);
    } finally {
      this.#begin(login, result, upstream);
    }
    const { reply, database } = result;
    await dialogue.send(reply.frames);
    if (isAccepted(reply)) {
      upstream.messages.release();
      // a recording that cannot be written ends everything from elsewhere
      this.#pump(upstream).catch(() => undefined);
    }
    return { isAccepted: isAccepted(reply), isOver: isOver(reply), database };
  }

  take(command: XCommand): Promise<void> | undefined {
    this.#unanswered.push(this.#recorder.open(command));
    // What a server said before it closed is still to be read.
    return this.#connected()
      .connection.write(command.message.frame)
      ?.catch(() => undefined);
  }

  finish(command: XCommand): Promise<ResponseFacts> {
    return new Promise((resolve) => {
      const capture = this.#recorder.open(command);
      this.#unanswered.push(capture);
      this.#finishing = { capture, done: resolve };
      void this.#connected()
        .connection.write(command.message.frame)
        ?.catch(() => undefined);
    });
  }

  async end(ending: SessionEnding): Promise<void> {
    const connection = this.#upstream?.connection;
    if (ending === 'client_closed' && this.#unanswered.length > 0) {
      // it has said all that it wanted, and may still listen: the server ends too when it has answered
      connection?.end();
      await this.gone;
    }
    connection?.terminate();
    this.#abandon();
    this.#recorder.end(ending);
    await connection?.closed;
  }

  #begin(login: XLogin, result: XAuthRelayResult | null, upstream: XUpstream): void {
    const { reply } = result ?? { reply: null };
    this.#recorder.begin({
      protocol: 'x',
      user: result?.user ?? '',
      database: result?.database ?? '',
      scope: '',
      capabilities: 0n,
      charset: 0,
      maxPacketBytes: 0,
      attributes: login.attributes,
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
  async #pump({ connection }: XUpstream): Promise<void> {
    this.#scanner.begin();
    try {
      for (;;) {
        const chunk = connection.tryRead() ?? (await connection.read());
        if (chunk === null) break;
        const full = this.#client?.write(chunk);
        this.#scan(chunk);
        if (full !== undefined) await full;
        if (this.#hasFinished()) return;
      }
    } catch {
      // the connection broke, or we have closed it: what was passed on stands
    }
    try {
      this.#abandon();
    } finally {
      this.#resolveGone();
    }
  }

  /** Deals the bytes to the answers that they belong to. What comes while nobody waits is nobody's: a notice. */
  #scan(chunk: Buffer): void {
    const scanner = this.#scanner;
    for (let at = 0; at < chunk.length; ) {
      const capture = this.#unanswered[0];
      const end = scanner.scan(chunk, at);
      if (capture !== undefined) {
        capture.add(at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end));
      }
      at = end;
      if (scanner.isDone) this.#answered();
    }
  }

  #answered(): void {
    const capture = this.#unanswered.shift();
    const facts = this.#scanner.facts();
    this.#scanner.begin();
    if (capture === undefined) return;
    this.#recorder.keep(capture, facts, null);
    if (capture === this.#finishing?.capture) this.#finishing.done(facts);
  }

  #hasFinished(): boolean {
    if (this.#finishing === null || this.#unanswered.includes(this.#finishing.capture)) return false;
    this.#finishing = null;
    return true;
  }

  /** The server is gone: what has not been answered never will be. */
  #abandon(): void {
    const unanswered = this.#unanswered;
    this.#unanswered = [];
    for (const capture of unanswered) this.#recorder.keep(capture, this.#scanner.facts(), 'truncated');
    this.#finishing?.done(this.#scanner.facts());
    this.#finishing = null;
  }

  #connected(): XUpstream {
    if (this.#upstream === null) throw new Error('the responder has not greeted');
    return this.#upstream;
  }
}
