// What a MySQL server tells a client that breaks the protocol, number, SQLSTATE and wording included.
// https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html

import { type MockError, type MockErrorCode, ProtocolViolation } from '../../core/errors.ts';
import { encodeErr } from '../packets/err.ts';

/** Payload of the ERR packet that tells it. */
export function encodeViolation({ errno, sqlState, message }: ProtocolViolation): Buffer {
  return encodeErr({ code: errno, sqlState, message: Buffer.from(message) });
}

export function badHandshake(cause?: unknown): ProtocolViolation {
  return new ProtocolViolation(1043, '08S01', 'Bad handshake', { cause });
}

/**
 * A client that does not speak protocol 4.1 is told so in the older form, without a SQLSTATE.
 * @param isWhole whether what it said could be read
 */
export function clientTooOld(isWhole: boolean): ProtocolViolation {
  const message =
    'Client does not support authentication protocol requested by server; consider upgrading MySQL client';
  return isWhole ? new ProtocolViolation(1251, null, message) : new ProtocolViolation(1043, null, 'Bad handshake');
}

/** The stream ended where a packet was due. */
export function readError(): ProtocolViolation {
  return new ProtocolViolation(1158, '08S01', 'Got an error reading communication packets');
}

/** Nothing came for as long as connect_timeout allows. */
export function readTimeout(): ProtocolViolation {
  return new ProtocolViolation(1159, '08S01', 'Got timeout reading communication packets');
}

export function packetsOutOfOrder(): ProtocolViolation {
  return new ProtocolViolation(1156, '08S01', 'Got packets out of order');
}

export function packetTooLarge(): ProtocolViolation {
  return new ProtocolViolation(1153, '08S01', "Got a packet bigger than 'max_allowed_packet' bytes");
}

/** A compressed packet that does not hold what its header says. */
export function couldNotUncompress(cause: unknown): ProtocolViolation {
  return new ProtocolViolation(1157, '08S01', "Couldn't uncompress communication packet", { cause });
}

export function wrongZstdLevel(): ProtocolViolation {
  return new ProtocolViolation(3923, 'HY000', "Invalid zstd compression level for algorithm 'zstd'.");
}

/** ER_SERVER_SHUTDOWN, as MySQL tells clients from 8.0.24 on, whatever they are at, and MariaDB those that wait. */
export function serverShutdown(): ProtocolViolation {
  return new ProtocolViolation(1053, '08S01', 'Server shutdown in progress');
}

export function insecureTransport(): ProtocolViolation {
  return new ProtocolViolation(
    3159,
    'HY000',
    'Connections using insecure transport are prohibited while --require_secure_transport=ON.',
  );
}

/** COM_CHANGE_USER that cannot be read. */
export function unknownCommand(cause?: unknown): ProtocolViolation {
  return new ProtocolViolation(1047, '08S01', 'Unknown command', { cause });
}

/**
 * What went wrong behind us, in words, with the number that a client of the server itself would have shown. It stands in
 * the text only: MariaDB's client library takes no number of its own kind from a server, and says "malformed packet".
 */
export function upstreamFailure(error: MockError): ProtocolViolation {
  const errno = UPSTREAM_ERRNO[error.code];
  const number = errno === undefined ? '' : `[${errno}] `;
  return new ProtocolViolation(ER_UNKNOWN, 'HY000', `mock: ${number}${error.message}`, { cause: error });
}

const ER_UNKNOWN = 1105;

/** https://dev.mysql.com/doc/mysql-errors/9.7/en/client-error-reference.html */
const UPSTREAM_ERRNO: Partial<Record<MockErrorCode, number>> = {
  UPSTREAM_UNREACHABLE: 2003,
  UPSTREAM_TIMEOUT: 2013,
  UPSTREAM_TLS: 2026,
  UPSTREAM_COMPRESSION: 2066,
  MALFORMED_PACKET: 2027,
};
