// An exchange of the quick way (docs/quick-answers.md): its command goes on as it came and its answer passes before anything of
// the command is read. It is read behind the answer, many in a row, in the order of its session.

import type { Command, ResponseFacts } from '../core/command.ts';
import type { Gap, RecordingWriter } from '../core/recording.ts';
import type { AskingSession } from '../core/responder.ts';
import { HEADER_BYTES } from '../mysql/codec/framing.ts';
import type { Finished } from './backlog.ts';
import { Capture } from './capture.ts';
import type { ExchangePlace } from './session-writer.ts';
import { Slabs } from './slabs.ts';

/** A longer answer is read of as it passes: what it is looked at for decides how much of it stays in memory. */
const UNREAD_BYTES = 64 * 1024;
const LEAST_FORGOTTEN = 1024;

/** Of all sessions: thousands wait at a time. */
const slabs = new Slabs();

/** What a session has asked and nobody has read yet, in order. */
export class UnreadCaptures {
  #waiting: UnreadCapture[] = [];
  /** Those before it have been read. */
  #next = 0;

  push(capture: UnreadCapture): void {
    this.#waiting.push(capture);
  }

  /** Reads all, or all up to one. */
  read(last: UnreadCapture | null = null): void {
    while (this.#next < this.#waiting.length) {
      const capture = this.#waiting[this.#next++] as UnreadCapture;
      capture.read();
      if (capture === last) break;
    }
    if (this.#next < Math.max(this.#waiting.length, 1)) this.#forgetSome();
    else {
      this.#waiting = [];
      this.#next = 0;
    }
  }

  /** Now and then, so that each costs the same however many wait. */
  #forgetSome(): void {
    if (this.#next < LEAST_FORGOTTEN || this.#next * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
  }
}

export class UnreadCapture implements Finished {
  bytes: number;
  /** Its command never asks for a file. */
  infile: null = null;
  readonly #writer: RecordingWriter;
  readonly #before: UnreadCaptures;
  readonly #session: AskingSession;
  readonly #place: ExchangePlace;
  readonly #transaction: number | null;
  readonly #encoding: bigint;
  /** The packet: so many bytes of a slab. */
  readonly #packetSlab: Buffer;
  readonly #packetAt: number;
  readonly #packetBytes: number;
  /** Times are of `performance.now()`, in ms. */
  readonly #startedAt: number = performance.now();
  #firstByteAt = 0;
  #endedAt = 0;
  /** The answer's first piece, which is most answers' only one, in the same way; no slab before it has come, nor once it is read. */
  #firstSlab: Buffer | null = null;
  #firstAt = 0;
  #firstBytes = 0;
  #others: Buffer[] | null = null;
  #capture: Capture | null = null;
  #id = 0;
  #facts: ResponseFacts | null = null;
  #gap: Gap | null = null;
  #isRead = false;

  /**
   * @param before of its session
   * @param packet whole and alone, its header included
   * @param transaction as `encoding`, of a Standing
   */
  constructor(
    writer: RecordingWriter,
    before: UnreadCaptures,
    session: AskingSession,
    packet: Buffer,
    place: ExchangePlace,
    transaction: number | null,
    encoding: bigint,
  ) {
    this.#writer = writer;
    this.#before = before;
    this.#session = session;
    this.#place = place;
    this.#transaction = transaction;
    this.#encoding = encoding;
    slabs.put(packet);
    this.#packetSlab = slabs.slab;
    this.#packetAt = slabs.at;
    this.#packetBytes = packet.length;
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
    slabs.put(bytes);
    if (this.#firstSlab === null) {
      this.#firstSlab = slabs.slab;
      this.#firstAt = slabs.at;
      this.#firstBytes = bytes.length;
    } else {
      this.#others ??= [];
      this.#others.push(piece(slabs.slab, slabs.at, bytes.length));
    }
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
    const payload = piece(this.#packetSlab, this.#packetAt + HEADER_BYTES, this.#packetBytes - HEADER_BYTES);
    const command: Command = this.#session.decode(payload);
    const at = { place: this.#place, transaction: this.#transaction, encoding: this.#encoding };
    const capture = new Capture(this.#writer, at, command, this.#startedAt);
    if (this.#firstSlab !== null)
      capture.add(piece(this.#firstSlab, this.#firstAt, this.#firstBytes), this.#firstByteAt);
    for (const other of this.#others ?? []) capture.add(other);
    this.#firstSlab = null;
    this.#others = null;
    this.#capture = capture;
    return capture;
  }
}

function piece(slab: Buffer, at: number, bytes: number): Buffer {
  return slab.subarray(at, at + bytes);
}
