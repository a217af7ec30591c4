// An answer as it comes from the server, held until it is masked: in memory while it is small, then in a file without a name,
// so that nothing is left of it whatever becomes of the process.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResponseWriter } from '../domain/recording.ts';

const MEMORY_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 256 * 1024;

export class HeldAnswer implements ResponseWriter {
  #parts: Buffer[] = [];
  #partsBytes = 0;
  #file: number | null = null;
  #fileBytes = 0;

  write(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#partsBytes += bytes.length;
    if (this.#partsBytes > MEMORY_BYTES) this.#spill();
  }

  discard(): void {
    this.#parts = [];
    this.#partsBytes = 0;
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#fileBytes = 0;
  }

  /** What was written, from the beginning; may be asked for more than once, until it is discarded. */
  *chunks(): Generator<Buffer> {
    for (let at = 0; this.#file !== null && at < this.#fileBytes; ) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, this.#fileBytes - at));
      const read = readSync(this.#file, chunk, 0, chunk.length, at);
      if (read === 0) throw new Error('the file of a held answer is shorter than what was written');
      at += read;
      yield chunk.subarray(0, read);
    }
    yield* this.#parts;
  }

  #spill(): void {
    this.#file ??= openNameless();
    for (const part of this.#parts) {
      for (let at = 0; at < part.length; ) at += writeSync(this.#file, part, at);
    }
    this.#fileBytes += this.#partsBytes;
    this.#parts = [];
    this.#partsBytes = 0;
  }
}

function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'mock-held-'));
  try {
    return openSync(join(folder, 'answer'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
