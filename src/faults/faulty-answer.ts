// An answer on its way to a client with a fault in it, of either protocol: its bytes are looked at packet by packet (or
// frame by frame), and changed, held back or cut off.

import { pauseUnless } from '../core/pause-unless.ts';
import type { StatementFault } from './fault.ts';
import { judgeOf, type Packet, type Verdict, type Wire } from './judge.ts';

export abstract class FaultyAnswer {
  readonly #send: (bytes: Buffer) => Promise<void> | undefined;
  readonly #clientEnded: Promise<void>;
  readonly #judge: (packet: Packet) => Verdict;
  readonly #headerBytes: number;
  #pending: Buffer = Buffer.alloc(0);
  #isFirst = true;
  #rows = 0;
  #ended: 'answer' | 'connection' | null = null;
  #chain: Promise<void> = Promise.resolve();

  /**
   * @param send takes what goes out
   * @param clientEnded resolves when nobody waits for the answer any more
   */
  constructor(
    send: (bytes: Buffer) => Promise<void> | undefined,
    clientEnded: Promise<void>,
    fault: StatementFault,
    wire: Wire,
  ) {
    this.#send = send;
    this.#clientEnded = clientEnded;
    this.#judge = judgeOf(fault, wire);
    this.#headerBytes = wire.headerBytes;
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

  /** How long a packet is, header included. @param bytes begin with a whole header */
  protected abstract lengthOf(bytes: Buffer): number;

  /** What a whole packet is in the answer. */
  protected abstract kindOf(packet: Buffer): Pick<Packet, 'isRow' | 'isLast'>;

  async #take(bytes: Buffer): Promise<void> {
    this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    while (this.#ended === null && this.#pending.length >= this.#headerBytes) {
      const end = this.lengthOf(this.#pending);
      if (this.#pending.length < end) return;
      const packet = this.#pending.subarray(0, end);
      this.#pending = this.#pending.subarray(end);
      await this.#pass(packet);
    }
  }

  async #pass(bytes: Buffer): Promise<void> {
    const { send, waitMs = 0, end } = this.#judge(this.#describe(bytes));
    if (waitMs > 0) await pauseUnless(waitMs, this.#clientEnded);
    if (send !== null) await this.#send(send);
    this.#ended = end ?? null;
  }

  #describe(bytes: Buffer): Packet {
    const packet = { bytes, isFirst: this.#isFirst, rows: this.#rows, ...this.kindOf(bytes) };
    this.#isFirst = false;
    if (packet.isRow) this.#rows++;
    return packet;
  }
}
