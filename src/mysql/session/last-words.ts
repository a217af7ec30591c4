// What a client hears last from a server that has waited for it long enough.

import { frameSmall, HEADER_BYTES } from '../codec/framing.ts';
import { ServerErrors } from '../constants/error-codes.ts';
import { encodeViolation, readTimeout } from './violations.ts';

const ERR = 0xff;

/**
 * A server has seen nothing of a packet that a client has begun: what it says to one who is idle is said to one who has stopped.
 * @param words whole packets of the server, header included
 */
export function lastWordsWithinPacket(words: Buffer): Buffer {
  const isInactivity =
    words.length > HEADER_BYTES + 2 &&
    words[HEADER_BYTES] === ERR &&
    words.readUInt16LE(HEADER_BYTES + 1) === ServerErrors.ER_CLIENT_INTERACTION_TIMEOUT.code;
  return isInactivity ? frameSmall(encodeViolation(readTimeout()), 1) : words;
}
