// Tells the login of a client from before MySQL 4.1, which is refused in words of its own.

import { Capability } from '../constants/capabilities.ts';

/** Flags and the longest packet, as clients before 4.1 send them. */
const HEAD_BEFORE_41_BYTES = 5;

/**
 * Whether a payload is a whole Protocol::HandshakeResponse320: five bytes, the user's name, and an answer of either form.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html
 */
export function isLoginBefore41(payload: Buffer, flags: bigint): boolean {
  const nameEnd = payload.indexOf(0, HEAD_BEFORE_41_BYTES);
  if (nameEnd < 0) return false;
  const isScrambling = (flags & Capability.SECURE_CONNECTION) !== 0n;
  return isScrambling ? payload.length > nameEnd + 1 : payload.indexOf(0, nameEnd + 1) >= 0;
}
