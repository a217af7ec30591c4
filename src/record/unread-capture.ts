// An exchange of the quick way (docs/quick-answers.md): its command goes on as it came and its answer passes before anything of
// the command is read. It is read behind the answer, many in a row, in the order of its session.

import type { Command, ResponseFacts } from '../core/command.ts';
import type { Gap, RecordingWriter } from '../core/recording.ts';
import type { AskingSession } from '../core/responder.ts';
import { HEADER_BYTES } from '../mysql/codec/framing.ts';
import type { Finished } from './backlog.ts';
import { Capture, type Standing } from './capture.ts';

/** Up to here bytes are copied into Node's pool, so that the piece of memory in which they came is free again at once. */
const COPIED_BYTES = 2048;
/** A longer answer is read of as it passes: what it is looked at for decides how much of it stays in memory. */
const UNREAD_BYTES = 64 * 1024;

/** What a session has asked and nobody has read yet, in order. */
export class UnreadCaptures {
  #waiting: UnreadCapture[] = [];

  push(capture: UnreadCapture): void {
    this.#waiting.push(capture);
  }

  /** Reads all, or all up to one. */
  read(last: UnreadCapture | null = null): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const count = last === null ? waiting.length : waiting.indexOf(last) + 1;
    const due = count === waiting.length ? waiting : waiting.slice(0, count);
    this.#waiting = count === waiting.length ? [] : waiting.slice(count);
    for (const capture of due) capture.read();
  }
}

export class UnreadCapture implements Finished {
  bytes: number;
  /** Its command never asks for a file. */
  infile: null = null;
  readonly #writer: RecordingWriter;
  readonly #before: UnreadCaptures;
  readonly #session: AskingSession;
  readonly #at: Standing;
  readonly #packet: Buffer;
  /** Times are of `performance.now()`, in ms. */
  readonly #startedAt: number = performance.now();
  #firstByteAt = 0;
  #endedAt = 0;
  #pieces: Buffer[] = [];
  #capture: Capture | null = null;
  #id = 0;
  #facts: ResponseFacts | null = null;
  #gap: Gap | null = null;
  #isRead = false;

  /**
   * @param before of its session
   * @param packet whole and alone, its header included
   */
  constructor(writer: RecordingWriter, before: UnreadCaptures, session: AskingSession, at: Standing, packet: Buffer) {
    this.#writer = writer;
    this.#before = before;
    this.#session = session;
    this.#at = at;
    this.#packet = kept(packet);
    this.bytes = packet.length;
  }

  /** Whether anything of its answer has come. */
  get hasBegun(): boolean {
    return this.#firstByteAt !== 0;
  }

  /** Takes the next bytes of the answer, which nobody changes afterwards. */
  add(bytes: Buffer): void {
    if (this.#firstByteAt === 0) this.#firstByteAt = performance.now();
    this.bytes += bytes.length;
    if (this.#capture !== null) {
      this.#capture.add(bytes);
      return;
    }
    this.#pieces.push(kept(bytes));
    if (this.bytes <= UNREAD_BYTES) return;
    this.#before.read();
    this.#open();
  }

  /** What the next bytes should wait for. */
  get behind(): Promise<void> | undefined {
    return this.#capture?.behind;
  }

  /** The answer is over. */
  finish(id: number, facts: ResponseFacts, gap: Gap | null): void {
    this.#endedAt = performance.now();
    this.#id = id;
    this.#facts = facts;
    this.#gap = gap;
    this.#before.push(this);
  }

  /** Reads the command, and notes in its session what has come of it. */
  read(): void {
    if (this.#isRead || this.#facts === null) return;
    this.#isRead = true;
    const capture = this.#open();
    capture.finish(this.#id, this.#facts, this.#gap, this.#endedAt);
    // a session that was cut in the middle of an answer is over
    if (this.#gap === null) this.#session.apply(capture.command, this.#facts, this.#id);
  }

  write(): void {
    if (!this.#isRead) this.#before.read(this);
    this.#capture?.write();
  }

  #open(): Capture {
    if (this.#capture !== null) return this.#capture;
    const command: Command = this.#session.decode(this.#packet.subarray(HEADER_BYTES));
    const capture = new Capture(this.#writer, this.#at, command, this.#startedAt);
    for (const piece of this.#pieces) capture.add(piece, this.#firstByteAt);
    this.#pieces = [];
    this.#capture = capture;
    return capture;
  }
}

function kept(bytes: Buffer): Buffer {
  return bytes.length <= COPIED_BYTES ? Buffer.from(bytes) : bytes;
}
