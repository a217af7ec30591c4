// A file without a name: for what is too much to hold, and is to be gone whatever becomes of the process.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class NamelessFile {
  readonly #file: number;
  #bytes = 0;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'mock-held-'));
    try {
      this.#file = openSync(join(folder, 'file'), 'wx+', 0o600);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** How long it is. */
  get bytes(): number {
    return this.#bytes;
  }

  append(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.#bytes += bytes.length;
  }

  /** Fewer than `length` bytes only where the file ends before. */
  read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#bytes - offset)));
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(this.#file, bytes, at, bytes.length - at, offset + at);
      if (read === 0) throw new Error('a temporary file is shorter than what was written');
      at += read;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}
