// An answer of the X Protocol on its way to a client with a fault in it: its frames are looked at one by one, and changed,
// held back or cut off.

import { pauseUnless } from '../core/pause-unless.ts';
import { frameError, HEADER_BYTES, LENGTH_BYTES } from '../mysqlx/codec/framing.ts';
import { endsAnswer, ServerMessage } from '../mysqlx/constants/message-types.ts';
import { errorOf } from './errors.ts';
import type { ErrorFault, StatementFault } from './fault.ts';
import { judgeOf, type Packet, type Verdict, type Wire } from './judge.ts';

/** Frames have no sequence ids. */
const WIRE: Wire = { headerBytes: HEADER_BYTES, error: xErrorOf, outOfTurn: (frame) => frame };

export function xErrorOf(fault: ErrorFault): Buffer {
  return frameError({ ...errorOf(fault), isFatal: false });
}

export class XFaultyAnswer {
  readonly #write: (frames: Buffer) => Promise<void> | undefined;
  readonly #clientEnded: Promise<void>;
  readonly #judge: (packet: Packet) => Verdict;
  #pending: Buffer = Buffer.alloc(0);
  #isFirst = true;
  #rows = 0;
  #ended: 'answer' | 'connection' | null = null;
  #chain: Promise<void> = Promise.resolve();

  /** @param clientEnded resolves when nobody waits for the answer any more */
  constructor(write: (frames: Buffer) => Promise<void> | undefined, clientEnded: Promise<void>, fault: StatementFault) {
    this.#write = write;
    this.#clientEnded = clientEnded;
    this.#judge = judgeOf(fault, WIRE);
  }

  /** Whether the connection ends with this answer. */
  get endsConnection(): boolean {
    return this.#ended === 'connection';
  }

  write(bytes: Buffer): Promise<void> {
    this.#chain = this.#chain.then(() => this.#take(bytes));
    return this.#chain;
  }

  /** Everything that was written has gone out, or will never. */
  async finish(): Promise<void> {
    await this.#chain;
  }

  async #take(bytes: Buffer): Promise<void> {
    this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    while (this.#ended === null && this.#pending.length >= HEADER_BYTES) {
      const end = LENGTH_BYTES + this.#pending.readUInt32LE(0);
      if (this.#pending.length < end) return;
      const frame = this.#pending.subarray(0, end);
      this.#pending = this.#pending.subarray(end);
      await this.#pass(frame);
    }
  }

  async #pass(frame: Buffer): Promise<void> {
    const { send, waitMs = 0, end } = this.#judge(this.#describe(frame));
    if (waitMs > 0) await pauseUnless(waitMs, this.#clientEnded);
    if (send !== null) await this.#write(send);
    this.#ended = end ?? null;
  }

  #describe(bytes: Buffer): Packet {
    const type = bytes[LENGTH_BYTES] as number;
    const rows = this.#rows;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const isRow = type === ServerMessage.RESULTSET_ROW;
    if (isRow) this.#rows++;
    return { bytes, isFirst, isRow, rows, isLast: endsAnswer(type) };
  }
}
