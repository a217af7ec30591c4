// The packets of the classic protocol in an answer with a fault in it.

import type { ClientPacket, Reply } from '../core/responder.ts';
import { frameSmall, HEADER_BYTES, MAX_PHYSICAL_BYTES } from '../mysql/codec/framing.ts';
import { ResponseMachine } from '../mysql/codec/response-machine.ts';
import { errorPayload } from './errors.ts';
import type { StatementFault } from './fault.ts';
import { FaultyAnswer } from './faulty-answer.ts';
import type { Packet, Wire } from './judge.ts';

const WIRE: Wire = {
  headerBytes: HEADER_BYTES,
  error: (fault, packet) => frameSmall(errorPayload(fault), packet[3] as number),
  outOfTurn: (packet) => {
    const changed = Buffer.from(packet);
    changed[3] = ((packet[3] as number) + 7) & 0xff;
    return changed;
  },
};

export class FaultyReply extends FaultyAnswer implements Reply {
  readonly #reply: Reply;
  readonly #machine = new ResponseMachine();
  #isContinued = false;

  /**
   * @param clientEnded resolves when nobody waits for the answer any more
   * @param command code and @param capabilities shape the answer's packets
   */
  constructor(reply: Reply, clientEnded: Promise<void>, fault: StatementFault, command: number, capabilities: bigint) {
    super((bytes) => reply.write(bytes), clientEnded, fault, WIRE);
    this.#reply = reply;
    this.#machine.begin(command, capabilities);
  }

  readClientPacket(): Promise<ClientPacket> {
    return this.#reply.readClientPacket();
  }

  protected lengthOf(bytes: Buffer): number {
    return HEADER_BYTES + bytes.readUIntLE(0, 3);
  }

  protected kindOf(packet: Buffer): Pick<Packet, 'isRow' | 'isLast'> {
    const length = packet.length - HEADER_BYTES;
    const isPiece = this.#isContinued;
    this.#isContinued = length === MAX_PHYSICAL_BYTES;
    if (isPiece) return { isRow: false, isLast: false };
    if (this.#machine.state === 'clientData') this.#machine.resume();
    const isRow = this.#machine.next(packet, HEADER_BYTES, length) === 'row';
    return { isRow, isLast: this.#machine.state === 'done' };
  }
}
