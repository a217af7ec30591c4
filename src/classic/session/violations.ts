// What a MySQL server tells a client that breaks the protocol, number, SQLSTATE and wording included.
// https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html

import { ProtocolViolation } from '../../domain/errors.ts';

export function badHandshake(cause?: unknown): ProtocolViolation {
  return new ProtocolViolation(1043, '08S01', 'Bad handshake', { cause });
}

export function packetsOutOfOrder(): ProtocolViolation {
  return new ProtocolViolation(1156, '08S01', 'Got packets out of order');
}

export function packetTooLarge(): ProtocolViolation {
  return new ProtocolViolation(1153, '08S01', "Got a packet bigger than 'max_allowed_packet' bytes");
}

export function insecureTransport(): ProtocolViolation {
  return new ProtocolViolation(
    3159,
    'HY000',
    'Connections using insecure transport are prohibited while --require_secure_transport=ON.',
  );
}

export function malformedPacket(cause?: unknown): ProtocolViolation {
  return new ProtocolViolation(1835, 'HY000', 'Malformed communication packet.', { cause });
}
