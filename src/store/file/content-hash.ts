// The identity of a response: SHA-256, cut to 128 bits, over its bytes, the capability bits that shaped them and
// what they were taken for. The same bytes can be an OK packet after a query and a COM_STMT_PREPARE_OK after a prepare.

import crypto from 'node:crypto';
import type { Outcome, ResponseFacts } from '../../core/command.ts';

export const TAIL_BYTES = 9;
const HEX_DIGITS = 32;

const outcomeNumbers: Readonly<Record<Outcome, number>> = {
  ok: 0,
  error: 1,
  resultset: 2,
  local_infile: 3,
  none: 4,
  truncated: 5,
};

/** What a response's bytes were taken for. */
export interface TakenFor {
  readonly outcome: Outcome;
  /** Whether they are the answer to a prepare. */
  readonly isPrepared: boolean;
}

export function takenFor({ outcome, prepared }: ResponseFacts): TakenFor {
  return { outcome, isPrepared: prepared !== null };
}

/** Whether a text is one of the outcomes. */
export function isOutcome(text: unknown): text is Outcome {
  return typeof text === 'string' && Object.hasOwn(outcomeNumbers, text);
}

/** Writes what is hashed after a response's bytes, TAIL_BYTES long. */
export function writeTail(into: Buffer, offset: number, taken: TakenFor, encoding: bigint): void {
  into.writeBigUInt64LE(encoding, offset);
  into.writeUInt8(outcomeNumbers[taken.outcome] + (taken.isPrepared ? 0x80 : 0), offset + 8);
}

/** Hash of a response's bytes and tail in one piece. */
export function hashWhole(bytesAndTail: Buffer): string {
  // one-shot hashing (Node 20.12) costs half of createHash on small responses
  if (typeof crypto.hash !== 'function') return hashStream().update(bytesAndTail).digest('hex').slice(0, HEX_DIGITS);
  return crypto.hash('sha256', bytesAndTail, 'hex').slice(0, HEX_DIGITS);
}

/** Begins the hash of a response that arrives in pieces. */
export function hashStream(): crypto.Hash {
  return crypto.createHash('sha256');
}

/** Ends it; the same as `hashWhole` of the concatenated pieces. */
export function finishHash(hash: crypto.Hash, taken: TakenFor, encoding: bigint): string {
  return digits(hash.update(tailOf(taken, encoding)).digest());
}

/** What is hashed after a response's bytes. */
export function tailOf(taken: TakenFor, encoding: bigint): Buffer {
  const tail = Buffer.alloc(TAIL_BYTES);
  writeTail(tail, 0, taken, encoding);
  return tail;
}

/** A response's hash as it is written, of its whole SHA-256. */
export function digits(sha256: Buffer): string {
  return sha256.toString('hex').slice(0, HEX_DIGITS);
}
