// One response on its way into the file: in memory while it is small, streamed as chunk rows once it is not,
// so that memory stays bounded whatever the size of a result.

import type { Hash } from 'node:crypto';
import type { ResponseFacts } from '../../core/command.ts';
import type { ResponseWriter } from '../../core/recording.ts';
import {
  digits,
  finishHash,
  hashStream,
  hashWhole,
  TAIL_BYTES,
  tailOf,
  takenFor,
  writeTail,
} from '../file/content-hash.ts';
import type { LongAnswer } from './answer-thread.ts';

/** A response up to this size is one row. @internal */
export const MEMORY_BYTES = 256 * 1024;
/** What a streamed response keeps in its own row. */
const HEAD_BYTES = 16 * 1024;
const CHUNK_MIN_BYTES = 64 * 1024;
const CHUNK_MAX_BYTES = 256 * 1024;
/** What goes on behind so many is another thread's, which costs 50 ms of CPU once. @internal */
export const OWN_BYTES = 4 * 1024 * 1024;

const NOTHING_YET = { chunks: 0, written: 0, long: null };

/** A smaller response in one piece is hashed from here. */
const SCRATCH_BYTES = 32 * 1024;
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES + TAIL_BYTES);

/** Where chunks go; the recording writer. */
export interface ChunkSink {
  reserveResponse(): number;
  putChunk(response: number, n: number, bytes: Buffer): void;
  dropChunks(response: number): void;
  /** The answer's further chunks are written, and all of it is hashed, elsewhere. @param head what is in no chunk */
  handOver(response: number, head: Buffer): LongAnswer;
}

/** A response as its row is written. */
export interface FinishedResponse {
  readonly hash: string;
  readonly bytes: number;
  readonly head: Buffer;
  /** The id under which chunks were already written; null where the head is everything. */
  readonly streamedAs: number | null;
}

interface Streaming {
  readonly id: number;
  readonly head: Buffer;
  readonly hash: Hash;
  chunks: number;
  /** Bytes of these. */
  written: number;
  /** Null while it is not long. */
  long: LongAnswer | null;
}

export class ResponseBuffer implements ResponseWriter {
  readonly #sink: ChunkSink;
  #parts: Buffer[] = [];
  #pendingBytes = 0;
  #totalBytes = 0;
  #streaming: Streaming | null = null;
  #isClosed = false;

  constructor(sink: ChunkSink) {
    this.#sink = sink;
  }

  write(bytes: Buffer): void {
    if (this.#isClosed || bytes.length === 0) return;
    this.#parts.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#totalBytes += bytes.length;
    if (this.#pendingBytes > MEMORY_BYTES) this.#spill(CHUNK_MIN_BYTES);
  }

  get behind(): Promise<void> | undefined {
    return this.#streaming?.long?.behind;
  }

  discard(): void {
    if (this.#isClosed) return;
    this.#close();
    const streaming = this.#streaming;
    if (streaming === null) return;
    if (streaming.long === null) this.#sink.dropChunks(streaming.id);
    else streaming.long.drop();
  }

  /** Ends the response; further writes and discards do nothing. */
  finish(facts: ResponseFacts, encoding: bigint): FinishedResponse {
    const finished =
      this.#streaming === null ? this.#finishWhole(facts, encoding) : this.#finishStream(facts, encoding);
    this.#close();
    return finished;
  }

  #finishWhole(facts: ResponseFacts, encoding: bigint): FinishedResponse {
    const length = this.#totalBytes;
    const [only] = this.#parts;
    if (only !== undefined && this.#parts.length === 1 && length <= SCRATCH_BYTES) {
      // what came in one piece is kept as it is, and copied only next to the tail with which it is hashed in one call
      only.copy(scratch);
      writeTail(scratch, length, takenFor(facts), encoding);
      const hash = hashWhole(scratch.subarray(0, length + TAIL_BYTES));
      return { hash, bytes: length, head: only, streamedAs: null };
    }
    const all = Buffer.allocUnsafe(length + TAIL_BYTES);
    let offset = 0;
    for (const part of this.#parts) offset += part.copy(all, offset);
    writeTail(all, length, takenFor(facts), encoding);
    return { hash: hashWhole(all), bytes: length, head: all.subarray(0, length), streamedAs: null };
  }

  #finishStream(facts: ResponseFacts, encoding: bigint): FinishedResponse {
    const streaming = this.#spill(1);
    const { long } = streaming;
    const taken = takenFor(facts);
    const hash =
      long === null ? finishHash(streaming.hash, taken, encoding) : digits(long.end(tailOf(taken, encoding)));
    return { hash, bytes: this.#totalBytes, head: streaming.head, streamedAs: streaming.id };
  }

  /** Writes what is pending as chunks, but leaves a rest of less than `minBytes` for the next time. */
  #spill(minBytes: number): Streaming {
    const streaming = this.#streaming ?? this.#beginStreaming();
    const parts = this.#parts;
    if (streaming.written >= OWN_BYTES) {
      streaming.long ??= this.#sink.handOver(streaming.id, streaming.head);
      streaming.long.add(parts);
      this.#parts = [];
      this.#pendingBytes = 0;
      return streaming;
    }
    let from = 0;
    let bytes = 0;
    for (let n = 0; n < parts.length; n++) {
      bytes += (parts[n] as Buffer).length;
      if (bytes < CHUNK_MIN_BYTES) continue;
      this.#putChunks(streaming, parts.slice(from, n + 1), bytes);
      from = n + 1;
      bytes = 0;
    }
    if (bytes >= minBytes) {
      this.#putChunks(streaming, parts.slice(from), bytes);
      from = parts.length;
      bytes = 0;
    }
    this.#parts = parts.slice(from);
    this.#pendingBytes = bytes;
    return streaming;
  }

  /** A piece as large as a chunk, which is how a busy socket gives them, is not copied. */
  #putChunks(streaming: Streaming, parts: readonly Buffer[], bytes: number): void {
    const all = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, bytes);
    for (let offset = 0; offset < bytes; ) {
      // no rest that is shorter than a chunk
      const isLast = bytes - offset <= CHUNK_MAX_BYTES;
      const end = isLast ? bytes : offset + Math.min(CHUNK_MAX_BYTES, bytes - offset - CHUNK_MIN_BYTES);
      const chunk = all.subarray(offset, end);
      streaming.hash.update(chunk);
      this.#sink.putChunk(streaming.id, streaming.chunks++, chunk);
      streaming.written += chunk.length;
      offset = end;
    }
  }

  /** The head is of the first bytes; what is left of them waits with the rest. */
  #beginStreaming(): Streaming {
    const all = Buffer.concat(this.#parts);
    const head = Buffer.from(all.subarray(0, HEAD_BYTES));
    this.#parts = [all.subarray(HEAD_BYTES)];
    this.#streaming = { id: this.#sink.reserveResponse(), head, hash: hashStream().update(head), ...NOTHING_YET };
    return this.#streaming;
  }

  #close(): void {
    this.#isClosed = true;
    this.#parts = [];
    this.#pendingBytes = 0;
  }
}
