// The scramble (nonce) of a server's greeting: what a client's answer to a password plugin is made with.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html

import { randomBytes } from 'node:crypto';

const SCRAMBLE_BYTES = 20;
/** Asking for random bytes costs the same for one scramble and for a hundred. */
const POOL_BYTES = SCRAMBLE_BYTES * 100;
let pool = Buffer.alloc(0);

/** 20 random bytes as servers make them: none is NUL or `$`, since clients of old take them for text. */
export function makeScramble(): Buffer {
  if (pool.length === 0) pool = randomBytes(POOL_BYTES);
  const scramble = Buffer.from(pool.subarray(0, SCRAMBLE_BYTES));
  pool = pool.subarray(SCRAMBLE_BYTES);
  for (const [index, byte] of scramble.entries()) {
    const low = byte & 0x7f;
    scramble[index] = low === 0 || low === 0x24 ? low + 1 : low;
  }
  return scramble;
}
