// One response on its way into the file: in memory while it is small, streamed as chunk rows once it is not,
// so that memory stays bounded whatever the size of a result.

import type { Hash } from 'node:crypto';
import type { ResponseFacts } from '../core/command.ts';
import type { ResponseWriter } from '../core/recording.ts';
import { finishHash, hashStream, hashWhole, TAIL_BYTES, takenFor, writeTail } from './content-hash.ts';

/** A response up to this size is one row. */
export const MEMORY_BYTES = 256 * 1024;
/** What a streamed response keeps in its own row. */
const HEAD_BYTES = 16 * 1024;
const CHUNK_MIN_BYTES = 64 * 1024;
const CHUNK_MAX_BYTES = 256 * 1024;

/** Where chunks go; the recording writer. */
export interface ChunkSink {
  reserveResponse(): number;
  putChunk(response: number, n: number, bytes: Buffer): void;
  dropChunks(response: number): void;
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

  discard(): void {
    if (this.#isClosed) return;
    this.#close();
    if (this.#streaming !== null) this.#sink.dropChunks(this.#streaming.id);
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
    const all = Buffer.allocUnsafe(length + TAIL_BYTES);
    let offset = 0;
    for (const part of this.#parts) offset += part.copy(all, offset);
    writeTail(all, length, takenFor(facts), encoding);
    return { hash: hashWhole(all), bytes: length, head: all.subarray(0, length), streamedAs: null };
  }

  #finishStream(facts: ResponseFacts, encoding: bigint): FinishedResponse {
    const streaming = this.#spill(1);
    const hash = finishHash(streaming.hash, takenFor(facts), encoding);
    return { hash, bytes: this.#totalBytes, head: streaming.head, streamedAs: streaming.id };
  }

  /** Writes what is pending as chunks, but leaves a rest of less than `minBytes` for the next time. */
  #spill(minBytes: number): Streaming {
    const all = Buffer.concat(this.#parts);
    const streaming = this.#streaming ?? this.#beginStreaming(all);
    let offset = streaming.chunks === 0 ? streaming.head.length : 0;
    while (all.length - offset >= minBytes) {
      const chunk = all.subarray(offset, offset + CHUNK_MAX_BYTES);
      streaming.hash.update(chunk);
      this.#sink.putChunk(streaming.id, streaming.chunks++, chunk);
      offset += chunk.length;
    }
    const rest = Buffer.from(all.subarray(offset));
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#pendingBytes = rest.length;
    return streaming;
  }

  #beginStreaming(all: Buffer): Streaming {
    const head = Buffer.from(all.subarray(0, HEAD_BYTES));
    this.#streaming = { id: this.#sink.reserveResponse(), head, hash: hashStream().update(head), chunks: 0 };
    return this.#streaming;
  }

  #close(): void {
    this.#isClosed = true;
    this.#parts = [];
    this.#pendingBytes = 0;
  }
}
