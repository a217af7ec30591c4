// Whose answer the server's next bytes are: a client may send many messages before it reads, so those without an answer
// wait here in their order, and with them what we answer ourselves.

import type { ResponseFacts } from '../core/command.ts';
import type { XCommand } from '../core/x-responder.ts';
import { AnswerScanner } from '../mysqlx/codec/answer-scanner.ts';
import { XCapture, type XSessionRecorder } from './x-recorder.ts';
import type { XPassing } from './x-upstream.ts';

/** An answer of our own, said once all before it is answered. */
interface OwnAnswer {
  readonly frames: Buffer;
}

/** Nothing of it is kept. */
const PASSING = Symbol('passing');

/** A promise only where the client cannot take more now. @param packed as the server packed them */
export type Write = (bytes: Buffer, packed?: Buffer) => Promise<void> | undefined;

export class XAnswerQueue {
  readonly #recorder: XSessionRecorder;
  readonly #write: Write;
  readonly #settle: (() => void) | null;
  readonly #scanner = new AnswerScanner();
  #waiting: (XCapture | OwnAnswer | typeof PASSING)[] = [];
  /** How many of them are answers of our own. */
  #ownAnswers = 0;
  /** The last message of a session, and who waits for its answer. */
  #last: XCapture | null = null;
  #hasEnded = false;
  #resolveLast: (facts: ResponseFacts) => void = () => undefined;

  /** @param settle called when answers are over, before the client gets their last bytes; null for nothing */
  constructor(recorder: XSessionRecorder, write: Write, settle: (() => void) | null) {
    this.#recorder = recorder;
    this.#write = write;
    this.#settle = settle;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether the session's last message was answered, and not by an error, behind which the session goes on. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** A session begins. */
  begin(): void {
    this.#hasEnded = false;
    this.#scanner.begin();
  }

  /** A message goes to the server. */
  push(command: XCommand): void {
    this.#waiting.push(this.#recorder.open(command));
  }

  /** A message goes to the server that is no part of the recording. */
  pushPassing(): void {
    this.#waiting.push(PASSING);
  }

  /** A session's last message goes to the server; what was answered to it. */
  pushLast(command: XCommand): Promise<ResponseFacts> {
    const capture = this.#recorder.open(command);
    this.#waiting.push(capture);
    this.#last = capture;
    return new Promise((resolve) => {
      this.#resolveLast = resolve;
    });
  }

  /** Says whole frames of our own in their turn. */
  answerOurselves(frames: Buffer): Promise<void> | undefined {
    this.#waiting.push({ frames });
    this.#ownAnswers++;
    return this.#sayOwn();
  }

  /** Passes on what the server said, and deals it to the answers that it belongs to. */
  relay(chunk: Buffer): Promise<void> | undefined {
    if (this.#ownAnswers > 0) return this.#relayBetween(chunk);
    const full = this.#settle === null ? this.#write(chunk) : undefined;
    for (let at = 0; at < chunk.length; ) at = this.#scan(chunk, at);
    if (this.#settle === null) return full;
    this.#settle();
    return this.#write(chunk);
  }

  /** As `relay`, of one message of the server. */
  relayPacked({ packed, frames }: XPassing): Promise<void> | undefined {
    for (let at = 0; at < frames.length; ) at = this.#scan(frames, at);
    this.#settle?.();
    const full = this.#write(frames, packed);
    return this.#sayOwn() ?? full;
  }

  /** The server is gone: what has not been answered never will be. */
  abandon(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#ownAnswers = 0;
    const facts = this.#scanner.facts();
    for (const each of waiting) if (each instanceof XCapture) this.#recorder.keep(each, facts, 'truncated');
    if (this.#last !== null) this.#finish(facts);
  }

  /** Answer by answer: one of our own may stand between two of the server's. */
  #relayBetween(chunk: Buffer): Promise<void> | undefined {
    let full: Promise<void> | undefined;
    for (let at = 0; at < chunk.length; ) {
      const end = this.#scan(chunk, at);
      this.#settle?.();
      full = this.#write(chunk.subarray(at, end)) ?? full;
      full = this.#sayOwn() ?? full;
      at = end;
    }
    return full;
  }

  #sayOwn(): Promise<void> | undefined {
    let full: Promise<void> | undefined;
    for (let next = this.#waiting[0]; isOwn(next); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#ownAnswers--;
      full = this.#write(next.frames) ?? full;
    }
    return full;
  }

  /** Up to the end of an answer or of the chunk; returns where. What comes while nobody waits is nobody's: a notice. */
  #scan(chunk: Buffer, at: number): number {
    const [next] = this.#waiting;
    const end = this.#scanner.scan(chunk, at);
    if (next instanceof XCapture) {
      next.add(at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end));
    }
    if (this.#scanner.isDone) this.#answered();
    return end;
  }

  #answered(): void {
    const capture = this.#waiting.shift();
    const facts = this.#scanner.facts();
    this.#scanner.begin();
    if (!(capture instanceof XCapture)) return;
    this.#recorder.keep(capture, facts, null);
    if (capture === this.#last) this.#finish(facts);
  }

  #finish(facts: ResponseFacts): void {
    this.#last = null;
    this.#hasEnded = facts.outcome !== 'error';
    this.#resolveLast(facts);
  }
}

function isOwn(waiting: XCapture | OwnAnswer | typeof PASSING | undefined): waiting is OwnAnswer {
  return typeof waiting === 'object' && 'frames' in waiting;
}
