// Every error that mock raises itself. A server's ERR packet is data, never one of these.

/** Stable, machine-readable names; the sentence beside them may change, these may not. */
export type MockErrorCode =
  | 'MALFORMED_PACKET'
  | 'PROTOCOL_VIOLATION'
  | 'CONNECTION_LOST'
  | 'UPSTREAM_UNREACHABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_TLS'
  | 'UPSTREAM_COMPRESSION'
  | 'LISTEN_FAILED'
  | 'TLS_SETUP'
  | 'RECORDING_UNUSABLE'
  | 'RECORDING_MISSING'
  | 'RECORDING_EXISTS'
  | 'RECORDING_WRITE_FAILED'
  | 'NATIVE_MODULE'
  | 'COMMAND_NOT_STARTED'
  | 'TEXT_UNUSABLE'
  | 'TEST_FAILED'
  | 'USAGE';

/** An error with a code for programs, one sentence for people, and the error that caused it. */
export class MockError extends Error {
  readonly code: MockErrorCode;

  constructor(code: MockErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MockError';
    this.code = code;
  }
}

/** Where a payload stopped making sense. */
export interface MalformedDetails {
  /** Name of the packet as the MySQL manual spells it. */
  readonly packet: string;
  /** The field that made no sense, in words. */
  readonly field: string;
  /** Where it begins in the payload, in bytes. */
  readonly offset: number;
  /** Bytes that it takes from there on; 0 where length is not what is wrong. */
  readonly needed: number;
  /** Bytes that there are from there on. */
  readonly available: number;
}

/** A payload that is not what its packet's layout says. */
export class MalformedPacketError extends MockError {
  readonly details: MalformedDetails;

  constructor(details: MalformedDetails, reason: string) {
    const { packet, field, offset, needed, available } = details;
    const lengths = needed > 0 ? ` (needed ${needed} bytes, have ${available})` : '';
    super('MALFORMED_PACKET', `${packet}: ${field} at offset ${offset}: ${reason}${lengths}`);
    this.name = 'MalformedPacketError';
    this.details = details;
  }
}

/** A peer that broke the rules; `errno`, `sqlState` and the message are what a MySQL server would tell it. */
export class ProtocolViolation extends MockError {
  readonly errno: number;
  /** Null towards a client that is too old for one. */
  readonly sqlState: string | null;

  constructor(errno: number, sqlState: string | null, message: string, options?: ErrorOptions) {
    super('PROTOCOL_VIOLATION', message, options);
    this.name = 'ProtocolViolation';
    this.errno = errno;
    this.sqlState = sqlState;
  }
}

/** A peer that went away. */
export class ConnectionLost extends MockError {
  /** `client`, or the `server` behind us. */
  readonly who: string;

  constructor(who: string, options?: ErrorOptions) {
    super('CONNECTION_LOST', `the ${who} closed the connection`, options);
    this.name = 'ConnectionLost';
    this.who = who;
  }
}

/** The sentence of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Without line breaks and what stands around them. One expression for it would take time in the square of a run of spaces. */
export function oneLine(text: string): string {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .join(' ')
    .trim();
}
