// The proofs that a client knows a password, without the password in them: hexadecimal digits of a hash, mixed with the
// server's challenge.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_authentication.html

import { randomInt, timingSafeEqual } from 'node:crypto';
import { sha1Scramble, sha256Scramble } from '../../core/password-scramble.ts';
import { MYSQL41, SHA256_MEMORY } from './auth-data.ts';

/** A zero byte ends it; clients take all of it for the challenge. */
const CHALLENGE_BYTES = 20;
const LOWEST = 0x01;
const BEHIND_HIGHEST = 0x7f;

/** A server's challenge as MySQL makes it: no zero byte but the last. */
export function makeChallenge(): Buffer {
  const challenge = Buffer.alloc(CHALLENGE_BYTES);
  for (let n = 0; n < CHALLENGE_BYTES - 1; n++) challenge[n] = randomInt(LOWEST, BEHIND_HIGHEST);
  return challenge;
}

/** What a client sends for a password; empty for an empty one. */
export function passwordProof(mechanism: string, password: Buffer, challenge: Buffer): Buffer {
  if (password.length === 0) return Buffer.alloc(0);
  if (mechanism === SHA256_MEMORY)
    return Buffer.from(sha256Scramble(password, challenge).toString('hex').toUpperCase());
  return Buffer.from(`*${sha1Scramble(password, challenge).toString('hex').toUpperCase()}`);
}

/** Whether a client's proof is that of the password; false for a mechanism that has none. */
export function isPasswordProof(mechanism: string, proof: Buffer, password: Buffer, challenge: Buffer): boolean {
  if (mechanism !== MYSQL41 && mechanism !== SHA256_MEMORY) return false;
  const expected = passwordProof(mechanism, password, challenge);
  const given = Buffer.from(proof.toString('latin1').toUpperCase(), 'latin1');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
