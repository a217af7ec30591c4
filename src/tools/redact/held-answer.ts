// An answer as it comes from the server, held until it is masked: in memory while it is small, then in a file without a name,
// so that nothing is left of it whatever becomes of the process.

import type { ResponseWriter } from '../../core/recording.ts';
import { NamelessFile } from '../../store/file/nameless-file.ts';

const MEMORY_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 256 * 1024;

export class HeldAnswer implements ResponseWriter {
  #parts: Buffer[] = [];
  #partsBytes = 0;
  #file: NamelessFile | null = null;

  write(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#partsBytes += bytes.length;
    if (this.#partsBytes > MEMORY_BYTES) this.#spill();
  }

  discard(): void {
    this.#parts = [];
    this.#partsBytes = 0;
    this.#file?.close();
    this.#file = null;
  }

  /** What was written, from the beginning; may be asked for more than once, until it is discarded. */
  *chunks(): Generator<Buffer> {
    const file = this.#file;
    if (file !== null) for (let at = 0; at < file.bytes; at += READ_BYTES) yield file.read(at, READ_BYTES);
    yield* this.#parts;
  }

  #spill(): void {
    this.#file ??= new NamelessFile();
    for (const part of this.#parts) this.#file.append(part);
    this.#parts = [];
    this.#partsBytes = 0;
  }
}
