import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha1Scramble, sha256Scramble } from '../../../src/core/password-scramble.ts';

const NONCE = Buffer.from('0102030405060708090a0b0c0d0e0f1011121314', 'hex');
const EMPTY = Buffer.alloc(0);
const hash = (algorithm: string, ...parts: Buffer[]) => createHash(algorithm).update(Buffer.concat(parts)).digest();

test('who has the hash of the hash alone gets the first hash back, and with it can tell that the password is known', () => {
  const password = Buffer.from('s3cret');
  for (const [scramble, algorithm, mask] of [
    [sha1Scramble, 'sha1', (twice: Buffer) => hash('sha1', NONCE, twice)],
    [sha256Scramble, 'sha256', (twice: Buffer) => hash('sha256', twice, NONCE)],
  ] as const) {
    const stored = hash(algorithm, hash(algorithm, password));
    const key = mask(stored);
    const once = scramble(password, NONCE).map((byte, at) => byte ^ (key[at] ?? 0));
    expect(hash(algorithm, Buffer.from(once))).toEqual(stored);
    expect(scramble(EMPTY, NONCE)).toEqual(EMPTY);
  }
});
