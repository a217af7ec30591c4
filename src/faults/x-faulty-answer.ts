// The frames of the X Protocol in an answer with a fault in it.

import { frameError, HEADER_BYTES, LENGTH_BYTES } from '../mysqlx/codec/framing.ts';
import { endsAnswer, ServerMessage } from '../mysqlx/constants/message-types.ts';
import { errorOf } from './errors.ts';
import type { ErrorFault, StatementFault } from './fault.ts';
import { FaultyAnswer } from './faulty-answer.ts';
import type { Packet, Wire } from './judge.ts';

/** Frames have no sequence ids. */
const WIRE: Wire = { headerBytes: HEADER_BYTES, error: xErrorOf, outOfTurn: (frame) => frame };

export function xErrorOf(fault: ErrorFault): Buffer {
  return frameError({ ...errorOf(fault), isFatal: false });
}

export class XFaultyAnswer extends FaultyAnswer {
  /** @param clientEnded resolves when nobody waits for the answer any more */
  constructor(write: (frames: Buffer) => Promise<void> | undefined, clientEnded: Promise<void>, fault: StatementFault) {
    super(write, clientEnded, fault, WIRE);
  }

  protected lengthOf(bytes: Buffer): number {
    return LENGTH_BYTES + bytes.readUInt32LE(0);
  }

  protected kindOf(frame: Buffer): Pick<Packet, 'isRow' | 'isLast'> {
    const type = frame[LENGTH_BYTES] as number;
    return { isRow: type === ServerMessage.RESULTSET_ROW, isLast: endsAnswer(type) };
  }
}
