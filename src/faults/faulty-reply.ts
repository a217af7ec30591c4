// An answer on its way to a client with a fault in it: its bytes are looked at packet by packet, and changed, held back
// or cut off.

import { pauseUnless } from '../core/pause-unless.ts';
import type { ClientPacket, Reply } from '../core/responder.ts';
import { frameSmall, HEADER_BYTES, MAX_PHYSICAL_BYTES } from '../mysql/codec/framing.ts';
import { ResponseMachine } from '../mysql/codec/response-machine.ts';
import { errorPayload } from './errors.ts';
import type { StatementFault } from './fault.ts';
import { judgeOf, type Packet, type Verdict, type Wire } from './judge.ts';

/** Packets of the classic protocol. */
const WIRE: Wire = {
  headerBytes: HEADER_BYTES,
  error: (fault, packet) => frameSmall(errorPayload(fault), packet[3] as number),
  outOfTurn: (packet) => {
    const changed = Buffer.from(packet);
    changed[3] = ((packet[3] as number) + 7) & 0xff;
    return changed;
  },
};

export class FaultyReply implements Reply {
  readonly #reply: Reply;
  readonly #clientEnded: Promise<void>;
  readonly #judge: (packet: Packet) => Verdict;
  readonly #machine = new ResponseMachine();
  #pending: Buffer = Buffer.alloc(0);
  #isContinued = false;
  #isFirst = true;
  #rows = 0;
  #ended: 'answer' | 'connection' | null = null;
  #chain: Promise<void> = Promise.resolve();

  /**
   * @param clientEnded resolves when nobody waits for the answer any more
   * @param command code and @param capabilities shape the answer's packets
   */
  constructor(reply: Reply, clientEnded: Promise<void>, fault: StatementFault, command: number, capabilities: bigint) {
    this.#reply = reply;
    this.#clientEnded = clientEnded;
    this.#judge = judgeOf(fault, WIRE);
    this.#machine.begin(command, capabilities);
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

  readClientPacket(): Promise<ClientPacket> {
    return this.#reply.readClientPacket();
  }

  async #take(bytes: Buffer): Promise<void> {
    this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    while (this.#ended === null && this.#pending.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#pending.readUIntLE(0, 3);
      if (this.#pending.length < end) return;
      const packet = this.#pending.subarray(0, end);
      this.#pending = this.#pending.subarray(end);
      await this.#pass(packet);
    }
  }

  async #pass(bytes: Buffer): Promise<void> {
    const packet = this.#describe(bytes);
    const { send, waitMs = 0, end } = this.#judge(packet);
    if (waitMs > 0) await pauseUnless(waitMs, this.#clientEnded);
    if (send !== null) await this.#reply.write(send);
    this.#ended = end ?? null;
  }

  #describe(bytes: Buffer): Packet {
    const rows = this.#rows;
    const isFirst = this.#isFirst;
    const length = bytes.length - HEADER_BYTES;
    const isPiece = this.#isContinued;
    this.#isContinued = length === MAX_PHYSICAL_BYTES;
    this.#isFirst = false;
    if (isPiece) return { bytes, isFirst, isRow: false, rows, isLast: false };
    if (this.#machine.state === 'clientData') this.#machine.resume();
    const isRow = this.#machine.next(bytes, HEADER_BYTES, length) === 'row';
    if (isRow) this.#rows++;
    return { bytes, isFirst, isRow, rows, isLast: this.#machine.state === 'done' };
  }
}
