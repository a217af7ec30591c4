// What a fault does to an answer, packet by packet (or frame by frame), whatever protocol it is of.

import type { CutFault, DelayFault, ErrorFault, StatementFault } from './fault.ts';

/** A whole packet, and what it is in the answer. */
export interface Packet {
  readonly bytes: Buffer;
  readonly isFirst: boolean;
  readonly isRow: boolean;
  /** Rows before it. */
  readonly rows: number;
  readonly isLast: boolean;
}

/** What becomes of a packet; `end`: nothing more of the answer goes out. */
export type Verdict = {
  readonly send: Buffer | null;
  readonly waitMs?: number;
  readonly end?: 'answer' | 'connection';
};

/** How a protocol writes what faults need. */
export interface Wire {
  readonly headerBytes: number;
  /** @param packet in whose place it goes out */
  readonly error: (fault: ErrorFault, packet: Buffer) => Buffer;
  /** The packet with a sequence id that is not its turn; the same where there are none. */
  readonly outOfTurn: (packet: Buffer) => Buffer;
}

export function judgeOf(fault: StatementFault, wire: Wire): (packet: Packet) => Verdict {
  switch (fault.fault) {
    case 'delay':
    case 'rowDelay':
      return delays(fault);
    case 'close':
    case 'reset':
    case 'halfPacket':
      return cuts(fault, wire);
    case 'wrongSequence':
      return ({ bytes, isFirst }) => ({ send: isFirst ? wire.outOfTurn(bytes) : bytes });
    default:
      return errorAfterRows(fault, wire);
  }
}

function delays({ fault, ms }: DelayFault): (packet: Packet) => Verdict {
  return ({ bytes, isFirst, isRow }) => ({ send: bytes, waitMs: (fault === 'delay' ? isFirst : isRow) ? ms : 0 });
}

function cuts({ fault, afterBytes = 0 }: CutFault, { headerBytes }: Wire): (packet: Packet) => Verdict {
  let left = afterBytes;
  return ({ bytes, isFirst }) => {
    if (fault === 'halfPacket' && isFirst) {
      left = headerBytes + ((bytes.length - headerBytes) >> 1);
    }
    if (bytes.length <= left) {
      left -= bytes.length;
      return { send: bytes };
    }
    return { send: left > 0 ? bytes.subarray(0, left) : null, end: 'connection' };
  };
}

/** In place of the row behind the last one that goes out, or of the end. */
function errorAfterRows(fault: ErrorFault, wire: Wire): (packet: Packet) => Verdict {
  const most = fault.afterRows ?? 0;
  return ({ bytes, isRow, rows, isLast }) => {
    const isTime = (isRow && rows >= most) || isLast;
    return isTime ? { send: wire.error(fault, bytes), end: 'answer' } : { send: bytes };
  };
}
