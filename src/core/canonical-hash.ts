// Hashes a list of fields so that no two lists read alike: each field goes in with its length before it. Short lists
// are put together and hashed in one call, which costs half of a hash object; long ones are streamed.

import * as crypto from 'node:crypto';

const ALGORITHM = 'sha256';
/** Of the 64 of SHA-256. */
const HEX_DIGITS = 32;
const SCRATCH_BYTES = 16_384;
/** Shared by all, since a fingerprint is made in one go. */
const scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
/** crypto.hash came with Node 20.12. */
const hashOnce: typeof crypto.hash | undefined = 'hash' in crypto ? crypto.hash : undefined;

export class CanonicalHash {
  #length = 0;
  #hash: crypto.Hash | null = null;

  /** One byte, for a kind or a count known to fit. */
  code(value: number): void {
    this.#reserve(1);
    scratch[this.#length++] = value;
  }

  /** A field with its length before it. */
  field(bytes: Uint8Array): void {
    this.count(bytes.length);
    this.raw(bytes);
  }

  count(value: number): void {
    this.#reserve(6);
    this.#length = scratch.writeUIntBE(value, this.#length, 6);
  }

  /** Bytes without their length: for the last field, which may come in pieces. */
  raw(bytes: Uint8Array): void {
    if (bytes.length > SCRATCH_BYTES) {
      this.#flush().update(bytes);
      return;
    }
    this.#reserve(bytes.length);
    scratch.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** 32 hexadecimal digits. */
  finish(): string {
    if (this.#hash !== null || hashOnce === undefined) return this.#flush().digest('hex').slice(0, HEX_DIGITS);
    return hashOnce(ALGORITHM, scratch.subarray(0, this.#length), 'hex').slice(0, HEX_DIGITS);
  }

  #reserve(count: number): void {
    if (this.#length + count > SCRATCH_BYTES) this.#flush();
  }

  #flush(): crypto.Hash {
    this.#hash ??= crypto.createHash(ALGORITHM);
    this.#hash.update(scratch.subarray(0, this.#length));
    this.#length = 0;
    return this.#hash;
  }
}

/** 32 hexadecimal digits that stand for one text. */
export function canonicalDigest(text: string): string {
  const hash = new CanonicalHash();
  hash.raw(Buffer.from(text));
  return hash.finish();
}
