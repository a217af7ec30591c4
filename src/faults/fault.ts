// Faults as data: what goes wrong, and when.

/** Which statements a fault befalls; without anything, each one. */
export interface FaultTarget {
  /** Regular expression that is found in the statement; of text, upper and lower case are the same. */
  readonly statement?: string | RegExp;
  /** Only the nth statement that matches, from 1. */
  readonly nth?: number;
  /** At most so often. */
  readonly times?: number;
  /** From 0 to 1; by a sequence of numbers that `seed` decides. */
  readonly probability?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Errors that have a name. */
export type NamedError = 'deadlock' | 'lockWait' | 'readOnly' | 'killed';

/** An error in place of the answer, or behind so many of its rows. */
export interface ErrorFault extends FaultTarget {
  readonly fault: 'error' | NamedError;
  /** Of `error`; the others have theirs. */
  readonly code?: number;
  readonly sqlState?: string;
  readonly message?: string;
  readonly afterRows?: number;
}

/** Time before the first packet, or before each row. */
export interface DelayFault extends FaultTarget {
  readonly fault: 'delay' | 'rowDelay';
  readonly ms: number;
}

/** The connection ends: `close` by FIN, `reset` by RST, `halfPacket` in the middle of the answer's first packet. */
export interface CutFault extends FaultTarget {
  readonly fault: 'close' | 'reset' | 'halfPacket';
  /** Bytes of the answer that go out before; default none. */
  readonly afterBytes?: number;
}

/** The answer's first packet has a sequence id that is not its turn. */
export interface SequenceFault extends FaultTarget {
  readonly fault: 'wrongSequence';
}

/** What befalls a client before it is in; of `FaultTarget`, `statement` has no meaning. */
export interface ConnectFault extends FaultTarget {
  readonly fault: 'tooManyConnections' | 'handshakeStall' | 'tlsFailure' | 'authFailure';
  /** How long a handshake stalls; default: until the client goes. */
  readonly ms?: number;
}

export type StatementFault = ErrorFault | DelayFault | CutFault | SequenceFault;
export type Fault = StatementFault | ConnectFault;

/** An error in place of the whole answer: the one who answers is not even asked. */
export function isErrorAlone(fault: StatementFault): fault is ErrorFault {
  switch (fault.fault) {
    case 'error':
    case 'deadlock':
    case 'lockWait':
    case 'readOnly':
    case 'killed':
      return fault.afterRows === undefined;
    default:
      return false;
  }
}
