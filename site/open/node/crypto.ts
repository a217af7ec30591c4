// node:crypto, as far as reading a recording asks for it: SHA-256.

import { sha256 } from '@noble/hashes/sha2.js';

type Bytes = Uint8Array | string;

class Hash {
  readonly #hash = sha256.create();

  update(bytes: Bytes): this {
    this.#hash.update(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    return this;
  }

  digest(encoding?: BufferEncoding): Buffer | string {
    const bytes = Buffer.from(this.#hash.digest());
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
}

export function createHash(): Hash {
  return new Hash();
}

export function hash(_algorithm: string, bytes: Bytes, encoding: BufferEncoding | 'buffer' = 'hex'): Buffer | string {
  return new Hash().update(bytes).digest(encoding === 'buffer' ? undefined : encoding);
}

export default { createHash, hash };
